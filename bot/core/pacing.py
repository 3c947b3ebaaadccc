"""When the next request may go: even spacing, without bursts."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Pace:
    """An evenly spaced stream of requests; times are seconds of a monotonic clock."""

    per_second: float
    free_at: float = 0.0

    def take(self, now: float) -> tuple["Pace", float]:
        """Take the next place: the pace afterwards, and the seconds to wait."""
        start = max(now, self.free_at)
        return replace(self, free_at=start + 1 / self.per_second), start - now

    def hold(self, until: float) -> "Pace":
        """Let nothing go before a moment, as a rate-limit answer demands."""
        return replace(self, free_at=max(self.free_at, until))
