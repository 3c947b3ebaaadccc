"""Faults by chance, and the processes that they happen to."""

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass
from random import Random

PRESENT: ContextVar["Worker | None"] = ContextVar("worker", default=None)
"""The worker whose code runs; nothing ever goes wrong for anybody else."""

Trace = list[tuple[float, str, str]]
"""When, who, what; for whoever looks at a failed run."""

_RATES = {  # far above life
    "crash": 0.01,
    "freeze": 0.01,
    "database": 0.01,
    "line": 0.05,  # a long wait for a place among the requests
    "slow": 0.15,
    "limit": 0.03,
    "lost request": 0.06,
    "lost reply": 0.1,
    "told to stop": 0.02,
}
_WEATHER = (0, 0.5, 1, 1, 2, 4)


@dataclass
class Faults:
    """The chance that something goes wrong, until the weather gets better."""

    random: Random
    rates: dict[str, float]
    calm: bool = False

    @classmethod
    def by_chance(cls, chances: Random, *, freezes: bool) -> "Faults":
        """Give each run a weather of its own."""
        rates = {name: rate * chances.choice(_WEATHER) for name, rate in _RATES.items()}
        return cls(chances, rates if freezes else rates | {"freeze": 0})

    def happens(self, fault: str) -> bool:
        return not self.calm and self.random.random() < self.rates[fault]


class Worker:
    """One process: it may stop for a while, or for ever, wherever it waits."""

    def __init__(self, owner: str, faults: Faults, skew: float, trace: Trace) -> None:
        self.owner = owner
        self.faults = faults
        self.skew = skew
        self.died = asyncio.Event()
        self._trace = trace
        self._frozen_until = 0.0

    async def step(self, what: str) -> None:
        """Pass a place where a process may die or stand still."""
        if self.dies(what):
            raise asyncio.CancelledError
        loop = asyncio.get_running_loop()
        if self.faults.happens("freeze"):
            self._frozen_until = loop.time() + self.faults.random.uniform(10, 120)
            self.note(f"frozen at {what}")
        if loop.time() < self._frozen_until:
            await asyncio.sleep(self._frozen_until - loop.time())
        if self.died.is_set():
            raise asyncio.CancelledError

    def dies(self, what: str) -> bool:
        """Tell whether this was the end, or the end was before."""
        if not self.died.is_set() and self.faults.happens("crash"):
            self.died.set()
            self.note(f"dies at {what}")
        return self.died.is_set()

    def note(self, what: str) -> None:
        now = asyncio.get_running_loop().time()
        self._trace.append((now, self.owner, what))
