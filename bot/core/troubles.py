"""Every sentence about posts that did not go out, or soon will not: why, what to do."""

from collections.abc import Sequence
from datetime import date

from bot.core.phrases import REASON_LATE
from bot.core.wording import day, literal, plural

POST_AGAIN = "Post it again"
POST_AGAIN_HINT = "Post it again: posts the bite of today once more, for everyone"
REASON_BLOCKED = "posting was blocked, as earlier posts were refused"
POSTED_AGAIN = "It is posted again in a moment."
UNKNOWN_POST = "There is no such post here."
NOT_WANTED = (
    "That post is no longer wanted: its schedule was changed, paused or removed since."
)
NOTHING_YET = "Nothing was posted yet."
NOT_LOOKED_AT = "Whether Daily Bite may post there now was not looked up."
MAY_POST = "As far as can be seen, Daily Bite may post there now."
BLOCKED = "It is blocked, and goes on by itself once it may post again."
PAUSED = "It is paused: `/bite-admin resume` goes on."
DRY = (
    "It has stopped, as every bite of its topics was shown: "
    "`/bite-admin schedule` chooses more topics."
)


def too_late(reason: str) -> str:
    """Say that a day is over, and what had kept the post from going out."""
    return f"{REASON_LATE}: {reason}" if reason else REASON_LATE


def missed_while_blocked(problem: str) -> str:
    """Say why a day of a blocked schedule passed without a post."""
    return f"posting is blocked: {problem}" if problem else REASON_BLOCKED


def blocked_notice(channel: str, since: date, reason: str) -> str:
    """Tell an admin once what happened, where, since when, and what to do."""
    return (
        f"Daily Bite has stopped posting in {channel}. Since {day(since)} its "
        f"posts there were refused: {literal(reason, clip=False)}.\n\n"
        "The schedule is kept. Once that is mended, posting goes on by itself within "
        "minutes; `/bite-admin health` shows how it stands."
    )


def refused_notice(channel: str, when: date, reason: str) -> str:
    """Tell an admin once that a day had no post, where, why, and what to do."""
    return (
        f"Daily Bite could not post in {channel} on {day(when)}: "
        f"{literal(reason, clip=False)}.\n\n"
        "The schedule is kept. Once that is mended, posting goes on by itself with the "
        "next bite; `/bite-admin health` shows how it stands."
    )


def runs_dry(channel: str, days: Sequence[date], *, pauses: bool) -> str:
    """Tell an admin once how many new bites are left, until when, and what to do.

    Args:
        channel: Where they are posted.
        days: When those that are left come.
        pauses: Whether the schedule stops then, rather than review.
    """
    first = f"Daily Bite has no new bites left for {channel}."
    if days:
        left = plural(len(days), "new bite")
        until = f"the last one comes by {day(days[-1])}"
        first = f"Daily Bite has {left} left for {channel}: {until}."
    when = "After that" if days else "From now on"
    then = (
        f"{when} it posts nothing."
        if pauses
        else f"{when} it asks the questions of earlier ones, marked as review; "
        "for that you need not do anything."
    )
    return (
        f"{first} {then}\n\nFor more new ones, choose more topics or levels with "
        "`/bite-admin schedule`, or ask whoever hosts the bot to add some of your own."
    )


def became(state: str, when: date, reason: str) -> str:
    """Say in a sentence what became of a post."""
    why = f": {literal(reason, clip=False)}" if reason else ""
    which = f"The bite of {day(when)}"
    words = {
        "sent": f"{which} was posted.",
        "planned": f"{which} is on its way{why}.",
        "sending": f"{which} is on its way{why}.",
        "skipped": f"{which} was not posted{why}.",
        "failed": f"{which} was not posted{why}.",
        "unconfirmed": (
            f"Nobody can say whether the bite of {day(when)} went out{why}. "
            "Look into the channel."
        ),
    }
    return words[state]


def not_looked_up(reason: str) -> str:
    """Say that nobody knows whether the bot may post."""
    why = literal(reason, clip=False)
    return f"Whether Daily Bite may post there now could not be looked up: {why}."


def to_do(problem: str) -> str:
    """Point out what an admin has to mend."""
    return f"**To do:** {literal(problem, clip=False)}"


def next_post(when: str) -> str:
    """Say when the next post comes."""
    return f"The next bite: {when}."


def zone_gone(name: str) -> str:
    """Say that a schedule's time zone is no more."""
    return (
        f'It is blocked, as there is no time zone "{literal(name)}" any more: '
        "`/bite-admin schedule` sets another one."
    )


def health_line(
    channel: str, line: str, schedule_id: str, sentences: Sequence[str]
) -> str:
    """Write how one schedule does."""
    return f"- {channel}: {line} (`{schedule_id}`). {' '.join(sentences)}"


def others(count: int, ill: int) -> str:
    """Say how those do that do not fit."""
    which = f"- {plural(count, 'more schedule')}: "
    if not ill:
        return f"{which}all is well."
    return f"{which}{ill} of them with trouble; `/bite-admin list` shows them all."


def post_again(schedule_id: str) -> str:
    """Label the button where several posts are in doubt."""
    return f"{POST_AGAIN} ({schedule_id})"


def day_is_over(when: date) -> str:
    """Refuse to post on another day."""
    return (
        f"The bite of {day(when)} can no longer be posted: that day is over. "
        "The next one comes by itself."
    )


def nothing_in_doubt(state: str, when: date) -> str:
    """Say that a post needs no second one."""
    which = f"The bite of {day(when)}"
    if state == "sent":
        return f"{which} was posted: nothing to do."
    if state in ("planned", "sending"):
        return f"{which} is on its way already."
    return (
        f"{which} was not posted, which is certain; only one in doubt can be repeated."
    )


def no_such_delivery(delivery_id: str) -> str:
    """Say that an id is unknown."""
    return (
        f'There is no delivery "{delivery_id}". The list command shows the newest ones.'
    )
