"""The question from earlier in a week, which the week's last card asks once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.core.bites import Library
from bot.core.pattern import Pattern
from bot.core.schedule import Schedule, turns_of
from bot.core.selection import variant_of
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Earlier:
    """A bite that a schedule has posted on a weekday (0 is Monday) of the same week."""

    bite: str
    weekday: int


async def earlier_in_the_week(
    store: Store, library: Library, due: Sequence[tuple[Schedule, date]]
) -> Mapping[str, Earlier]:
    """Choose a bite for each schedule whose week ends on this day; one query for all.

    Which one depends on the week and the schedule alone, so that it is not always
    Monday's.
    """
    days = {one.id: day for one, day in due if _is_last(turns_of(one), day)}
    if not days:
        return {}
    mondays = {one: day - timedelta(days=day.weekday()) for one, day in days.items()}
    found = await store.posted_since(mondays)
    chosen = {}
    for one, posted in found.items():
        known = [
            Earlier(bite, day.weekday())
            for day, bite in posted
            if day < days[one] and library.find(bite)
        ]
        if known:
            turn = days[one].isocalendar().week + variant_of(one)
            chosen[one] = known[turn % len(known)]
    return chosen


@lru_cache(maxsize=1024)  # many teams have the same weekdays
def _is_last(turns: Pattern, day: date) -> bool:
    """Tell whether a schedule posts no more in this week, but did before."""
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    posts = [one for one in week if turns.has(one)]
    return len(posts) > 1 and day == posts[-1]
