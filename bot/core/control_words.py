"""Every sentence about control: the log, undo, posts, tests and the memory."""

from collections.abc import Sequence
from datetime import date

from bot.core import manager_words
from bot.core.keeping import SOMEBODY
from bot.core.managers import ADDED, REMOVED
from bot.core.records import BY_ITSELF, COMMAND_LINE
from bot.core.welcome_words import posted_at_once
from bot.core.wording import day, literal, plural, weekday_and_day

UNDO = "Undo"
UNDO_HINT = "Undo: sets the schedule as it was before this change"
NOTHING_CHANGED = "Nothing was changed in this server in the last 180 days."
NO_SUCH_CHANGE = "There is no such change here."
TOO_LATE = "That was more than a day ago: change the schedule itself."
CHANGED_SINCE = (
    "The schedule was changed since, so this can no longer be undone. "
    "/bite-admin log shows what stands now."
)
NOTHING_POSTED = "Nothing was posted in this server yet."
ONE_TEST_A_MINUTE = "There was a test in that channel just now: wait a minute or two."
NAME_ONE = "Name a topic or a bite, such as /bite-admin seen lora."
NOTHING_SEEN = "This server has seen nothing yet, so there is nothing to forget."
FORGET = "Forget all of it"
FORGET_HINT = "Forget all of it: what was posted may come again"
FORGOT_ALL = "forgot all that was seen"
ASK_AGAIN = (
    "That question was somebody else's, or is answered or too old. "
    "Type /bite-admin reset again."
)


def undo(number: int) -> str:
    """Label the button that undoes one of several changes."""
    return f"{UNDO} {number}"


def changes(lines: Sequence[str]) -> str:
    """List changes, newest first."""
    return "The last changes:\n" + "\n".join(
        f"{number}. {line}" for number, line in enumerate(lines, start=1)
    )


def change(when: str, who: str, where: str, what: str) -> str:
    """Write one change: when, who, where (of some there is none) and what."""
    return f"{when}, {who} in {where}: {what}" if where else f"{when}, {who}: {what}"


def person(name: str) -> str:
    """Name who did it, so that each platform shows it in its own way."""
    if name == BY_ITSELF:
        return "Daily Bite"
    if name.startswith(COMMAND_LINE):
        return "the command line"
    if name == SOMEBODY:
        return name
    return f"[person](person:{name})"


def what(act: str, before: str, after: str) -> str:
    """Say what a change did, with what was before it."""
    match act:
        case "schedule.add":
            return f"set up ({after})"
        case "schedule.state":
            return f"{after} (before: {before})"
        case "schedule.skip":
            return f"skips {after}"
        case "schedule.undo":
            return f"undone: {after} (before: {before})"
        case "server.left":
            return "stopped: it was removed from the server"
        case "server.back":
            return "goes on: it is in the server again"
        case "channel.moved":
            return manager_words.went_along()
        case _ if act == ADDED:
            return manager_words.was_appointed(after)
        case _ if act == REMOVED:
            return manager_words.was_dismissed(before)
        case "delivery.again":
            return "posts a bite again"
        case "delivery.first":
            return posted_at_once()
        case _:
            return f"{after} (before: {before})" if before else after


def undone(channel: str, line: str, then: str) -> str:
    """Confirm that a change was undone, and say how the schedule stands."""
    return f"Undone. {channel} is as it was before: {line}; {then}."


def next_bite(moment: str) -> str:
    """Say when the next bite comes, at the end of a sentence."""
    return f"the next bite: {moment}"


def history(lines: Sequence[str]) -> str:
    """List the last posts."""
    return "The last posts:\n" + "\n".join(f"- {line}" for line in lines)


def post(on: date, where: str, title: str, state: str) -> str:
    """Write one post of a list."""
    about = f"{title}, {state}" if title else state
    return f"{weekday_and_day(on)} in {where}: {about}"


def state(name: str, reason: str) -> str:
    """Say in plain words what became of a post."""
    words = {
        "sent": "posted",
        "planned": "on its way",
        "sending": "on its way",
        "skipped": "skipped",
        "failed": "could not be posted",
        "unconfirmed": "nobody can say whether it went out",
    }
    return words[name] + (f" ({reason})" if reason else "")


def test_note(name: str) -> str:
    """Mark a post as a test."""
    return f"This is a test by {name}. It does not count: this bite is still to come."


def tested(channel: str) -> str:
    """Confirm a test."""
    return (
        f"The test is in {channel}. It touched no history: the same bite still comes "
        "as a daily one. Delete the message when you have seen it."
    )


def test_failed(reason: str) -> str:
    """Say why a test was not posted."""
    return f"The test was not posted: {reason}."


def seen(name: str, count: int) -> str:
    """Write down for the log what was marked as seen."""
    return f"marked {plural(count, 'bite')} as seen ({name})"


def marked(name: str, count: int) -> str:
    """Confirm what was marked as seen."""
    return (
        f"Done: {plural(count, 'bite')} of {literal(name)} count as seen, "
        "and come no more as new ones."
        if count > 1
        else f"Done: {literal(name)} counts as seen, and comes no more as a new one."
    )


def seen_before(name: str) -> str:
    """Say that there is nothing to mark."""
    return f"This server has seen all of {literal(name)} already."


def none_like(text: str, near: Sequence[str]) -> str:
    """Say that nothing has this name, and what is near."""
    hint = f" Did you mean {' or '.join(near[:3])}?" if near else ""
    return f'There is no topic and no bite "{text}".{hint}'


def forget_all(count: int) -> str:
    """Ask before everything is forgotten."""
    return (
        f"This server has seen {plural(count, 'bite')}. If it forgets them, the daily "
        "posts begin anew and may repeat any of them. This cannot be undone."
    )


def forgotten(count: int) -> str:
    """Confirm that everything was forgotten."""
    return (
        f"Forgotten: {plural(count, 'bite')}. The daily posts begin anew. "
        "Where one had paused because it ran dry, /bite-admin resume goes on."
    )


def marked_seen(on: date) -> str:
    """Say why a bite that was never shown is not shared."""
    return (
        f"An admin marked this one as seen on {day(on)}, so it is not shared. "
        "Type /bite for another one."
    )
