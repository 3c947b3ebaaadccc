"""Replicas that are killed, frozen and told to end, and the memory of each life."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crash.replica import Replica
from tests.soak.troubles import Troubles, at_random_until

FREEZES = (0.5, 4.0)  # seconds; shorter than any lease has to spare
PAUSES = (5.0, 14.0)  # seconds between two troubles of a replica
CALM = 6.0  # seconds that a start takes from the others on a small machine
PATIENCE = 15.0  # seconds that one which is told to end may take
WARM_UP = 60.0  # seconds of a life until its memory is looked at
_LOOK = 1.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Memory:
    """What a life took, in megabytes: when it was warm, half-way, and at its end."""

    replica: int
    seconds: float
    warm: float
    half: float
    last: float


class Life:
    """One replica: its troubles, how long its ends took, and its memory."""

    def __init__(self, number: int, replica: Replica, troubles: Troubles) -> None:
        self.number = number
        self._replica = replica
        self._troubles = troubles
        self._samples: list[float] = []
        self.memories: list[Memory] = []
        self.met: Counter[str] = Counter()
        self.ends: list[float] = []

    async def begin(self) -> None:
        """Start, as it begins and after each death."""
        with self._troubles.lasting(CALM):
            await self._replica.start()
        self._samples = []

    async def suffer(
        self, dice: random.Random, is_over: asyncio.Event, spared: Callable[[], bool]
    ) -> None:
        """Have trouble again and again; one that is spared is only frozen."""
        while await at_random_until(is_over, dice.uniform(*PAUSES)):
            acts = ("freeze",) if spared() else ("kill", "kill", "freeze", "end")
            act = dice.choice(acts)
            self.met[act] += 1
            if act == "freeze":
                with self._troubles.lasting(1.0):
                    await self._replica.freeze(dice.uniform(*FREEZES))
                continue
            with self._troubles.lasting(CALM):
                await (self._kill() if act == "kill" else self.end())
                await asyncio.sleep(dice.uniform(0, 2))
                await self.begin()

    async def end(self) -> None:
        """Tell it to end, and wait until it did."""
        self._remember()
        self.ends.append(await self._replica.end(PATIENCE))

    async def _kill(self) -> None:
        self._remember()
        await self._replica.kill()

    async def watch(self, warm_up: float) -> None:
        """Look at its memory for ever."""
        self._warm_up = warm_up
        while True:
            await asyncio.sleep(_LOOK)
            if size := _resident(self._replica):
                self._samples.append(size)

    def _remember(self) -> None:
        at = round(self._warm_up / _LOOK)
        if len(self._samples) >= 2 * at:
            found = Memory(
                self.number,
                len(self._samples) * _LOOK,
                self._samples[at],
                self._samples[(at + len(self._samples)) // 2],
                self._samples[-1],
            )
            self.memories.append(found)


def _resident(replica: Replica) -> float:
    """Give a process's resident memory in megabytes; nothing while it is away."""
    try:
        pages = int(Path(f"/proc/{replica.pid}/statm").read_text().split()[1])
    except (OSError, AssertionError, IndexError):
        return 0.0
    return pages * _PAGE / 1e6
