"""How values are written for people: quotes, counts, dates, times, weekdays, places."""

import re
from datetime import date, datetime, time

_MAX_QUOTED = 100
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # what Markdown lets one escape
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January February March April May June "
    "July August September October November December"
).split()


def literal(text: str, *, clip: bool = True) -> str:
    """Quote what a person typed, so that Markdown shows it letter by letter."""
    is_long = clip and len(text) > _MAX_QUOTED
    clipped = text[: _MAX_QUOTED - 1] + "…" if is_long else text
    return _PUNCTUATION.sub(r"\\\g<0>", " ".join(clipped.split()))


def channel(channel_id: str) -> str:
    """Name a channel, so that each platform shows it in its own way."""
    return f"[channel](channel:{channel_id})"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: `1 bite`, `2 bites`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """Write a date without its year: `3 November`."""
    return f"{value.day} {MONTHS[value.month - 1]}"


def weekday_and_day(value: date) -> str:
    """Write a date with its weekday: `Fri 25 December`."""
    return f"{_DAYS[value.weekday()]} {day(value)}"


def clock(value: time) -> str:
    """Write a time of day: `09:00`."""
    return f"{value:%H:%M}"


def moment(local: datetime) -> str:
    """Write a local date and time: `Mon 3 November, 09:00`."""
    return f"{weekday_and_day(local)}, {clock(local.time())}"


def weekdays(days: frozenset[int]) -> str:
    """Write weekdays for people: `every day`, `Mon, Wed, Sat`, or a range."""
    ordered = sorted(days)
    if len(ordered) == 7:
        return "every day"
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{_DAYS[ordered[0]]}–{_DAYS[ordered[-1]]}"  # noqa: RUF001 - a range
    return ", ".join(_DAYS[one] for one in ordered)


def city(zone: str) -> str:
    """Write a zone by its place: `Paris` for Europe/Paris."""
    return zone.rpartition("/")[2].replace("_", " ")
