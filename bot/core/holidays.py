"""Public holidays of countries and their regions, by codes such as DE or DE-BY."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from bot.core import calendar_words
from bot.core.calendar import OFF, USUAL_WEEKEND, Holidays
from bot.errors import InputError

_ENGLISH = "en_US"


class _Library:
    """What the library `holidays` knows; it is big, so the first question loads it."""

    def name_of(self, code: str, day: date) -> str:
        """Name the public holiday of a day, or nothing."""
        return _year(code, day.year).get(day, "")

    def weekend(self, code: str) -> frozenset[int]:
        """Give the weekdays on which most people there do not work."""
        return _weekend(code)


PUBLIC_HOLIDAYS: Holidays = _Library()


@lru_cache(maxsize=512)
def _year(code: str, year: int) -> Mapping[date, str]:
    found = _of(code, year)
    return {} if found is None else dict(found.items())


@lru_cache(maxsize=512)
def _weekend(code: str) -> frozenset[int]:
    found = _of(code) if code else None
    return USUAL_WEEKEND if found is None else frozenset(found.weekend)


def _of(code: str, *years: int) -> Any:
    import holidays

    country, _, region = code.partition("-")
    try:
        return holidays.country_holidays(
            country, subdiv=region or None, years=years, language=_ENGLISH
        )
    except NotImplementedError:  # a later version may know fewer regions
        return None


def parse_region(text: str) -> str:
    """Read a country such as `DE` or `Germany`, or a region such as `DE-BY`.

    Raises:
        InputError: There is no such one; the message names those that there are.
    """
    if text.strip().casefold() in OFF:
        return ""
    for country, region in _split(text):
        if code := _country(country):
            return f"{code}-{_region(code, region)}" if region else code
    near = [f"{code} ({name})" for name, code in _nearest(text, limit=3)]
    raise InputError(calendar_words.no_country(text, near))


def region_choices(text: str, *, limit: int = 25) -> list[tuple[str, str]]:
    """Give labels and codes whose country looks most like what somebody typed."""
    for country, region in _split(text):
        if (code := _country(country)) and (regions := _regions(code)):
            whole = [(_label(code), code)] if not region else []
            wanted = region.casefold()
            named = [
                (f"{_label(code)}, {name}", f"{code}-{one}")
                for one, name in regions.items()
                if wanted in name.casefold() or one.casefold().startswith(wanted)
            ]
            return [*whole, *named][:limit]
    return [(f"{name} ({code})", code) for name, code in _nearest(text, limit=limit)]


def region_label(code: str) -> str:
    """Write a code for people: `Germany`, or `Germany, Bayern`."""
    country, _, region = code.partition("-")
    name = _label(country)
    return f"{name}, {_regions(country).get(region, region)}" if region else name


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Try where the country ends: names of countries have hyphens as well."""
    words = text.strip().replace(", ", "-").replace(",", "-")
    yield words, ""
    country, hyphen, region = words.partition("-")
    while hyphen:
        yield country.strip(), region.strip()
        more, hyphen, region = region.partition("-")
        country = f"{country}-{more}"


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """List all countries, by their code of two letters."""
    from holidays.registry import COUNTRIES

    return {
        codes[1]: name.replace("_", " ").title()
        for name, codes in sorted(COUNTRIES.items())
    }


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    from holidays.registry import COUNTRIES

    found = {one[2].casefold(): one[1] for one in COUNTRIES.values()}
    found |= {_bare(name): code for code, name in _countries().items()}
    return found | {code.casefold(): code for code in _countries()} | {"uk": "GB"}


def _bare(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def _country(text: str) -> str:
    return _codes().get(_bare(text), "")


def _label(code: str) -> str:
    return _countries().get(code, code)


@lru_cache(maxsize=64)
def _regions(code: str) -> Mapping[str, str]:
    """Give the regions of a country, with their longest name."""
    found = _of(code)
    if found is None:
        return {}
    names = {one: one for one in found.subdivisions}
    for name, one in getattr(found, "subdivisions_aliases", {}).items():
        names[one] = max(names.get(one, one), name, key=len)
    return names


def _region(country: str, text: str) -> str:
    aliases = getattr(_of(country), "subdivisions_aliases", {})
    known = {name.casefold(): one for name, one in aliases.items()}
    known |= {name.casefold(): one for one, name in _regions(country).items()}
    known |= {one.casefold(): one for one in _regions(country)}
    if found := known.get(text.casefold()):
        return str(found)
    near = process.extractOne(text.casefold(), list(known), score_cutoff=60)
    hint = f"{country}-{known[near[0]]}" if near else ""
    examples = [f"{country}-{one}" for one in list(_regions(country))[:8]]
    raise InputError(calendar_words.no_region(_label(country), text, hint, examples))


def _nearest(text: str, *, limit: int) -> list[tuple[str, str]]:
    wanted, known = _bare(text), _countries()
    held = [
        (name, code)
        for code, name in known.items()
        if wanted in name.casefold() or wanted == code.casefold()
    ]
    if held or not wanted:
        return (held or [(name, code) for code, name in known.items()])[:limit]
    near = process.extract(
        wanted,
        known,
        scorer=fuzz.WRatio,
        processor=_bare,
        limit=limit,
        score_cutoff=70,
    )
    return [(name, code) for name, _, code in near]
