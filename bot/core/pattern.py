"""On which days of the calendar a schedule has its turn: weekdays, or every nth of them."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

_A_WEEK = 7


class Unit(StrEnum):
    """What is counted where not every day has its turn."""

    DAYS = "days"  # those of the schedule's weekdays
    WEEKS = "weeks"  # they begin on Monday


class Pattern(NamedTuple):  # compared for each schedule that is due
    """Weekdays, of which every nth has its turn, counted from a fixed date."""

    days: frozenset[int]  # 0 is Monday
    every: int = 1
    unit: Unit = Unit.DAYS
    anchor: date | None = None  # the first turn

    def has(self, day: date) -> bool:
        """Tell whether a day has its turn."""
        if day.weekday() not in self.days:
            return False
        if self.every == 1 or self.anchor is None:
            return True
        count = _weeks if self.unit is Unit.WEEKS else self._days_before
        return (count(day) - count(self.anchor)) % self.every == 0

    def _days_before(self, day: date) -> int:
        """Count the weekdays of the pattern before a day, from the first Monday on."""
        weeks, rest = divmod(
            day.toordinal() - 1, _A_WEEK
        )  # 1 January of year 1 was one
        return weeks * len(self.days) + sum(one < rest for one in self.days)


def _weeks(day: date) -> int:
    return (day.toordinal() - 1) // _A_WEEK
