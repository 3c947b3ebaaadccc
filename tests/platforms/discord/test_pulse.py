"""Signs of life of shards: answered heartbeats, in a session."""

import pytest

from bot.platforms.discord.pulse import Pulse

BEAT = 41.0


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pulse(time: Time) -> Pulse:
    pulse = Pulse(time)
    pulse.expect(2)
    pulse.begin(0)
    pulse.begin(1)
    return pulse


def beat(
    pulse: Pulse, time: Time, times: int, *, answered: tuple[int, ...] = (0, 1)
) -> float:
    """Let hearts beat; give what the pulse says in the end."""
    quiet = pulse.quiet([(0, 0.5), (1, 0.5)])
    for number in range(times):
        time.now += BEAT
        now = 0.1 + number / 1000
        quiet = pulse.quiet([(one, now if one in answered else 0.5) for one in (0, 1)])
    return quiet


def test_answered_heartbeats_are_life(pulse: Pulse, time: Time) -> None:
    assert beat(pulse, time, 10) == 0


def test_one_dead_shard_among_living_ones_is_seen(pulse: Pulse, time: Time) -> None:
    assert beat(pulse, time, 10, answered=(0,)) == 10 * BEAT


def test_heartbeats_outside_of_a_session_are_none(pulse: Pulse, time: Time) -> None:
    beat(pulse, time, 1)
    pulse.end(1)

    assert beat(pulse, time, 5) > 4 * BEAT


def test_a_session_that_goes_on_is_life_again(pulse: Pulse, time: Time) -> None:
    pulse.end(1)
    beat(pulse, time, 5)
    pulse.begin(1)

    assert beat(pulse, time, 2) == 0


def test_many_shards_get_the_time_that_their_start_takes(time: Time) -> None:
    pulse = Pulse(time)
    pulse.expect(100)
    for shard in range(99):
        pulse.begin(shard)
    time.now += 500

    quiet = pulse.quiet([(shard, 0.1) for shard in range(99)])

    assert quiet <= 0
