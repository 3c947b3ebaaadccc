"""Local time is honest: zones with odd clocks, over twenty years."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.core.schedule import instant, slots_after, zone, zone_names
from tests.core.make import make_schedule

ZONES = [
    "Europe/Paris",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Nuuk",  # changes at 22:00, so a missing time may end on the next date
    "Australia/Adelaide",
    "Australia/Lord_Howe",  # changes by half an hour
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Apia",  # had no 30 December 2011
    "Africa/Casablanca",  # changes round Ramadan
    "Africa/Cairo",
]
TIMES = [
    time(0),
    time(0, 30),
    time(1, 30),
    time(2, 15),
    time(2, 30),
    time(23, 30),
    time(23, 59),
]
FIRST, DAYS = date(2010, 1, 1), 20 * 365
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
# The slow form looks at every zone there is.
YEARS = range(2026, 2027 if os.environ.get("DAILYBITE_SLOW") == "reduced" else 2034)
MISSING_DATES = {"Pacific/Apia": {date(2011, 12, 30)}}


def wall(at: datetime, tz: ZoneInfo) -> datetime:
    return at.astimezone(tz).replace(tzinfo=None)


def days_from(first: date, count: int) -> Iterator[date]:
    return (first + n * ONE_DAY for n in range(count))


def is_honest(day: date, at: time, tz: ZoneInfo, found: datetime) -> bool:
    """Tell whether an instant is the wanted one, by what the clock shows around it."""
    wanted, shown = datetime.combine(day, at), wall(found, tz)
    if shown == wanted:  # none of the possible repeats of a time lies before it
        return all(wall(found - n * timedelta(minutes=15), tz) < wanted for n in (2, 4))
    return wall(found - ONE_SECOND, tz) < wanted < shown


def faults_of(name: str, at: time, days: Iterable[date]) -> list[str]:
    """List the dates whose instant is missing, out of order, or not honest."""
    tz, missing = zone(name), MISSING_DATES.get(name, set())
    before, faults = datetime.min.replace(tzinfo=UTC), []
    for day in days:
        found = instant(day, at, tz)
        if found is None:
            faults += [] if day in missing else [f"{day} has no instant"]
            continue
        if found <= before or not is_honest(day, at, tz, found):
            faults.append(f"{day} is at {found}")
        before = found
    return faults


@pytest.mark.parametrize("name", ZONES)
def test_each_date_has_one_honest_instant(name: str) -> None:
    days = list(days_from(FIRST, DAYS))

    assert [faults_of(name, at, days) for at in TIMES] == [[]] * len(TIMES)


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_each_date_of_every_zone_has_one_honest_instant(year: int) -> None:
    days = list(days_from(date(year, 1, 1), 366))

    faults = [faults_of(name, at, days) for name in zone_names() for at in TIMES]

    assert not any(faults)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("at", [time(0), time(2, 30), time(23, 59)], ids=str)
def test_slots_name_each_date_once(name: str, at: time) -> None:
    begin = datetime(2010, 1, 1, 12, tzinfo=UTC)
    schedule = make_schedule(timezone=name, time=at, active_from=begin)

    slots = list(islice(slots_after(schedule, begin), 3 * 365))

    steps = [later.day - earlier.day for earlier, later in pairwise(slots)]
    days = set(days_from(slots[0].day, (slots[-1].day - slots[0].day).days + 1))
    assert all(step >= ONE_DAY for step in steps)
    assert days - {slot.day for slot in slots} == MISSING_DATES.get(name, set())


@pytest.mark.parametrize(
    ("name", "day", "at", "expected"),
    [
        pytest.param(
            "America/New_York",
            date(2026, 3, 8),
            time(2, 30),
            datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
            id="missing in New York: 03:00",
        ),
        pytest.param(
            "America/New_York",
            date(2026, 11, 1),
            time(1, 30),
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
            id="doubled in New York: the first",
        ),
        pytest.param(
            "Europe/Paris",
            date(2026, 3, 29),
            time(2, 0),
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
            id="first missing minute in Paris",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
            id="missing half-hour on Lord Howe: 02:30",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            date(2026, 4, 5),
            time(1, 45),
            datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
            id="doubled half-hour on Lord Howe: the first",
        ),
        pytest.param(
            "America/Sao_Paulo",
            date(2018, 11, 4),
            time(0, 30),
            datetime(2018, 11, 4, 3, 0, tzinfo=UTC),
            id="missing midnight in Sao Paulo: 01:00",
        ),
        pytest.param(
            "America/Nuuk",
            date(2026, 3, 28),
            time(23, 30),
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
            id="missing last hour in Nuuk: midnight, the date before",
        ),
        pytest.param(
            "Asia/Kolkata",
            date(2026, 6, 1),
            time(9, 0),
            datetime(2026, 6, 1, 3, 30, tzinfo=UTC),
            id="half an hour off in Kolkata",
        ),
        pytest.param(
            "Pacific/Apia", date(2011, 12, 30), time(9), None, id="no such date in Apia"
        ),
        pytest.param(
            "Pacific/Apia",
            date(2011, 12, 31),
            time(0),
            datetime(2011, 12, 30, 10, 0, tzinfo=UTC),
            id="the date after it in Apia",
        ),
    ],
)
def test_local_time_has_this_instant(
    name: str, day: date, at: time, expected: datetime | None
) -> None:
    assert instant(day, at, zone(name)) == expected
