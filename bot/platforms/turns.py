"""A queue for requests that a platform counts: evenly spaced, and people go first."""

import asyncio
from collections import deque
from itertools import chain

from bot.core.pacing import Pace, Share

_LOOK = 0.1  # seconds between looks for a share of the rate


class Turns:
    """Lets one request go at a time; whoever answers a person overtakes the others."""

    def __init__(self, per_second: float) -> None:
        self._pace = Pace(per_second)
        self._people: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._pump: asyncio.Task[None] | None = None

    @property
    def per_second(self) -> float:
        """How many requests of ours may go in a second now."""
        share = self._pace.share
        is_valid = share.is_valid(asyncio.get_running_loop().time())
        return self._pace.per_second / share.count if is_valid else 0.0

    def use(self, share: Share) -> None:
        """Go on with another share of the rate."""
        pace = self._pace
        self._pace = Pace(pace.per_second, share, pace.free_at)

    def hold(self, seconds: float) -> None:
        """Let nobody go for a while, as a rate-limit answer demands."""
        self._pace = self._pace.hold(asyncio.get_running_loop().time() + seconds)

    async def take(self, *, for_person: bool = False) -> None:
        """Wait for a turn."""
        if not self._pump and self._go(asyncio.get_running_loop().time()):
            return
        turn = asyncio.get_running_loop().create_future()
        (self._people if for_person else self._others).append(turn)
        if not self._pump:
            self._pump = asyncio.create_task(self._let_go(), name="turns")
        await turn

    def _go(self, now: float) -> bool:
        """Take a place that is free this very moment."""
        pace, wait = self._pace.take(now)
        if wait > 0 or not pace.share.is_valid(now):
            return False
        self._pace = pace
        return True

    async def _let_go(self) -> None:
        try:
            while self._is_awaited():
                await self._next()
        finally:
            self._pump = None

    async def _next(self) -> None:
        before, now = self._pace, asyncio.get_running_loop().time()
        if not before.share.is_valid(now):
            await asyncio.sleep(_LOOK)
            return
        after, wait = before.take(now)
        await asyncio.sleep(wait)
        if self._pace is not before:  # held back, or shared anew, in the meantime
            return
        if turn := self._first():
            self._pace = after
            turn.set_result(None)

    def _is_awaited(self) -> bool:
        return any(not turn.done() for turn in chain(self._people, self._others))

    def _first(self) -> asyncio.Future[None] | None:
        """Give the first who still waits."""
        for queue in (self._people, self._others):
            while queue:
                if not (turn := queue.popleft()).done():
                    return turn
        return None
