"""Even spacing: no bursts, and nothing before a limit is over."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core.pacing import Pace

MOMENTS = st.floats(0, 1000, allow_nan=False)


def departures(pace: Pace, arrivals: list[float]) -> list[float]:
    """Give the moments at which requests leave that arrive at these."""
    left = []
    for now in arrivals:
        pace, wait = pace.take(now)
        left.append(now + wait)
    return left


def test_first_request_leaves_at_once() -> None:
    assert departures(Pace(2), [10.0]) == [10.0]


def test_requests_that_come_together_are_spaced() -> None:
    assert departures(Pace(2), [10.0, 10.0, 10.0]) == [10.0, 10.5, 11.0]


def test_idle_time_is_not_saved_for_a_burst() -> None:
    assert departures(Pace(2), [0.0, 100.0, 100.0]) == [0.0, 100.0, 100.5]


def test_hold_lets_nothing_go_before_its_end() -> None:
    held = Pace(2).hold(20.0)

    assert departures(held, [10.0, 10.0, 30.0]) == [20.0, 20.5, 30.0]


def test_hold_never_shortens_a_wait() -> None:
    held = Pace(2).hold(20.0).hold(5.0)

    assert held.free_at == 20.0


def test_taking_leaves_the_pace_itself_unchanged() -> None:
    pace = Pace(2)

    taken, _ = pace.take(1.0)

    assert pace == Pace(2)
    assert taken == Pace(2, free_at=1.5)


@given(st.lists(MOMENTS, min_size=2, max_size=30).map(sorted), st.floats(0.1, 100))
def test_no_second_holds_more_than_its_share(
    arrivals: list[float], per_second: float
) -> None:
    left = departures(Pace(per_second), arrivals)

    gaps = [later - earlier for earlier, later in pairwise(left)]
    assert min(gaps) >= 1 / per_second - 1e-6
    assert all(went >= came for came, went in zip(arrivals, left, strict=True))
