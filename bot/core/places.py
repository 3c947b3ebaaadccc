"""From what people call a place to its time zone: a city, a name, or nearly one."""

import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.core import welcome_words
from bot.core.schedule import zone, zone_names
from bot.errors import InputError

_LIKE_ENOUGH = 70  # of 100


def find_zone(text: str) -> str:
    """Give the IANA name of a zone that somebody named, or named the city of.

    Raises:
        InputError: It is none; the message names what may have been meant.
    """
    try:
        return zone(text).key
    except InputError:
        wanted = _bare(text)
    if found := _by_name().get(wanted):
        return found
    near = [_by_name()[one] for one in _near(wanted)]
    told = welcome_words.no_such_place(text, near[0] if near else "")
    raise InputError(told, option="timezone")


def _near(wanted: str) -> list[str]:
    found = process.extract(
        wanted, list(_by_name()), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH, limit=1
    )
    return [name for name, _, _ in found]


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Name each zone by its whole name and by its city; the shortest name wins."""
    names = sorted(zone_names(), key=lambda one: (one.count("/"), len(one)))
    named: dict[str, str] = {}
    for one in names:
        named.setdefault(_bare(one.rpartition("/")[2]), one)
        named.setdefault(_bare(one), one)
    # Names without a city, such as GMT, are nobody's first choice.
    return {_bare(one): one for one in available_timezones() if "/" not in one} | named


def _bare(text: str) -> str:
    """Leave case, accents and what stands between words out of it."""
    parts = unicodedata.normalize("NFKD", text)
    text = "".join(one for one in parts if not unicodedata.combining(one))
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
