"""Days off: which there are, what becomes of their posts, how they are written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import (
    EMPTY,
    MOST_DATES,
    Calendar,
    OnDayOff,
    Why,
    format_dates,
    parse_date,
    parse_dates,
    parse_rule,
    without_past,
)
from bot.core.frozen import (
    calendar_from_json,
    calendar_to_json,
    settings_to_json,
    with_settings,
)
from bot.core.schedule import (
    EVERY_DAY,
    Schedule,
    days_off,
    due_slots,
    next_slot,
    parse_days,
    slots_after,
)
from bot.errors import InputError
from tests.core.make import NOW, make_schedule

CHRISTMAS = date(2026, 12, 25)  # a Friday
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 12, 1), date(2026, 12, 31))


class Known:
    """A country with these holidays."""

    def __init__(self, names: Mapping[date, str]) -> None:
        self._names = names

    def name_of(self, code: str, day: date) -> str:
        return self._names.get(day, "")

    def weekend(self, code: str) -> frozenset[int]:
        return frozenset({5, 6})


def posts(schedule: Schedule, count: int, names: Mapping[date, str]) -> list[date]:
    slots = slots_after(schedule, schedule.active_from, Known(names))
    return [slot.day for slot in islice(slots, count)]


def off(days: str, *dates: date, move: bool = False, **changes: object) -> Schedule:
    rule = OnDayOff.MOVE if move else OnDayOff.SKIP
    calendar = Calendar(dates=frozenset(dates), on_day_off=rule)
    calendar = replace(calendar, **changes)  # type: ignore[arg-type]
    return make_schedule(days=parse_days(days), calendar=calendar, active_from=DECEMBER)


def test_a_public_holiday_gets_no_post() -> None:
    schedule = off("mon-fri", holidays="XX")._replace(active_from=NOW)

    days = posts(schedule, 30, {CHRISTMAS: "Christmas Day"})

    assert CHRISTMAS not in days
    assert CHRISTMAS - ONE_DAY in days
    assert date(2026, 12, 28) in days


def test_holidays_count_only_where_a_country_is_set() -> None:
    days = posts(off("mon-fri"), 30, {CHRISTMAS: "Christmas Day"})

    assert CHRISTMAS in days


@pytest.mark.parametrize(
    ("days", "dates", "moved"),
    [
        pytest.param("mon,wed", [date(2026, 12, 7)], {date(2026, 12, 8)}, id="next"),
        pytest.param("mon-sun", [CHRISTMAS], set(), id="every day has its own"),
        pytest.param("mon-fri", [CHRISTMAS], set(), id="no post on the weekend"),
        pytest.param("fri", [CHRISTMAS], {date(2026, 12, 28)}, id="over the weekend"),
        pytest.param(
            "fri",
            [CHRISTMAS, date(2026, 12, 28)],
            {date(2026, 12, 29)},
            id="past another day off",
        ),
        pytest.param(
            "mon,tue",
            [date(2026, 12, 7), date(2026, 12, 8)],
            {date(2026, 12, 9)},
            id="two in a row share one",
        ),
        pytest.param(
            "fri",
            [CHRISTMAS + n * ONE_DAY for n in range(-7, 1)],
            {date(2026, 12, 28)},
            id="a long holiday",
        ),
    ],
)
def test_a_post_moves_to_the_next_working_day_without_its_own(
    days: str, dates: list[date], moved: set[date]
) -> None:
    without = set(posts(off(days, *dates), 60, {}))

    with_moved = posts(off(days, *dates, move=True), 60, {})

    last = max(with_moved)
    assert set(with_moved) - without == moved
    assert {one for one in without if one <= last} <= set(with_moved)


def test_a_skipped_post_never_moves() -> None:
    schedule = off("fri", move=True, skipped=frozenset({CHRISTMAS}))

    assert date(2026, 12, 28) not in posts(schedule, 10, {})


def test_no_post_of_a_day_before_the_schedule_began_is_moved() -> None:
    monday = date(2026, 12, 7)
    schedule = off("mon", monday, move=True)
    later = schedule._replace(active_from=datetime(2026, 12, 8, 5, tzinfo=UTC))

    assert posts(schedule, 1, {}) == [monday + ONE_DAY]
    assert posts(later, 1, {}) == [date(2026, 12, 14)]


def test_a_moved_slot_is_due_like_any_other() -> None:
    schedule = off("mon", date(2026, 12, 7), move=True)

    (slot,) = due_slots(schedule, datetime(2026, 12, 9, tzinfo=UTC))

    assert slot.day == date(2026, 12, 8)
    assert slot.at == datetime(2026, 12, 8, 8, tzinfo=UTC)


def test_a_pause_ends_with_its_day() -> None:
    schedule = off("mon-sun", until=date(2026, 12, 27))

    assert next_slot(schedule, DECEMBER).day == date(2026, 12, 27)
    assert list(days_off(schedule, date(2026, 12, 1), date(2026, 12, 31))) == []


def test_days_off_name_the_reason_and_the_day_of_the_post() -> None:
    schedule = off(
        "fri",
        date(2026, 12, 11),
        move=True,
        holidays="XX",
        skipped=frozenset({date(2026, 12, 18)}),
    )
    known = Known({CHRISTMAS: "Christmas Day", date(2026, 12, 26): "Boxing Day"})

    found = list(days_off(schedule, date(2026, 12, 1), date(2026, 12, 31), known))

    assert [(one.day.day, one.why, one.name) for one in found] == [
        (11, Why.OWN, ""),
        (18, Why.SKIPPED, ""),
        (25, Why.HOLIDAY, "Christmas Day"),
    ]
    assert [one.moved_to for one in found] == [
        date(2026, 12, 14),
        None,
        date(2026, 12, 28),
    ]


@given(
    days=st.frozensets(st.integers(0, 6), min_size=1),
    dates=st.frozensets(DAYS, max_size=12),
    skipped=st.frozensets(DAYS, max_size=3),
)
def test_moving_adds_at_most_one_post_per_day_off_and_takes_none(
    days: frozenset[int], dates: frozenset[date], skipped: frozenset[date]
) -> None:
    base = make_schedule(days=days, active_from=DECEMBER)
    calendar = Calendar(dates=dates, skipped=skipped)
    end = date(2027, 1, 31)

    stays = _until(base._replace(calendar=calendar), end)
    moves = replace(calendar, on_day_off=OnDayOff.MOVE)
    moved = _until(base._replace(calendar=moves), end)

    assert stays <= moved
    assert len(moved) - len(stays) <= len(
        [one for one in dates - skipped if one.weekday() in days]
    )
    assert not moved & (dates | skipped)


def _until(schedule: Schedule, end: date) -> set[date]:
    found = set()
    for slot in slots_after(schedule, schedule.active_from, Known({})):
        if slot.day > end:
            break
        found.add(slot.day)
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2026-12-24", 1),
        ("2026-12-24..2027-01-02", 10),
        ("2026-12-24/2026-12-26, 2027-05-14", 4),
        ("off", 0),
    ],
)
def test_dates_are_read_and_written_alike(text: str, count: int) -> None:
    dates = parse_dates(text)

    assert len(dates) == count
    assert parse_dates(format_dates(dates) or "off") == dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.12.2026", '"24.12.2026" is no date. Write it like 2026-12-24, or '),
        ("2026-12-24..soon", '"2026-12-24..soon" is no date.'),
        ("2026-02-30", '"2026-02-30" is no date.'),
        ("2027-01-02..2026-12-24", "ends before it begins"),
        ("2026-01-01..9999-12-31", f"more than {MOST_DATES} days off"),
    ],
)
def test_dates_that_are_none_get_one_sentence(text: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_dates(text)

    assert expected in str(caught.value)


def test_a_single_date_and_a_rule_say_their_form() -> None:
    with pytest.raises(
        InputError, match=r'"soon" is no date. Write it like 2026-12-24'
    ):
        parse_date("soon")
    with pytest.raises(InputError, match=r"Write skip .* or move"):
        parse_rule("later")


def test_what_is_over_is_left_out() -> None:
    calendar = Calendar(
        dates=frozenset({date(2026, 11, 1), CHRISTMAS}), until=date(2026, 11, 24)
    )

    assert without_past(calendar, date(2026, 11, 24)) == Calendar(
        dates=frozenset({CHRISTMAS})
    )
    assert without_past(Calendar(), CHRISTMAS) is EMPTY


def test_a_calendar_survives_being_kept() -> None:
    calendar = Calendar(
        holidays="DE-BY",
        dates=frozenset({CHRISTMAS}),
        on_day_off=OnDayOff.MOVE,
        skipped=frozenset({date(2026, 12, 1)}),
        until=date(2026, 12, 2),
    )

    assert calendar_from_json(calendar_to_json(calendar)) == calendar
    assert calendar_from_json(calendar_to_json(EMPTY)) is EMPTY


def test_settings_come_back_and_what_happened_since_stays() -> None:
    before = off("mon,wed", CHRISTMAS, move=True)
    by_ana = before._replace(created_by="Ana", created_by_id="U7ANA")
    kept = settings_to_json(by_ana)
    now = make_schedule(
        days=EVERY_DAY, cursor=9, topics=("topic",), created_by="Ana", timezone="UTC"
    )

    restored = with_settings(now, kept)

    assert (restored.days, restored.calendar) == (before.days, before.calendar)
    assert (restored.topics, restored.timezone) == ((), "Europe/Paris")
    assert (restored.cursor, restored.created_by) == (9, "Ana")
    assert "Ana" not in kept
    assert "U7ANA" not in kept


def test_settings_that_an_older_version_did_not_keep_stay() -> None:
    now = make_schedule(calendar=Calendar(holidays="DE"), days=frozenset({1}))

    restored = with_settings(now, '{"days": [0], "gone": 1, "cursor": 5}')

    assert restored == now._replace(days=frozenset({0}))
