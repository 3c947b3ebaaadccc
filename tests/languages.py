"""A pseudo-locale: every sentence in odd letters, and dates as the Finns write them."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

TAG = "fi"  # whose dates have other words, so that an English date is seen
TEMPLATE = Path(__file__).parents[1] / "bot/locale/daily_bite.pot"
_ODD = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀćďéƒǵĥíĵķĺɱńőƥʠŕśťúνŵжýźÁƁĆĎÉƑǴĤÍĴĶĹƜŃŐƤɊŔŚŤÚƲŴХÝŹ",
)
_VISIBLE = frozenset(
    {
        "content",
        "label",
        "text",
        "title",
        "description",
        "placeholder",
        "accessibility_label",
    }
)
_NOT_SHOWN = re.compile(r"<[#@!][^>]*>|https?://[^\s|)>]+|&\w+;")


def pseudo(text: str) -> str:
    """Write a sentence in odd letters; its placeholders stay."""
    parts = re.split(r"(\{\w*\})", text)
    return "".join(one if one.startswith("{") else one.translate(_ODD) for one in parts)


def pseudo_catalogue() -> bytes:
    """Translate the whole template; nothing of this is ever committed."""
    with TEMPLATE.open("rb") as file:
        template = read_po(file)
    made = Catalog(locale=TAG)
    for message in template:
        if isinstance(message.id, str):
            if message.id:
                made.add(message.id, pseudo(message.id))
        else:
            made.add(message.id, tuple(map(pseudo, message.id)))
    written = BytesIO()
    write_po(written, made)
    return written.getvalue()


def shown(payload: Any) -> Iterator[str]:
    """Give every text of a payload that somebody sees or hears."""
    if isinstance(payload, dict):
        for key, value in payload.items():
            if isinstance(value, str):
                if key in _VISIBLE:
                    yield value
            else:
                yield from shown(value)
    elif isinstance(payload, list | tuple):
        for one in payload:
            yield from shown(one)


def leaks(text: str, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Find words that no catalogue gave; content is in Greek, so English is ours."""
    bare = _NOT_SHOWN.sub(" ", text).replace("\u200b", "").replace("\\", "")
    assert "" not in allowed
    for one in sorted(allowed, key=len, reverse=True):
        bare = bare.replace(one, " ")
    words = re.findall(r"(?<!\w)[A-Za-z]{2,}(?!\w)", bare)
    return [one for one in words if one not in _FINNISH]


def _finnish() -> Iterator[str]:
    locale = Locale(TAG)
    for number in range(1, 13):
        text = format_date(date(2026, number, 5), "MMMM LLLL MMM LLL", locale)
        yield from text.replace(".", "").split()
    for kind in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            yield from locale.days[kind][width].values()


_FINNISH = frozenset({*_finnish(), "ja", "tai"})
