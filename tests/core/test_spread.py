"""Popular minutes: each schedule waits its own time, and is not late for that."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery import LATE_START, Delivery, must_look
from bot.core.spread import Spread
from tests.core.make import NOW, make_delivery

MINUTES = 15
WIDE = Spread(MINUTES)
SHORT = timedelta(minutes=1)
IDS = [f"schedule{number}" for number in range(200)]
UNTIL = NOW + timedelta(hours=6)


def looks(delivery: Delivery) -> bool:
    return must_look(delivery, now=UNTIL, repeat_window=timedelta())


def test_without_minutes_all_leave_at_once() -> None:
    assert {Spread().moment(one, NOW, UNTIL) for one in IDS} == {NOW}


@given(st.text(), st.integers(1, MINUTES))
def test_each_waits_no_longer_than_asked_and_always_the_same(
    schedule: str, minutes: int
) -> None:
    moment = Spread(minutes).moment(schedule, NOW, UNTIL)

    assert NOW <= moment < NOW + timedelta(minutes=minutes)
    assert moment == Spread(minutes).moment(schedule, NOW, UNTIL)


def test_they_leave_in_all_of_these_minutes() -> None:
    moments = [WIDE.moment(one, NOW, UNTIL) for one in IDS]

    assert len({(one - NOW) // SHORT for one in moments}) == MINUTES


def test_nobody_waits_past_the_end_of_the_day_or_the_catch_up() -> None:
    for room in (timedelta(), SHORT):
        moments = [WIDE.moment(one, NOW, NOW + room) for one in IDS]

        assert min(moments) >= NOW
        assert max(moments) <= NOW + room / 2


def test_what_waited_is_not_late() -> None:
    delivery = make_delivery(schedule="far", post_until=UNTIL)
    moment = WIDE.moment("far", delivery.due_at, UNTIL)
    waited = delivery._replace(next_attempt_at=moment)
    later = delivery._replace(next_attempt_at=moment + LATE_START)

    assert moment - delivery.due_at > LATE_START
    assert looks(waited)
    assert not looks(WIDE.as_meant(waited))
    assert WIDE.as_meant(later) == later
