"""When a schedule is due: what it never looks back at, and how long it waits."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedule import (
    CATCH_UP,
    Slot,
    due_slots,
    may_still_post,
    next_slot,
    parse_days,
    slots_after,
)
from tests.core.make import NOW, make_schedule

AT_NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # 09:00 in Paris
ONE_DAY = timedelta(days=1)
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(AT_NINE - ONE_DAY, AT_NINE, id="before it was active"),
        pytest.param(NOW, AT_NINE, id="an hour before"),
        pytest.param(AT_NINE, AT_NINE, id="that very instant"),
        pytest.param(
            AT_NINE + timedelta(microseconds=1), AT_NINE + ONE_DAY, id="just after"
        ),
    ],
)
def test_next_slot_is_the_first_from_then_on(
    moment: datetime, expected: datetime
) -> None:
    assert next_slot(make_schedule(), moment).at == expected


def test_slots_keep_to_the_weekdays() -> None:
    schedule = make_schedule(days=parse_days("mon,wed,fri"))

    days = [slot.day for slot in islice(slots_after(schedule, NOW), 4)]

    assert days == [
        date(2026, 11, 25),
        date(2026, 11, 27),
        date(2026, 11, 30),
        date(2026, 12, 2),
    ]


def test_weekday_is_the_local_one() -> None:
    schedule = make_schedule(
        timezone="Pacific/Auckland", time=time(8), days=frozenset({2})
    )

    slot = next_slot(schedule, NOW)

    assert slot == Slot(date(2026, 11, 25), utc(24, 19))  # still Tuesday in UTC


def test_slot_of_a_missing_hour_is_found_on_the_date_after() -> None:
    midnight = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 00:00 on the 29th in Nuuk
    schedule = make_schedule(
        timezone="America/Nuuk", time=time(23, 30), active_from=midnight
    )

    assert next_slot(schedule, midnight) == Slot(date(2026, 3, 28), midnight)


@given(active_from=MOMENTS, moment=MOMENTS)
def test_no_slot_lies_before_the_schedule_was_active(
    active_from: datetime, moment: datetime
) -> None:
    schedule = make_schedule(active_from=active_from)

    slot = next_slot(schedule, moment)

    assert slot.at >= max(active_from, moment)
    assert slot.at - max(active_from, moment) <= ONE_DAY + timedelta(hours=1)


@given(moments=st.lists(MOMENTS, min_size=2, max_size=2).map(sorted))
def test_slots_of_two_stretches_are_those_of_both(moments: list[datetime]) -> None:
    begin, middle = moments
    end = middle + timedelta(days=3)
    schedule = make_schedule(active_from=begin)

    first = due_slots(schedule, middle)
    rest = [slot for slot in due_slots(schedule, end) if slot.at > middle]

    assert first + rest == due_slots(schedule, end)
    assert [slot.day for slot in first + rest] == sorted(
        {slot.day for slot in first + rest}
    )


def test_nothing_is_due_before_its_instant() -> None:
    schedule = make_schedule(next_at=AT_NINE)

    assert due_slots(schedule, AT_NINE - timedelta(microseconds=1)) == []


def test_slot_is_due_at_its_instant() -> None:
    schedule = make_schedule(next_at=AT_NINE)

    assert due_slots(schedule, AT_NINE) == [Slot(date(2026, 11, 24), AT_NINE)]


def test_downtime_leaves_each_missed_day_due() -> None:
    schedule = make_schedule(next_at=AT_NINE)

    due = due_slots(schedule, AT_NINE + 2 * ONE_DAY)

    assert [slot.day.day for slot in due] == [24, 25, 26]


def test_planned_slots_are_not_due_again() -> None:
    schedule = make_schedule(next_at=AT_NINE + ONE_DAY)

    due = due_slots(schedule, AT_NINE + ONE_DAY)

    assert [slot.day.day for slot in due] == [25]


def test_schedule_that_was_never_planned_counts_from_its_start() -> None:
    schedule = make_schedule(active_from=utc(24, 8, 1))

    assert due_slots(schedule, utc(25, 7, 59)) == []
    assert [slot.day.day for slot in due_slots(schedule, utc(25, 8))] == [25]


def test_resumed_schedule_never_looks_back() -> None:
    resumed = utc(26, 12)
    schedule = make_schedule(next_at=AT_NINE, active_from=resumed)

    due = due_slots(schedule, utc(27, 9))

    assert [slot.day.day for slot in due] == [27]


@pytest.mark.parametrize(
    ("now", "may"),
    [
        pytest.param(AT_NINE, True, id="in time"),
        pytest.param(AT_NINE + CATCH_UP, True, id="at the end of the window"),
        pytest.param(
            AT_NINE + CATCH_UP + timedelta(seconds=1), False, id="after the window"
        ),
        pytest.param(AT_NINE + ONE_DAY, False, id="on the next day"),
    ],
)
def test_late_post_must_fit_the_window(now: datetime, may: bool) -> None:
    slot = Slot(date(2026, 11, 24), AT_NINE)

    assert may_still_post(make_schedule(), slot, now) is may


@pytest.mark.parametrize(
    ("now", "may"),
    [
        pytest.param(utc(24, 22, 59), True, id="23:59 local"),
        pytest.param(utc(24, 23, 0), False, id="00:00 local"),
    ],
)
def test_late_post_must_be_on_the_same_local_day(now: datetime, may: bool) -> None:
    schedule = make_schedule(time=time(23, 30))
    slot = Slot(date(2026, 11, 24), utc(24, 22, 30))

    assert may_still_post(schedule, slot, now) is may


def test_window_of_a_schedule_is_its_own() -> None:
    schedule = make_schedule(catch_up=timedelta(hours=1))
    slot = Slot(date(2026, 11, 24), AT_NINE)

    assert may_still_post(schedule, slot, AT_NINE + timedelta(minutes=60))
    assert not may_still_post(schedule, slot, AT_NINE + timedelta(minutes=61))


def test_slot_that_ends_on_the_next_date_may_be_posted_there() -> None:
    midnight = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    schedule = make_schedule(timezone="America/Nuuk", time=time(23, 30))
    slot = Slot(date(2026, 3, 28), midnight)

    assert may_still_post(schedule, slot, midnight + timedelta(minutes=5))
