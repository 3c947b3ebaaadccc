"""From the words behind `/bite-admin` to a command with its options; pure."""

import re

from bot.core.levels import are_levels
from bot.core.posting import OPTIONS
from bot.core.requests import NEW, Command
from bot.core.schedule import parse_days, zone
from bot.errors import InputError

_BY_ID = frozenset(
    {
        *(Command.PAUSE, Command.SKIP, Command.RESUME, Command.REMOVE),
        *(Command.NEXT, Command.PREVIEW, Command.TEST),
    }
)
_ALONE = frozenset(
    {
        *(Command.LIST, Command.HEALTH, Command.LOG),
        *(Command.HISTORY, Command.RESET, Command.FORGET),
    }
)
_ID = "id="
_MANAGE = {"add": Command.APPOINT, "remove": Command.DISMISS}
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>|@?([UW][A-Z0-9]{5,})")
# As the manifest lets Slack escape what is typed: channels, people and links.
_ESCAPED = re.compile(r"<(?:(?P<kind>[#@])\w+|https?://[^|>]*)\|(?P<typed>[^>]*)>")
_OPTION = re.compile(r"(\w+)[=:](.*)", re.DOTALL)
_NAMED = re.compile(r"(holidays|dates|days_off|until)[=:](.*)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?.*")
_NOON = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)


def parse_admin(text: str) -> tuple[Command, dict[str, str]] | None:
    """Read the words; None if the first one is no command.

    Nothing asks for the form, and so does `schedule`, alone or with an id.
    """
    if text.split()[:1] == [Command.MANAGERS]:
        return _managers(text.split()[1:])
    first, *rest = _as_typed(text).split() or ["schedule"]
    if first == Command.SCHEDULE:
        options = _settings(rest)
        asks_for_form = not set(options) - {"schedule"}
        return (Command.SET_UP if asks_for_form else Command.SCHEDULE), options
    if first == Command.OPTIONS:
        options = _options(rest)
        asks_for_form = not set(options) - {"schedule"}
        return (Command.OPTIONS_FORM if asks_for_form else Command.OPTIONS), options
    if first in _ALONE:
        return Command(first), {}
    if first == Command.SEEN:
        return Command.SEEN, {"topic": " ".join(rest)}
    if first in _BY_ID:
        return Command(first), dict(map(_id_or_date, _without(rest, "until")))
    return None


def _managers(words: list[str]) -> tuple[Command, dict[str, str]] | None:
    """Read whom to add or remove: a link, as Slack makes it of a name, or an id."""
    if not words:
        return Command.MANAGERS, {}
    command = _MANAGE.get(words[0].casefold())
    if command is None:
        return None
    typed = " ".join(words[1:])
    found = _PERSON.fullmatch(typed)
    if found is None:
        return command, {"typed": typed}
    return command, {words[0].casefold(): found[1] or found[2]}


def _as_typed(text: str) -> str:
    """Give channels, people and links as they were typed; groups stay ids."""
    return _ESCAPED.sub(lambda one: f"{one['kind'] or ''}{one['typed']}", text)


def _options(words: list[str]) -> dict[str, str]:
    """Read `thread=on every=2 weeks`, also without the equals signs."""
    options: dict[str, str] = {}
    name = ""
    for word in words:
        named = _OPTION.fullmatch(word)
        if named:
            name = named[1].casefold()
            name = "schedule" if name == "id" else name
            options[name] = named[2]
        elif word.casefold() in OPTIONS:
            name = word.casefold()
            options[name] = ""
        elif name in OPTIONS:
            options[name] = f"{options[name]} {word}".strip()
        else:
            options["schedule"] = word
    return options


def _without(words: list[str], *fillers: str) -> list[str]:
    return [one for one in words if one.casefold().rstrip(":") not in fillers]


def _id_or_date(word: str) -> tuple[str, str]:
    if named := _NAMED.fullmatch(word):
        return named[1].lower(), named[2]
    if _DATE.fullmatch(word):
        return "until", word
    return "schedule", word.removeprefix(_ID)


def _settings(words: list[str]) -> dict[str, str]:
    """Tell time, zone, days, levels and topics apart by what they look like."""
    options: dict[str, str] = {}
    for word in words:
        named = _NAMED.fullmatch(word)
        name = named[1].lower() if named else _name_of(word, options)
        joint = "," if name in ("topics", "levels", "days", "dates") else " "
        known = options.get(name)
        value = word.removeprefix(_ID) if name == "schedule" else word
        value = named[2] if named else value
        options[name] = value if known is None else f"{known}{joint}{value}"
    return options


def _name_of(word: str, before: dict[str, str]) -> str:
    if word == NEW or word.startswith(_ID):
        return "schedule"
    if _DATE.fullmatch(word):
        return "dates"
    if word[0].isdigit() or ("time" in before and _NOON.fullmatch(word)):
        return "time"
    if are_levels(word):
        return "levels"
    for name, read in (("days", parse_days), ("timezone", zone)):
        try:
            read(word)
        except InputError:
            continue
        return name
    return "timezone" if "/" in word else "topics"
