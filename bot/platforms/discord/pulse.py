"""When each shard last gave a sign of life: a newly answered heartbeat, in a session."""

from collections.abc import Callable, Iterable

_STARTS = 6.0  # seconds that each shard's start takes, as they begin one by one


class Pulse:
    """Knows for how long the quietest shard has been silent.

    An answered heartbeat alone would not do: where Discord ignores a resume, the
    heart beats on and no event comes. Nor would a session alone, as nobody says
    that the other end is gone. discord.py measures a latency anew with each answer,
    so a latency that stays the same to the last digit means that none came.

    Args:
        now: Gives the time, in seconds that never go back.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._alive_at = {0: self._now()}
        self._latency: dict[int, float] = {}
        self._in_session: set[int] = set()

    def expect(self, shards: int) -> None:
        """Learn how many shards there will be; the last ones start much later."""
        start = self._now()
        self._alive_at = {one: start + _STARTS * one for one in range(shards)}

    def begin(self, shard: int) -> None:
        """Note that a shard is in a session."""
        self._in_session.add(shard)

    def end(self, shard: int) -> None:
        """Note that a shard is in no session."""
        self._in_session.discard(shard)

    def quiet(self, latencies: Iterable[tuple[int, float]]) -> float:
        """Take the pulse; give the seconds that the quietest shard is silent."""
        now = self._now()
        for shard, latency in latencies:
            is_answered = latency != self._latency.get(shard)
            if is_answered and shard in self._in_session:
                self._latency[shard] = latency
                self._alive_at[shard] = now
        return now - min(self._alive_at.values())
