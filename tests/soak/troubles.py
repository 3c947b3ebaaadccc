"""When there was trouble, so that nobody is blamed for an answer that it cost."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Troubles:
    """Spans of time in which a listener may have been away."""

    def __init__(self) -> None:
        self._spans: list[list[float]] = []

    @contextmanager
    def lasting(self, seconds: float) -> Iterator[None]:
        """Note trouble for as long as the block takes, and some seconds more."""
        span = [time.monotonic(), float("inf")]
        self._spans.append(span)
        try:
            yield
        finally:
            span[1] = time.monotonic() + seconds

    def met(self, begin: float, end: float) -> bool:
        """Tell whether there was any between two moments."""
        return any(one <= end and other >= begin for one, other in self._spans)


async def at_random_until(is_over: asyncio.Event, seconds: float) -> bool:
    """Wait some seconds; tell whether it is not over yet."""
    try:
        async with asyncio.timeout(seconds):
            await is_over.wait()
    except TimeoutError:
        return True
    return False
