"""Even spacing: no bursts, and nothing before a limit is over."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pacing import NO_SHARE, WHOLE, Pace, Share

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


@given(
    st.integers(2, 6), st.lists(MOMENTS, min_size=1, max_size=60).map(sorted), MOMENTS
)
def test_replicas_together_keep_the_spacing_of_one(
    count: int, arrivals: list[float], ahead: float
) -> None:
    """Whoever sends when, the places of all lie on one even grid."""
    left: list[float] = []
    for index in range(count):
        pace = Pace(50, Share(index=index, count=count, ahead=ahead))
        left += departures(pace, arrivals)

    gaps = [later - earlier for earlier, later in pairwise(sorted(left))]
    assert min(gaps) >= 1 / 50 - 1e-4


@given(st.integers(1, 6), st.floats(-1e9, 1e9), st.floats(0, 1e6))
def test_a_busy_replica_uses_all_its_places(
    count: int, ahead: float, now: float
) -> None:
    left = departures(Pace(50, Share(index=0, count=count, ahead=ahead)), [now] * 20)

    assert left[0] - now <= count / 50 + 1e-4
    assert left[-1] - left[0] == pytest.approx(19 * count / 50, abs=1e-3)


def test_a_share_ends() -> None:
    share = Share(until=10.0)

    assert share.is_valid(9.9)
    assert not share.is_valid(10.0)
    assert WHOLE.is_valid(1e12)
    assert not NO_SHARE.is_valid(0.0)
