"""Every nth day or week: counted from one date, whatever the clock and the days off do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Calendar, OnDayOff
from bot.core.frozen import (
    posting_from_json,
    posting_to_json,
    settings_to_json,
    with_settings,
)
from bot.core.pattern import Pattern, Unit
from bot.core.posting import USUAL, Every, Manner, Posting
from bot.core.schedule import (
    EVERY_DAY,
    Schedule,
    days_off,
    due_slots,
    parse_days,
    slots_after,
)
from tests.core.make import NOW, make_schedule

MONDAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def nth(count: int, unit: Unit = Unit.DAYS, anchor: date = MONDAY) -> Posting:
    return Posting(every=Every(count=count, unit=unit, anchor=anchor))


def first_days(schedule: Schedule, count: int, since: datetime = NOW) -> list[str]:
    return [f"{one.day:%m-%d}" for one in islice(slots_after(schedule, since), count)]


@pytest.mark.parametrize(
    ("days", "posting", "expected"),
    [
        ("mon-sun", nth(2), "11-25 11-27 11-29 12-01 12-03"),
        ("mon-fri", nth(2), "11-25 11-27 12-01 12-03 12-07"),
        ("mon-fri", nth(3), "11-26 12-01 12-04 12-09 12-14"),
        ("mon,thu", nth(2), "11-30 12-07 12-14 12-21 12-28"),
        ("mon,thu", nth(2, Unit.WEEKS), "11-26 12-07 12-10 12-21 12-24"),
        ("tue", nth(3, Unit.WEEKS), "11-24 12-15 01-05 01-26 02-16"),
        ("mon-sun", USUAL, "11-24 11-25 11-26 11-27 11-28"),
    ],
)
def test_every_nth_of_its_days_has_its_turn(
    days: str, posting: Posting, expected: str
) -> None:
    schedule = make_schedule(days=parse_days(days), posting=posting)

    assert first_days(schedule, 5) == expected.split()


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("Europe/Paris", datetime(2026, 3, 27, tzinfo=UTC)),  # forward on the 29th
        ("Europe/Paris", datetime(2026, 10, 23, tzinfo=UTC)),  # back on the 25th
        ("America/New_York", datetime(2026, 3, 6, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),  # had no 30 December
    ],
)
@pytest.mark.parametrize("at", [time(2, 30), time(9), time(23, 59)])
def test_a_change_of_the_clock_shifts_no_turn(
    zone: str, begins: datetime, at: time
) -> None:
    anchor = begins.date()
    schedule = make_schedule(
        time=at, timezone=zone, posting=nth(2, anchor=anchor), active_from=begins
    )

    days = [one.day for one in islice(slots_after(schedule, begins), 5)]

    assert days
    assert all((day - anchor).days % 2 == 0 for day in days)
    assert all(0 < (b - a).days <= 4 for a, b in pairwise(days))


@given(WEEKDAYS, st.integers(2, 60), DATES, DATES)
def test_a_pattern_is_what_counting_gives(
    days: frozenset[int], count: int, anchor: date, start: date
) -> None:
    pattern = Pattern(days, count, Unit.DAYS, anchor)
    first, last = min(anchor, start), max(anchor, start)
    span = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    own = [one for one in span if one.weekday() in days]
    begin = next((at for at, one in enumerate(own) if one >= anchor), len(own))

    expected = {one for at, one in enumerate(own) if (at - begin) % count == 0}

    assert {one for one in span if pattern.has(one)} == expected


@given(WEEKDAYS, st.integers(2, 12), DATES, DATES)
def test_weeks_are_whole_ones(
    days: frozenset[int], count: int, anchor: date, day: date
) -> None:
    pattern = Pattern(days, count, Unit.WEEKS, anchor)
    monday = day - day.weekday() * ONE_DAY
    week = [monday + number * ONE_DAY for number in range(7)]

    turns = {one.weekday() for one in week if pattern.has(one)}

    assert turns in (set(), days)
    assert all(
        pattern.has(one) == pattern.has(one + 7 * count * ONE_DAY) for one in week
    )


@given(
    st.sampled_from(["Europe/Paris", "Asia/Tokyo", "America/Los_Angeles"]),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.integers(2, 9),
)
def test_other_settings_move_no_turn(zone: str, at: time, count: int) -> None:
    before = make_schedule(posting=nth(count))
    after = before._replace(timezone=zone, time=at, topics=("topic",))
    later = datetime(2026, 12, 1, tzinfo=UTC)

    turns = {one.day for one in islice(slots_after(before, later), 20)}
    moved = {one.day for one in islice(slots_after(after, later), 20)}

    assert all((day - MONDAY).days % count == 0 for day in turns | moved)


def test_a_day_off_takes_its_turn_along_or_gives_it_to_a_working_day() -> None:
    off = frozenset({date(2026, 11, 25)})
    skips = make_schedule(
        days=parse_days("mon-fri"), posting=nth(2), calendar=Calendar(dates=off)
    )
    moving = Calendar(dates=off, on_day_off=OnDayOff.MOVE)
    moves = skips._replace(calendar=moving)

    (told,) = days_off(moves, MONDAY, date(2026, 11, 30))

    assert first_days(skips, 3) == ["11-27", "12-01", "12-03"]
    assert first_days(moves, 3) == ["11-26", "11-27", "12-01"]
    assert told.moved_to == date(2026, 11, 26)


def test_a_turn_in_a_long_absence_comes_when_it_ends() -> None:
    away = frozenset(date(2026, 12, 21) + number * ONE_DAY for number in range(14))
    schedule = make_schedule(
        days=parse_days("mon"),
        posting=nth(2, Unit.WEEKS, date(2026, 11, 23)),
        calendar=Calendar(dates=away, on_day_off=OnDayOff.MOVE),
    )

    assert first_days(schedule, 4) == ["12-07", "01-04", "01-18", "02-01"]


def test_only_turns_are_missed() -> None:
    schedule = make_schedule(posting=nth(3), next_at=NOW)

    missed = due_slots(schedule, NOW + timedelta(days=7))

    assert [f"{one.day:%m-%d}" for one in missed] == ["11-26", "11-29"]


def test_postings_are_kept_and_undone() -> None:
    posting = replace(nth(2, Unit.WEEKS), manner=Manner(mention="12", thread=True))
    schedule = make_schedule(posting=posting)

    plain = schedule._replace(posting=USUAL)

    assert posting_from_json(posting_to_json(posting)) == posting
    assert posting_to_json(USUAL) == ""
    assert with_settings(plain, settings_to_json(schedule)).posting == posting
    assert with_settings(schedule, settings_to_json(plain)).posting == USUAL


def test_settings_of_an_older_version_leave_the_posting_alone() -> None:
    schedule = make_schedule(posting=nth(2))

    restored = with_settings(schedule, '{"topics": ["other"]}')

    assert (restored.topics, restored.posting) == (("other",), schedule.posting)


def test_every_day_is_the_plain_pattern() -> None:
    turned = Pattern(EVERY_DAY, 1, Unit.DAYS, None)

    assert turned == Pattern(EVERY_DAY)
    assert all(turned.has(MONDAY + number * ONE_DAY) for number in range(9))
