"""An event loop whose clock jumps to the next timer in place of waiting for it."""

import asyncio
import selectors
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)  # a minute before 09:00 in Paris


class _Jump(selectors.SelectSelector):
    """Waits for nothing: the time that it was to wait is over at once."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("nothing is left to wait for")
        self.now += max(timeout, 0)
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Runs coroutines in an order that depends on nothing but their own timers."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


class VirtualClock:
    """The present of one host, whose clock goes a little wrong."""

    def __init__(self, skew: float = 0) -> None:
        self._skew = skew

    def now(self) -> datetime:
        elapsed = asyncio.get_running_loop().time()
        return START + timedelta(seconds=elapsed + self._skew)


def seconds_until(moment: datetime) -> float:
    """Give the true time until an instant; negative when it is over."""
    return (moment - START).total_seconds() - asyncio.get_running_loop().time()
