"""From the words behind `/bite-admin` to a command with its options; pure."""

from bot.core.requests import NEW, Command
from bot.core.schedule import parse_days
from bot.errors import InputError

_BY_ID = frozenset(
    {Command.PAUSE, Command.RESUME, Command.REMOVE, Command.NEXT, Command.PREVIEW}
)


def parse_admin(text: str) -> tuple[Command, dict[str, str]] | None:
    """Read the words; None if the first one is no command.

    Nothing, or `schedule` alone, asks for the form.
    """
    first, *rest = text.split() or ["schedule"]
    if first == Command.SCHEDULE:
        return (Command.SCHEDULE, _settings(rest)) if rest else (Command.SET_UP, {})
    if first == Command.LIST:
        return Command.LIST, {}
    if first in _BY_ID:
        return Command(first), {"schedule": rest[0]} if rest else {}
    return None


def _settings(words: list[str]) -> dict[str, str]:
    """Tell time, zone, days and topics apart by what they look like."""
    options: dict[str, str] = {}
    for word in words:
        name = _name_of(word)
        if name in options:
            options[name] += f",{word}" if name == "topics" else ""
        else:
            options[name] = word
    return options


def _name_of(word: str) -> str:
    if word == NEW:
        return "schedule"
    if word[0].isdigit():
        return "time"
    if "/" in word or word.upper() == "UTC":
        return "timezone"
    try:
        parse_days(word)
    except InputError:
        return "topics"
    return "days"
