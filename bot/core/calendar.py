"""The days on which a schedule posts nothing, and what becomes of their posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core import calendar_words
from bot.core.pattern import Pattern
from bot.errors import InputError

USUAL_WEEKEND = frozenset({5, 6})
MOST_DATES = 366
_ONE_DAY = timedelta(days=1)
_A_WEEK = 7
OFF = ("off", "none", "no")  # how an admin takes days off back
_RANGE = re.compile(r"\.\.+|/")


class OnDayOff(StrEnum):
    """What becomes of the post of a public holiday or of an own day off."""

    SKIP = "skip"
    MOVE = "move"  # to the next working day without a post of its own


class Why(StrEnum):
    """Why a day gets no post."""

    HOLIDAY = "holiday"
    OWN = "own"  # a date that an admin named
    SKIPPED = "skipped"  # one post that an admin took out
    PAUSED = "paused"  # it lies before the day on which posting goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days a schedule leaves out."""

    holidays: str = ""  # a country or a region, such as DE-BY
    dates: frozenset[date] = frozenset()
    on_day_off: OnDayOff = OnDayOff.SKIP
    skipped: frozenset[date] = frozenset()  # never moved
    until: date | None = None  # paused; the first day that posts again


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that would get a post, and gets none."""

    day: date
    why: Why
    name: str = ""  # the holiday's
    moved_to: date | None = None


class Holidays(Protocol):
    """Which days are public holidays where; a pure function of code and day."""

    def name_of(self, code: str, day: date) -> str:
        """Name the public holiday of a day, or nothing."""

    def weekend(self, code: str) -> frozenset[int]:
        """Give the weekdays on which most people there do not work."""

    def __hash__(self) -> int:
        """Stand for itself, as answers are remembered."""


EMPTY = Calendar()


def day_off(calendar: Calendar, day: date, known: Holidays) -> DayOff | None:
    """Tell why a day gets no post, or None where nothing is in its way."""
    if calendar is EMPTY:
        return None
    if calendar.until and day < calendar.until:
        return DayOff(day, Why.PAUSED)
    if day in calendar.skipped:
        return DayOff(day, Why.SKIPPED)
    if day in calendar.dates:
        return DayOff(day, Why.OWN)
    if calendar.holidays and (name := known.name_of(calendar.holidays, day)):
        return DayOff(day, Why.HOLIDAY, name)
    return None


def posts_on(
    calendar: Calendar, turns: Pattern, day: date, since: date, known: Holidays
) -> bool:
    """Tell whether a day gets a post: its own, or one that is moved to it.

    Args:
        calendar: The days left out.
        turns: The days that get a post.
        day: Which day.
        since: No post of an earlier day is ever moved.
        known: The public holidays.
    """
    if turns.has(day):
        return day_off(calendar, day, known) is None
    if calendar.on_day_off is OnDayOff.SKIP:
        return False
    return moved_from(calendar, turns, day, since, known) is not None


def moved_from(
    calendar: Calendar, turns: Pattern, day: date, since: date, known: Holidays
) -> date | None:
    """Give the day off whose post comes on this day.

    That is the first working day behind it, and there is none if the next day of
    the schedule comes first. Several days off in a row share one post.
    """
    if not _takes_posts(calendar, turns, day, known):
        return None
    for back in range(1, MOST_DATES):  # ends at the first working day, if not before
        before = day - back * _ONE_DAY
        if before < since:
            return None
        if turns.has(before):
            off = day_off(calendar, before, known)
            is_moved = off is not None and off.why in (Why.HOLIDAY, Why.OWN)
            return before if is_moved else None
        if before in calendar.skipped or _takes_posts(calendar, turns, before, known):
            return None
    return None


def _takes_posts(
    calendar: Calendar, turns: Pattern, day: date, known: Holidays
) -> bool:
    """Tell whether a day is a working day without a post of its own."""
    is_work = day.weekday() not in known.weekend(calendar.holidays)
    return is_work and not turns.has(day) and day_off(calendar, day, known) is None


def with_target(
    off: DayOff, calendar: Calendar, turns: Pattern, since: date, known: Holidays
) -> DayOff:
    """Add the day to which the post of a day off is moved, if it is."""
    is_moved = calendar.on_day_off is OnDayOff.MOVE and off.day >= since
    if not is_moved or off.why not in (Why.HOLIDAY, Why.OWN):
        return off
    for ahead in range(1, MOST_DATES):
        day = off.day + ahead * _ONE_DAY
        if turns.has(day) and day_off(calendar, day, known) is None:
            return off
        if moved_from(calendar, turns, day, since, known):
            return replace(off, moved_to=day)
    return off


def without_past(calendar: Calendar, today: date) -> Calendar:
    """Leave out what is over."""
    kept = replace(
        calendar,
        dates=_from(calendar.dates, today),
        skipped=_from(calendar.skipped, today),
        until=calendar.until if calendar.until and calendar.until > today else None,
    )
    return EMPTY if kept == EMPTY else kept


def _from(dates: frozenset[date], first: date) -> frozenset[date]:
    # A week more: a post may still be moved away from it.
    return frozenset(one for one in dates if one >= first - _A_WEEK * _ONE_DAY)


def parse_date(text: str) -> date:
    """Read a date such as `2026-12-27`.

    Raises:
        InputError: It is none; the message shows the form.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(calendar_words.no_single_date(text)) from error


def parse_dates(text: str) -> frozenset[date]:
    """Read dates and ranges such as `2026-12-24..2027-01-02,2027-05-14`; or `off`.

    Raises:
        InputError: One is no date, or they are too many; the message says which.
    """
    if text.strip().casefold() in OFF:
        return frozenset()
    found: set[date] = set()
    for part in filter(None, (one.strip() for one in text.split(","))):
        found.update(_dates(part))
        if len(found) > MOST_DATES:
            raise InputError(calendar_words.too_many_dates(MOST_DATES))
    return frozenset(found)


def _dates(text: str) -> Iterator[date]:
    try:
        ends = [date.fromisoformat(one) for one in _RANGE.split(text, maxsplit=1)]
    except ValueError as error:
        raise InputError(calendar_words.no_date(text)) from error
    first, last = ends[0], ends[-1]
    if last < first:
        raise InputError(calendar_words.backward(text))
    for number in range(min((last - first).days, MOST_DATES) + 1):
        yield first + number * _ONE_DAY


def format_dates(dates: frozenset[date]) -> str:
    """Write dates as `parse_dates` reads them."""
    return ",".join(
        first.isoformat() if first == last else f"{first}..{last}"
        for first, last in runs(dates)
    )


def runs(dates: frozenset[date]) -> list[tuple[date, date]]:
    """Group dates into ranges of days in a row."""
    found: list[tuple[date, date]] = []
    for one in sorted(dates):
        if found and found[-1][1] == one - _ONE_DAY:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def parse_rule(text: str) -> OnDayOff:
    """Read `skip` or `move`.

    Raises:
        InputError: It is neither; the message says what each does.
    """
    try:
        return OnDayOff(text.strip().casefold())
    except ValueError as error:
        raise InputError(calendar_words.no_rule(text)) from error
