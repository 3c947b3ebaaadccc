"""People who ask all the time, and must be answered while somebody listens."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import cycle

from tests.rooms import Room, Told
from tests.soak.troubles import Troubles

PAUSE = 1.5  # seconds between two questions on a platform
_LOOK = 0.2
_FRESH = 1.0  # seconds in which trouble before a question still counts


class People:
    """Two people on one platform."""

    def __init__(self, room: Room, troubles: Troubles) -> None:
        self._room = room
        self._troubles = troubles
        self.answers: Counter[str] = Counter()
        self.unanswered: list[str] = []
        self.slowest = 0.0
        self.longest_away = 0.0

    async def ask(self) -> None:
        """Ask one thing after the other, for ever."""
        acts: list[Callable[[], Awaitable[Told]]] = [
            lambda: self._room.type("ben", "general", "/bite"),
            lambda: self._room.admin("ana", "general", "list"),
            lambda: self._room.type("ben", "general", "/bite lora"),
            lambda: self._room.admin("ana", "general", "health"),
        ]
        for act in cycle(acts):
            if self._room.is_online:
                await self._judge(act)
            await asyncio.sleep(PAUSE)

    async def watch(self) -> None:
        """See for how long nobody listens, for ever."""
        seen_at = time.monotonic()
        while True:
            if self._room.is_online:
                seen_at = time.monotonic()
            away = time.monotonic() - seen_at
            self.longest_away = max(self.longest_away, away)
            await asyncio.sleep(_LOOK)

    async def _judge(self, act: Callable[[], Awaitable[Told]]) -> None:
        began = time.monotonic()
        told = await act()
        ended = time.monotonic()
        if told.kind != "failed":
            self.answers["answered"] += 1
            self.slowest = max(self.slowest, told.seconds)
        elif self._troubles.met(began - _FRESH, ended):
            self.answers["not answered in trouble"] += 1
        else:
            self.answers["not answered"] += 1
            self.unanswered.append(f"{self._room.name}: {told.text}")
