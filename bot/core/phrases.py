"""Every sentence that the bot says to a person in chat."""

import re
from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache

from bot.core.language import Language, reader, say, say_many, sentence
from bot.core.wording import (
    all_of,
    city,
    clock,
    day,
    literal,
    month_and_year,
    weekdays,
)

share = sentence("Share here")
share_hint = sentence("Share here: posts this bite in the channel for everyone")
deeper = sentence("Deeper")
deeper_hint = sentence("Deeper: a worked example, only you see it")
quiz = sentence("Quiz me")
quiz_hint = sentence("Quiz me: one question, only you see it")
show_answer = sentence("Show answer")
show_answer_hint = sentence("Show answer: only you see it")
read_again = sentence("Read the bite")
read_hint = sentence("Read: opens the bite, only you see it")
footgun = sentence("Footgun:")
source = sentence("Source:")
sources = sentence("Sources:")

ask_an_admin = sentence("Ask an admin or owner of this workspace.")
needs_managers = sentence(
    "Daily Bite cannot see who they are here: it lacks the scope users:read. "
    "Whoever hosts it can name people in slack.managers."
)
invite_to_channel = sentence(
    "Daily Bite is not in that channel: type /invite @Daily Bite there, then try again."
)
admin_usage = sentence(
    "`/bite-admin` alone opens the form. Or write one of: schedule, options, list, health, "
    "pause, resume, skip, remove, next, preview, test, log, "
    "history, seen, managers, reset, forget; such as "
    "`/bite-admin schedule 09:00 Europe/Paris mon-fri holidays=DE-BY` or "
    "`/bite-admin pause until 2026-12-27`. Where a channel has several "
    "schedules, add the id: `pause kx3ab7de`, `schedule id=kx3ab7de 10:00`."
)
ask_for_manage_server = sentence(
    "Ask one of them, or ask for the Manage Server permission."
)
server_only = sentence("That works in channels only. Try it in one.")
done_before = sentence("That was done already; pressing again changes nothing.")
too_fast = sentence("That is a lot at once. Wait a few seconds, then try again.")
went_wrong = sentence(
    "Something went wrong on our side, and nothing was changed. "
    "Please try again in a minute."
)
may_not_write = sentence(
    "You may not write in this channel, so the bite was not shared. "
    "Share it in a channel where you can."
)
shared = sentence("Shared in this channel.")
unknown_button = sentence(
    "This button is from an older version. Type /bite for a fresh bite."
)
NAME = "Daily Bite"
close = sentence("Close")
cancel = sentence("Cancel")
saving = sentence("Saving…")
that_channel = sentence("that channel")
no_bites = sentence("The library is empty. Ask whoever hosts the bot to add bites.")

_LEVELS = {
    "beginner": sentence("beginner"),
    "intermediate": sentence("intermediate"),
    "advanced": sentence("advanced"),
}
_SET_UP_BY = re.compile(r" Set up by .*\.(?= Type /bite)", re.DOTALL)


def bite_meta(topic: str, level: str, seconds: int) -> str:
    """Write the small line under a title."""
    return say(
        "{topic} · {level} · {seconds} s read",
        topic=topic,
        level=level_name(level).capitalize(),
        seconds=seconds,
    )


def level_name(level: str) -> str:
    """Name a level in a sentence; what people type stays as it is."""
    return _LEVELS[level]()


def corrected(on: date, what: str) -> str:
    """Mark a card whose text was put right after it was posted."""
    return say("Corrected on {day}: {what}", day=day(on), what=what)


def review_meta(topic: str) -> str:
    """Write the small line of a review card."""
    return say("{topic} · Review: your team has seen everything here", topic=topic)


def review_title(name: str) -> str:
    """Write the title of a review card."""
    return say("Do you still know? {name}", name=name)


def deeper_title(name: str) -> str:
    """Write the title of the second half."""
    return say("Deeper: {name}", name=name)


def quiz_title(name: str) -> str:
    """Write the title of the recall question."""
    return say("Quiz: {name}", name=name)


def answer_title(name: str) -> str:
    """Write the title of the answer."""
    return say("Answer: {name}", name=name)


def deeper_note(seconds: int, checked: date) -> str:
    """Write the small line under the second half."""
    return say(
        "+{seconds} s · checked in {month}",
        seconds=seconds,
        month=month_and_year(checked),
    )


def read(name: str) -> str:
    """Label the button that opens another bite."""
    return say("Read: {name}", name=name)


def set_up_note(
    days: frozenset[int], at: time, zone: str, by: str, rhythm: str = ""
) -> str:
    """Write the extra line of a channel's first card."""
    return _set_up_note(days, at, zone, by, rhythm, reader())


@lru_cache(maxsize=1024)  # many teams begin with the same settings
def _set_up_note(
    days: frozenset[int], at: time, zone: str, by: str, rhythm: str, _reader: Language
) -> str:
    who = (" " + say("Set up by {by}.", by=by)) if by else ""
    when = ", ".join(filter(None, (weekdays(days), rhythm)))
    return say(
        "Daily Bite posts here {when} at {time} ({city})."
        "{who} Type /bite and any topic to read more.",
        when=when,
        time=clock(at),
        city=city(zone),
        who=who,
    )


def unnamed(note: str) -> str:
    """Take out of such a line who it was; any other line stays as it is."""
    return _SET_UP_BY.sub("", note)


def late_note(at: time) -> str:
    """Write the extra line of a card that comes late."""
    return say("Late today: this was due at {time}.", time=clock(at))


def shared_by(name: str) -> str:
    """Write the extra line of a shared card."""
    return say("Shared by {name}", name=name)


def shared_before(name: str, when: date, link: str) -> str:
    """Say who shared a bite, or that it was a daily one, and where it is."""
    told = say("This was the bite of the day on {day}.", day=day(when))
    if name:
        told = say("{name} shared this on {day}.", name=literal(name), day=day(when))
    return told + (" " + say("Here it is: {link}", link=link) if link else "")


def nothing_unseen(topic: str) -> str:
    """Say that all was shown, so that an old one follows."""
    if not topic:
        return say(
            "Your team has seen every bite in this channel's topics; "
            "this one was longest ago."
        )
    return say(
        "Your team has seen every bite in {topic}; this one was longest ago.",
        topic=topic,
    )


def did_you_mean(text: str) -> str:
    """Introduce the nearest bites."""
    return say(
        'Nothing here is called "{text}". Did you mean one of these?',
        text=literal(text),
    )


def nothing_found(text: str) -> str:
    """Say that nothing is near, and what to do."""
    return say(
        'Nothing here is about "{text}" yet. Type /bite alone for a surprise.',
        text=literal(text),
    )


def retired() -> str:
    """Say that a bite is gone."""
    return say("This bite was retired. Type /bite for another one.")


def topics(entries: Sequence[tuple[str, str, int, str]]) -> str:
    """List topics as name, id, count and description."""
    lines = [
        say_many(
            "- **{name}** (`{id}`): {count} bite. {description}",
            "- **{name}** (`{id}`): {count} bites. {description}",
            count,
            name=name,
            id=topic_id,
            description=description,
        )
        for name, topic_id, count, description in entries
    ]
    return "\n".join(lines)


def help_text(topics_command: str) -> str:
    """Say what one can do."""
    return "\n".join(
        (
            say("- `/bite` gives you a bite that your team has not seen"),
            say("- `/bite rag` finds the one you mean, typos and all"),
            say("- `{topics_command}` lists the topics", topics_command=topics_command),
            say(
                "- **Deeper** under a bite opens a worked example, **Quiz me** asks you "
                "one question; only you see them"
            ),
            say("- **Share here** posts what you found for everyone"),
            say("- `/bite-admin schedule` sets up the daily post (for admins)"),
        )
    )


def for_admins_only(hint: str) -> str:
    """Refuse somebody who is no admin, and say how one becomes one."""
    return say("Only admins can do that. {hint}", hint=hint).strip()


def archived(channel: str) -> str:
    """Say that a channel is closed."""
    return say(
        "{channel} is archived: unarchive it, or choose another channel.",
        channel=channel,
    )


def add_to_discord(address: str) -> str:
    """Say how the bot comes into a Discord server."""
    return say("Add Daily Bite to a Discord server: {address}", address=address)


def add_to_slack(workspace: str) -> str:
    """Say how the bot comes into a Slack channel."""
    return say(
        "In {workspace} on Slack: type /invite @Daily Bite in a channel",
        workspace=workspace,
    )


def takes_no_posts(channel: str) -> str:
    """Say that a channel is of another kind."""
    return say(
        "{channel} is no text channel, so nothing can be posted there. Choose one.",
        channel=channel,
    )


def needs_permission(channel: str, names: Sequence[str]) -> str:
    """Name the exact permission to grant."""
    return say(
        "Daily Bite cannot post in {channel} yet. Give it "
        "{names} there, then try again.",
        channel=channel,
        names=all_of(names),
    )


def cannot_see(channel: str) -> str:
    """Say that a channel is out of reach."""
    return say(
        "Daily Bite cannot see {channel}. Add it to the channel, or choose another.",
        channel=channel,
    )


def not_checked(reason: str) -> str:
    """Say that the permissions could not be looked up."""
    return say(
        "The channel could not be checked: {reason}. Please try again.", reason=reason
    )


def not_shared(reason: str) -> str:
    """Say why a bite was not shared."""
    return say("The bite was not shared: {reason}.", reason=literal(reason, clip=False))
