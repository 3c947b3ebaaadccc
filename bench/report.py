"""How benchmarks time things, and how they say what came out."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One result: what was measured, against what, and how much is allowed.

    Args:
        what: The thing measured.
        value: Its median, in seconds unless `unit` says otherwise.
        against: What the limit is made of, in words.
        limit: The most that is allowed, from baselines of this run.
        unit: What is printed, as `scale` times the value.
    """

    what: str
    value: float
    against: str
    limit: float
    unit: str = "ms"
    scale: float = 1000

    @property
    def ratio(self) -> float:
        """The part of the limit that is used; above 1 it is broken."""
        return self.value / self.limit

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.value * self.scale:.2f} {self.unit}, "
            f"{self.ratio:.2f} x [{self.against}] "
            f"({self.limit * self.scale:.2f} {self.unit})"
        )


async def compare(works: dict[str, Work], *, rounds: int) -> dict[str, float]:
    """Time each work once a round, so that all meet the same noise; give medians."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 3):
        for name, work in works.items():
            started = time.perf_counter()
            await work()
            if number >= 3:  # the first rounds warm up
                taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}
