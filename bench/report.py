"""How benchmarks time things, and how they say what came out."""

import math
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
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
        digits: How many of them follow the point.
    """

    what: str
    value: float
    against: str
    limit: float
    unit: str = "ms"
    scale: float = 1000
    digits: int = 2

    @property
    def ratio(self) -> float:
        """The part of the limit that is used; above 1 it is broken."""
        if not self.limit:
            return math.inf if self.value else 0.0
        return self.value / self.limit

    @property
    def is_over(self) -> bool:
        """Tell whether the limit is broken."""
        return self.ratio > 1

    @property
    def cells(self) -> tuple[str, ...]:
        """Give what is printed, a text for each column of the table."""
        return (
            "OVER" if self.is_over else "ok",
            f"{self.ratio:.2f}",
            self._amount(self.value),
            self._amount(self.limit),
            f"{self.what} [{self.against}]",
        )

    def _amount(self, value: float) -> str:
        return f"{value * self.scale:.{self.digits}f} {self.unit}".rstrip()

    def __str__(self) -> str:
        word, ratio, value, limit, what = self.cells
        return f"{word:4} {ratio} = {value} / {limit}: {what}"


def seconds(what: str, value: float, against: str, limit: float) -> Figure:
    """Give a figure that is printed in seconds."""
    return Figure(what, value, against, limit, unit="s", scale=1)


def none_of(what: str, count: int) -> Figure:
    """Give a figure of things that must not happen at all."""
    return Figure(what, count, "none", 0, unit="", scale=1, digits=0)


def write_table(figures: Sequence[Figure]) -> str:
    """Write all figures below each other, in aligned columns."""
    head = ("", "ratio", "measured", "limit", "what [what the limit is made of]")
    rows = [head, *(one.cells for one in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < at < 4 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
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
