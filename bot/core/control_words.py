"""Every sentence about who changed what, and about undoing it."""

from collections.abc import Sequence

UNDO = "Undo"
UNDO_HINT = "Undo: sets the schedule as it was before this change"
NOTHING_CHANGED = "Nothing was changed in this server in the last 180 days."
NO_SUCH_CHANGE = "There is no such change here."
TOO_LATE = "That was more than a day ago: change the schedule itself."
CHANGED_SINCE = (
    "The schedule was changed since, so this can no longer be undone. "
    "/bite-admin log shows what stands now."
)
_BY_ITSELF = "Daily Bite"
_COMMAND_LINE = "the command line"


def undo(number: int) -> str:
    """Label the button that undoes one of several changes."""
    return f"{UNDO} {number}"


def changes(lines: Sequence[str]) -> str:
    """List changes, newest first."""
    return "The last changes:\n" + "\n".join(
        f"{number}. {line}" for number, line in enumerate(lines, start=1)
    )


def change(when: str, who: str, where: str, what: str) -> str:
    """Write one change: when, who, where and what."""
    return f"{when}, {who} in {where}: {what}"


def person(name: str, *, itself: str) -> str:
    """Name who did it, so that each platform shows it in its own way."""
    if name == itself:
        return _BY_ITSELF
    if name.startswith("cli"):
        return _COMMAND_LINE
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
        case "delivery.again":
            return "posts a bite again"
        case _:
            return f"{after} (before: {before})" if before else after


def undone(channel: str, line: str, then: str) -> str:
    """Confirm that a change was undone, and say how the schedule stands."""
    return f"Undone. {channel} is as it was before: {line}; {then}."


def next_bite(moment: str) -> str:
    """Say when the next bite comes, at the end of a sentence."""
    return f"the next bite: {moment}"
