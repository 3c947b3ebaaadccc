"""How values are written for people: quotes, counts, dates, times, weekdays, places."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale, dates
from babel.lists import format_list

from bot.core.language import reader, say

_MAX_QUOTED = 100
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # what Markdown lets one escape
_SHORT_MONTH = re.compile(r"(?<!M)MMM(?!M)")


def literal(text: str, *, clip: bool = True) -> str:
    """Quote what a person typed, so that Markdown shows it letter by letter."""
    is_long = clip and len(text) > _MAX_QUOTED
    clipped = text[: _MAX_QUOTED - 1] + "…" if is_long else text
    return _PUNCTUATION.sub(r"\\\g<0>", " ".join(clipped.split()))


def channel(channel_id: str) -> str:
    """Name a channel, so that each platform shows it in its own way."""
    return f"[channel](channel:{channel_id})"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun, in English alone: `1 bite`, `2 bites`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """Write a date without its year: `3 November`."""
    return _date(value, "MMMMd", reader().locale)


def day_and_year(value: date) -> str:
    """Write a date with its year: `3 November 2026`."""
    return dates.format_date(value, "long", locale=reader().locale)


def month_and_year(value: date) -> str:
    """Write a month: `November 2026`."""
    return _date(value.replace(day=1), "yMMMM", reader().locale)


def weekday_and_day(value: date) -> str:
    """Write a date with its weekday: `Fri 25 December`."""
    day = date(value.year, value.month, value.day)  # a moment would be kept for nothing
    return _date(day, "MMMEd", reader().locale)


@lru_cache(maxsize=2048)  # many teams read of the same days
def _date(value: date, skeleton: str, locale: Locale) -> str:
    pattern = str(locale.datetime_skeletons[skeleton])
    return dates.format_date(value, _SHORT_MONTH.sub("MMMM", pattern), locale)


def clock(value: time) -> str:
    """Write a time of day: `09:00`."""
    return _time(value, reader().locale)


@lru_cache(maxsize=2048)
def _time(value: time, locale: Locale) -> str:
    return dates.format_time(value, "short", locale=locale)


def moment(local: datetime) -> str:
    """Write a local date and time: `Mon 3 November, 09:00`."""
    return say("{day}, {time}", day=weekday_and_day(local), time=clock(local.time()))


def weekday(number: int) -> str:
    """Write the whole name of a weekday; Monday is 0."""
    return str(reader().locale.days["stand-alone"]["wide"][number])


def weekdays(days: frozenset[int]) -> str:
    """Write weekdays for people: `every day`, `Mon, Wed, Sat`, or a range."""
    ordered, names = sorted(days), reader().locale.days["stand-alone"]["abbreviated"]
    if len(ordered) == 7:
        return say("every day")
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[ordered[0]]}–{names[ordered[-1]]}"  # noqa: RUF001 - a range
    return ", ".join(names[one] for one in ordered)


def city(zone: str) -> str:
    """Write a zone by its place: `Paris` for Europe/Paris."""
    return zone.rpartition("/")[2].replace("_", " ")


def all_of(items: Sequence[str]) -> str:
    """Write a list: `a, b and c`."""
    return format_list(items, "standard", locale=reader().locale)


def one_of(items: Sequence[str]) -> str:
    """Write a choice: `a, b or c`."""
    return format_list(items, "or", locale=reader().locale)
