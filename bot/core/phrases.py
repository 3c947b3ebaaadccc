"""Every sentence that the bot says to a person in chat."""

import re
from collections.abc import Sequence
from datetime import date, time

from bot.core.wording import (
    city,
    clock,
    day,
    literal,
    month_and_year,
    plural,
    weekdays,
)

SHARE = "Share here"
SHARE_HINT = "Share here: posts this bite in the channel for everyone"
DEEPER = "Deeper"
DEEPER_HINT = "Deeper: a worked example, only you see it"
QUIZ = "Quiz me"
QUIZ_HINT = "Quiz me: one question, only you see it"
SHOW_ANSWER = "Show answer"
SHOW_ANSWER_HINT = "Show answer: only you see it"
READ_AGAIN = "Read the bite"
READ_HINT = "Read: opens the bite, only you see it"
FOOTGUN = "Footgun:"
SOURCE = "Source:"
SOURCES = "Sources:"

ASK_AN_ADMIN = "Ask an admin or owner of this workspace."
NEEDS_MANAGERS = (
    "Daily Bite cannot see who they are here: it lacks the scope users:read. "
    "Whoever hosts it can name people in slack.managers."
)
INVITE_TO_CHANNEL = (
    "Daily Bite is not in that channel: type /invite @Daily Bite there, then try again."
)
ADMIN_USAGE = (
    "`/bite-admin` alone opens the form. Or write one of: schedule, options, list, health, "
    "pause, resume, skip, remove, next, preview, test, log, "
    "history, seen, managers, reset, forget; such as "
    "`/bite-admin schedule 09:00 Europe/Paris mon-fri holidays=DE-BY` or "
    "`/bite-admin pause until 2026-12-27`. Where a channel has several "
    "schedules, add the id: `pause kx3ab7de`, `schedule id=kx3ab7de 10:00`."
)
ASK_FOR_MANAGE_SERVER = "Ask one of them, or ask for the Manage Server permission."
SERVER_ONLY = "That works in channels only. Try it in one."
DONE_BEFORE = "That was done already; pressing again changes nothing."
TOO_FAST = "That is a lot at once. Wait a few seconds, then try again."
WENT_WRONG = (
    "Something went wrong on our side, and nothing was changed. "
    "Please try again in a minute."
)
MAY_NOT_WRITE = (
    "You may not write in this channel, so the bite was not shared. "
    "Share it in a channel where you can."
)
SHARED = "Shared in this channel."
UNKNOWN_BUTTON = "This button is from an older version. Type /bite for a fresh bite."
NAME = "Daily Bite"
CLOSE = "Close"
CANCEL = "Cancel"
SET_UP = "Daily post"
SET_UP_BUTTON = "Set up a daily post"
SAVE = "Save"
SAVING = "Saving…"
FIELD_TIME = "Time"
FIELD_TIMEZONE = "Time zone"
FIELD_DAYS = "Days"
FIELD_TOPICS = "Topics"
FIELD_LEVELS = "Levels"
FIELD_CHANNEL = "Channel"
HINT_TIMEZONE = "Where your team is, such as Europe/Paris"
HINT_DAYS = "None chosen means every day"
HINT_TOPICS = "None chosen means all of them, later ones included"
HINT_LEVELS = "None chosen means all of them"
NEW_SCHEDULE = "a new schedule for this channel"
THAT_CHANNEL = "that channel"
NO_BITES = "The library is empty. Ask whoever hosts the bot to add bites."

_SET_UP_BY = re.compile(r" Set up by .*\.(?= Type /bite)", re.DOTALL)


def bite_meta(topic: str, level: str, seconds: int) -> str:
    """Write the small line under a title."""
    return f"{topic} · {level.capitalize()} · {seconds} s read"


def corrected(on: date, what: str) -> str:
    """Mark a card whose text was put right after it was posted."""
    return f"Corrected on {day(on)}: {what}"


def review_meta(topic: str) -> str:
    """Write the small line of a review card."""
    return f"{topic} · Review: your team has seen everything here"


def review_title(name: str) -> str:
    """Write the title of a review card."""
    return f"Do you still know? {name}"


def deeper_title(name: str) -> str:
    """Write the title of the second half."""
    return f"Deeper: {name}"


def quiz_title(name: str) -> str:
    """Write the title of the recall question."""
    return f"Quiz: {name}"


def answer_title(name: str) -> str:
    """Write the title of the answer."""
    return f"Answer: {name}"


def deeper_note(seconds: int, checked: date) -> str:
    """Write the small line under the second half."""
    return f"+{seconds} s · checked in {month_and_year(checked)}"


def read(name: str) -> str:
    """Label the button that opens another bite."""
    return f"Read: {name}"


def set_up_note(
    days: frozenset[int], at: time, zone: str, by: str, rhythm: str = ""
) -> str:
    """Write the extra line of a channel's first card."""
    who = f" Set up by {by}." if by else ""
    when = ", ".join(filter(None, (weekdays(days), rhythm)))
    return (
        f"Daily Bite posts here {when} at {clock(at)} ({city(zone)})."
        f"{who} Type /bite and any topic to read more."
    )


def unnamed(note: str) -> str:
    """Take out of such a line who it was; any other line stays as it is."""
    return _SET_UP_BY.sub("", note)


def late_note(at: time) -> str:
    """Write the extra line of a card that comes late."""
    return f"Late today: this was due at {clock(at)}."


def shared_by(name: str) -> str:
    """Write the extra line of a shared card."""
    return f"Shared by {name}"


def shared_before(name: str, when: date, link: str) -> str:
    """Say who shared a bite, or that it was a daily one, and where it is."""
    who = f"{literal(name)} shared this" if name else "This was the bite of the day"
    where = f" Here it is: {link}" if link else ""
    return f"{who} on {day(when)}.{where}"


def nothing_unseen(topic: str) -> str:
    """Say that all was shown, so that an old one follows."""
    where = f"in {topic}" if topic else "in this channel's topics"
    return f"Your team has seen every bite {where}; this one was longest ago."


def did_you_mean(text: str) -> str:
    """Introduce the nearest bites."""
    return f'Nothing here is called "{literal(text)}". Did you mean one of these?'


def nothing_found(text: str) -> str:
    """Say that nothing is near, and what to do."""
    return (
        f'Nothing here is about "{literal(text)}" yet. Type /bite alone for a surprise.'
    )


def retired() -> str:
    """Say that a bite is gone."""
    return "This bite was retired. Type /bite for another one."


def topics(entries: Sequence[tuple[str, str, int, str]]) -> str:
    """List topics as name, id, count and description."""
    lines = [
        f"- **{name}** (`{topic_id}`): {plural(count, 'bite')}. {description}"
        for name, topic_id, count, description in entries
    ]
    return "\n".join(lines)


def help_text(topics_command: str) -> str:
    """Say what one can do."""
    return "\n".join(
        (
            "- `/bite` gives you a bite that your team has not seen",
            "- `/bite rag` finds the one you mean, typos and all",
            f"- `{topics_command}` lists the topics",
            "- **Deeper** under a bite opens a worked example, **Quiz me** asks you "
            "one question; only you see them",
            "- **Share here** posts what you found for everyone",
            "- `/bite-admin schedule` sets up the daily post (for admins)",
        )
    )


def schedule_line(  # one argument per fact it states
    *,
    days: frozenset[int],
    at: time,
    zone: str,
    topics: Sequence[str],
    levels: Sequence[str] = (),
) -> str:
    """Describe a schedule in half a sentence; levels only where some were chosen."""
    about = ", ".join(topics) if topics else "all topics"
    which = f", {' and '.join(levels)}" if levels else ""
    return f"{weekdays(days)} at {clock(at)} ({zone}), {about}{which}"


def schedule_saved(channel: str, line: str, next_at: str, *, created: bool) -> str:
    """Confirm a new or changed schedule."""
    what = "Done" if created else "Changed"
    return f"{what}: Daily Bite posts in {channel} {line}. The next bite: {next_at}."


def still_paused() -> str:
    """Say that a changed schedule does not post all the same."""
    return "It is paused: /bite-admin resume goes on."


def schedule_moved() -> str:
    """Say what a change of time or zone means for today."""
    return "A day that already had its bite gets no second one."


def paused() -> str:
    """Confirm a pause."""
    return "Paused. `/bite-admin resume` goes on from the next day that is due."


def resumed(next_at: str) -> str:
    """Confirm that a schedule goes on."""
    return f"Going on. The next bite: {next_at}."


def removed(channel: str) -> str:
    """Confirm that a schedule is gone, and say what stays."""
    return (
        f"Removed: no more daily bites in {channel}. What was shown stays "
        "remembered, so a new schedule repeats nothing."
    )


def no_schedule() -> str:
    """Say that there is nothing to act on."""
    return "This channel has no schedule. Type /bite-admin schedule to set one up."


def which_schedule(ids: Sequence[str]) -> str:
    """Ask for the one that is meant."""
    return (
        "This channel has several schedules. Add the id of the one you mean: "
        f"{', '.join(ids)}."
    )


def no_such_schedule(schedule_id: str) -> str:
    """Say that an id is unknown here."""
    return (
        f'There is no schedule "{schedule_id}" here. '
        "The list command shows all of them."
    )


def no_schedules_yet() -> str:
    """Say that a server has none."""
    return "No daily posts yet. `/bite-admin schedule` sets one up in a minute."


def next_posts(lines: Sequence[str]) -> str:
    """Introduce the next posts."""
    return "The next posts:\n" + "\n".join(f"- {line}" for line in lines)


def preview_note(when: str) -> str:
    """Mark a preview."""
    return f"Preview, only you see it. Planned for {when}; nothing was posted."


def nothing_planned(state: str) -> str:
    """Say that no post is planned."""
    why = " `/bite-admin health` says why." if state == "blocked" else ""
    return f"Nothing is planned: the schedule is {state}.{why}"


def for_admins_only(hint: str) -> str:
    """Refuse somebody who is no admin, and say how one becomes one."""
    return f"Only admins can do that. {hint}".strip()


def archived(channel: str) -> str:
    """Say that a channel is closed."""
    return f"{channel} is archived: unarchive it, or choose another channel."


def add_to_discord(address: str) -> str:
    """Say how the bot comes into a Discord server."""
    return f"Add Daily Bite to a Discord server: {address}"


def add_to_slack(workspace: str) -> str:
    """Say how the bot comes into a Slack channel."""
    return f"In {workspace} on Slack: type /invite @Daily Bite in a channel"


def takes_no_posts(channel: str) -> str:
    """Say that a channel is of another kind."""
    return f"{channel} is no text channel, so nothing can be posted there. Choose one."


def needs_permission(channel: str, names: Sequence[str]) -> str:
    """Name the exact permission to grant."""
    return (
        f"Daily Bite cannot post in {channel} yet. Give it "
        f"{' and '.join(names)} there, then try again."
    )


def cannot_see(channel: str) -> str:
    """Say that a channel is out of reach."""
    return f"Daily Bite cannot see {channel}. Add it to the channel, or choose another."


def time_zone_needed() -> str:
    """Ask for the time zone."""
    return (
        "Which time zone is your team in? Add the option timezone, "
        "such as Europe/Paris or America/New_York."
    )


def not_checked(reason: str) -> str:
    """Say that the permissions could not be looked up."""
    return f"The channel could not be checked: {reason}. Please try again."


def not_shared(reason: str) -> str:
    """Say why a bite was not shared."""
    return f"The bite was not shared: {literal(reason, clip=False)}."


def list_line(
    channel_name: str, line: str, schedule_id: str, state: str, at: str
) -> str:
    """Write one schedule of a list."""
    then = f"next {at}" if state == "active" else f"**{state}**"
    return f"{channel_name}: {line} (`{schedule_id}`); {then}"


def more_schedules(count: int) -> str:
    """Say that a list goes on, and how to see the rest."""
    which = plural(count, "more schedule")
    return f"- {which}: `/bite-admin list` in a channel begins with its own."


def last_post(state: str, when: str, reason: str) -> str:
    """Say in plain words what became of the last post."""
    words = {
        "sent": f"last bite {when}",
        "planned": f"the bite of {when} is on its way",
        "sending": f"the bite of {when} is on its way",
        "skipped": f"the bite of {when} was skipped",
        "failed": f"the bite of {when} could not be posted",
        "unconfirmed": f"nobody can say whether the bite of {when} went out",
    }
    return words[state] + (f" ({reason})" if reason else "")


REASON_DOWN = "the bot was not running at that time"
REASON_DRY = "every bite of its topics was shown"
REASON_LATE = "it could not be posted in time"
REASON_STOPPED = "the schedule was stopped before it was posted"
REASON_FAULT = "something went wrong on our side"
REASON_EMPTY = "its topics hold no bites"
