"""How Discord reads a message: what would ping, link to a place, or change the looks.

Written from Discord's documentation of message formatting and from what its client is
known to do, not from our renderer.
"""

import re
from collections.abc import Iterator

_ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")
# Read from left to right: an escaped backtick opens no code.
_ESCAPE_OR_CODE = re.compile(
    _ESCAPE.pattern + r"|```[\s\S]*?```|(`+)([\s\S]*?[^`])\1(?!`)"
)
_PING = re.compile(r"@everyone|@here|<@[!&]?\d+>")
_PLACE = re.compile(r"<#\d+>|</[-\w ]+:\d+>|<id:\w+>|<t:-?\d+(?::\w)?>|<a?:\w+:\d+>")
_LINE_START = re.compile(r"^\s*(?:#{1,3}\s|-#\s|>>>\s|>\s|[-*]\s|\d+\.\s)")
_STYLE = re.compile(r"[*_`]|~~|\|\||\[")


def pings(text: str) -> list[str]:
    """List what would ping: Discord's servers look outside of code, and at no escapes."""
    return [one[0] for one in _PING.finditer(_ESCAPE_OR_CODE.sub(_without_code, text))]


def _without_code(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("\\") else " "


def places(text: str) -> list[str]:
    """List what the client would show as a channel, a command, an emoji or a time."""
    return [one[0] for one in _PLACE.finditer(_ESCAPE_OR_CODE.sub(" ", text))]


def looks(text: str) -> list[str]:
    """List what the client would take as formatting."""
    return [*_line_starts(text), *_STYLE.findall(_ESCAPE.sub("x", text))]


def _line_starts(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if found := _LINE_START.match(line):
            yield found[0]


def letters(text: str) -> str:
    """Give what is seen of a text without formatting."""
    return _ESCAPE.sub(lambda one: one[0][1], text).replace("\u200b", "")


def inline_codes(text: str) -> list[str]:
    """Give what the client shows as inline code."""
    codes = [one[2] for one in _ESCAPE_OR_CODE.finditer(text) if one[1]]
    return [re.sub(r"^ (?= *`)|(` *) $", r"\1", one) for one in codes]
