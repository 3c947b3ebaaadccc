"""When the next request may go: even spacing, without bursts, shared by replicas."""

import math
from dataclasses import dataclass, replace

_ROUNDING = 1e-6  # of a place, that floating point may lose


@dataclass(frozen=True, slots=True)
class Share:
    """A replica's part of a rate: every `count`-th place, on a clock that all share.

    Args:
        index: Which of the places is ours, from 0.
        count: How many replicas share the rate.
        until: For how long, in seconds of the monotonic clock.
        ahead: What the shared clock is ahead of the monotonic one, in seconds.
    """

    index: int = 0
    count: int = 1
    until: float = math.inf
    ahead: float = 0.0

    def is_valid(self, now: float) -> bool:
        """Tell whether anything may go at a moment."""
        return now < self.until


WHOLE = Share()
NO_SHARE = Share(until=-math.inf)


@dataclass(frozen=True, slots=True)
class Pace:
    """An evenly spaced stream of requests; times are seconds of a monotonic clock."""

    per_second: float  # of all replicas together
    share: Share = WHOLE
    free_at: float = 0.0

    def take(self, now: float) -> tuple["Pace", float]:
        """Take the next place: the pace afterwards, and the seconds to wait."""
        start = self._place(max(now, self.free_at))
        free_at = start + self.share.count / self.per_second
        return Pace(self.per_second, self.share, free_at), start - now

    def hold(self, until: float) -> "Pace":
        """Let nothing go before a moment, as a rate-limit answer demands."""
        return replace(self, free_at=max(self.free_at, until))

    def _place(self, earliest: float) -> float:
        """Give the first of our places; the replicas' lie one behind the other."""
        if self.share.count == 1:
            return earliest
        period = self.share.count / self.per_second
        first = self.share.index / self.per_second - self.share.ahead
        return first + math.ceil((earliest - first) / period - _ROUNDING) * period
