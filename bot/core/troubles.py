"""Every sentence about posts that did not go out, or soon will not: why, what to do."""

from collections.abc import Sequence
from datetime import date

from bot.core.language import say, say_again, say_many, sentence
from bot.core.schedule_words import reason_late
from bot.core.wording import day, literal

post_it_again = sentence("Post it again")
post_again_hint = sentence(
    "Post it again: posts the bite of today once more, for everyone"
)
reason_blocked = sentence("posting was blocked, as earlier posts were refused")
posted_again = sentence("It is posted again in a moment.")
unknown_post = sentence("There is no such post here.")
not_wanted = sentence(
    "That post is no longer wanted: its schedule was changed, paused or removed since."
)
nothing_yet = sentence("Nothing was posted yet.")
not_looked_at = sentence("Whether Daily Bite may post there now was not looked up.")
may_post = sentence("As far as can be seen, Daily Bite may post there now.")
blocked = sentence("It is blocked, and goes on by itself once it may post again.")
paused = sentence("It is paused: `/bite-admin resume` goes on.")
dry = sentence(
    "It has stopped, as every bite of its topics was shown: "
    "`/bite-admin schedule` chooses more topics."
)


def too_late(reason: str) -> str:
    """Say that a day is over, and what had kept the post from going out."""
    return f"{reason_late()}: {reason}" if reason else reason_late()


def missed_while_blocked(problem: str) -> str:
    """Say why a day of a blocked schedule passed without a post."""
    return (
        say("posting is blocked: {problem}", problem=problem)
        if problem
        else reason_blocked()
    )


def blocked_notice(channel: str, since: date, reason: str) -> str:
    """Tell an admin once what happened, where, since when, and what to do."""
    return say(
        "Daily Bite has stopped posting in {channel}. Since {day} its "
        "posts there were refused: {reason}.\n\n"
        "The schedule is kept. Once that is mended, posting goes on by itself within "
        "minutes; `/bite-admin health` shows how it stands.",
        channel=channel,
        day=day(since),
        reason=literal(reason, clip=False),
    )


def refused_notice(channel: str, when: date, reason: str) -> str:
    """Tell an admin once that a day had no post, where, why, and what to do."""
    return say(
        "Daily Bite could not post in {channel} on {day}: {reason}.\n\n"
        "The schedule is kept. Once that is mended, posting goes on by itself with the "
        "next bite; `/bite-admin health` shows how it stands.",
        channel=channel,
        day=day(when),
        reason=literal(reason, clip=False),
    )


def runs_dry(channel: str, days: Sequence[date], *, pauses: bool) -> str:
    """Tell an admin once how many new bites are left, until when, and what to do.

    Args:
        channel: Where they are posted.
        days: When those that are left come.
        pauses: Whether the schedule stops then, rather than review.
    """
    first = say("Daily Bite has no new bites left for {channel}.", channel=channel)
    then = (
        say("From now on it posts nothing.")
        if pauses
        else say(
            "From now on it asks the questions of earlier ones, marked as review; "
            "for that you need not do anything."
        )
    )
    if days:
        first = say_many(
            "Daily Bite has {count} new bite left for {channel}: "
            "the last one comes by {day}.",
            "Daily Bite has {count} new bites left for {channel}: "
            "the last one comes by {day}.",
            len(days),
            channel=channel,
            day=day(days[-1]),
        )
        then = (
            say("After that it posts nothing.")
            if pauses
            else say(
                "After that it asks the questions of earlier ones, marked as review; "
                "for that you need not do anything."
            )
        )
    advice = say(
        "For more new ones, choose more topics or levels with "
        "`/bite-admin schedule`, or ask whoever hosts the bot to add some of your own."
    )
    return f"{first} {then}\n\n{advice}"


def became(state: str, when: date, reason: str) -> str:
    """Say in a sentence what became of a post."""
    told = _became(state, day(when))
    if reason and state != "sent":
        told = f"{told}: {literal(say_again(reason), clip=False)}"
    look = " " + say("Look into the channel.") if state == "unconfirmed" else ""
    return f"{told}.{look}"


def _became(state: str, when: str) -> str:
    match state:
        case "sent":
            return say("The bite of {day} was posted", day=when)
        case "planned" | "sending":
            return say("The bite of {day} is on its way", day=when)
        case "unconfirmed":
            return say("Nobody can say whether the bite of {day} went out", day=when)
        case _:
            return say("The bite of {day} was not posted", day=when)


def not_looked_up(reason: str) -> str:
    """Say that nobody knows whether the bot may post."""
    why = literal(reason, clip=False)
    return say(
        "Whether Daily Bite may post there now could not be looked up: {why}.", why=why
    )


def to_do(problem: str) -> str:
    """Point out what an admin has to mend."""
    return say("**To do:** {problem}", problem=literal(problem, clip=False))


def next_post(when: str) -> str:
    """Say when the next post comes."""
    return say("The next bite: {when}.", when=when)


def zone_gone(name: str) -> str:
    """Say that a schedule's time zone is no more."""
    return say(
        'It is blocked, as there is no time zone "{name}" any more: '
        "`/bite-admin schedule` sets another one.",
        name=literal(name),
    )


def health_line(
    channel: str, line: str, schedule_id: str, sentences: Sequence[str]
) -> str:
    """Write how one schedule does."""
    return f"- {channel}: {line} (`{schedule_id}`). {' '.join(sentences)}"


def others(count: int, ill: int) -> str:
    """Say how those do that do not fit."""
    if not ill:
        return say_many(
            "- {count} more schedule: all is well.",
            "- {count} more schedules: all is well.",
            count,
        )
    return say_many(
        "- {count} more schedule: {ill} of them with trouble; "
        "`/bite-admin list` shows them all.",
        "- {count} more schedules: {ill} of them with trouble; "
        "`/bite-admin list` shows them all.",
        count,
        ill=ill,
    )


def post_again(schedule_id: str) -> str:
    """Label the button where several posts are in doubt."""
    return f"{post_it_again()} ({schedule_id})"


def day_is_over(when: date) -> str:
    """Refuse to post on another day."""
    return say(
        "The bite of {day} can no longer be posted: that day is over. "
        "The next one comes by itself.",
        day=day(when),
    )


def nothing_in_doubt(state: str, when: date) -> str:
    """Say that a post needs no second one."""
    on = day(when)
    if state == "sent":
        return say("The bite of {day} was posted: nothing to do.", day=on)
    if state in ("planned", "sending"):
        return say("The bite of {day} is on its way already.", day=on)
    return say(
        "The bite of {day} was not posted, which is certain; "
        "only one in doubt can be repeated.",
        day=on,
    )


def no_such_delivery(delivery_id: str) -> str:
    """Say that an id is unknown."""
    return say(
        'There is no delivery "{delivery_id}". The list command shows the newest ones.',
        delivery_id=delivery_id,
    )


def not_connected(platform: str) -> str:
    """Say that this process has no credentials of a platform."""
    return say("this bot is not connected to {platform}", platform=platform)
