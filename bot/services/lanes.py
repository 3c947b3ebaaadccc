"""What was claimed stands in one line for each pace, and a few of each are sent at a time."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core.delivery import Delivery

_AT_ONCE = 100  # in a lane; a session opens no more connections than this
_Claimed = tuple[Delivery, datetime]  # and when, on our clock


class Lanes:
    """Lines of claimed deliveries, and the tasks that send them.

    A lane is what has a pace of its own: a platform, or each of its servers. One
    task sends many deliveries, as a task for each would cost more than it does.

    Args:
        send: Sends one, and waits until its end is known; raises only if it is cut off.
    """

    def __init__(self, send: Callable[[Delivery, datetime], Awaitable[None]]) -> None:
        self._send = send
        self._queues: dict[str, deque[_Claimed]] = {}
        self._waiting: dict[str, dict[str, Delivery]] = {}  # not on their way yet
        self._busy: Counter[str] = Counter()
        self.under_way: set[asyncio.Task[None]] = set()

    def waiting(self, lane: str) -> int:
        """Count those that no request has left for."""
        return len(self._waiting.get(lane, ()))

    def fuller_than(self, count: int) -> list[str]:
        """Name the lanes in which more than so many wait."""
        return [lane for lane, those in self._waiting.items() if len(those) > count]

    def unsent(self) -> list[Delivery]:
        """Give all that no request has left for."""
        return [one for those in self._waiting.values() for one in those.values()]

    def join(self, lane: str, delivery: Delivery, claimed_at: datetime) -> None:
        """Put one at the end of its line."""
        self._waiting.setdefault(lane, {})[delivery.id] = delivery
        self._queues.setdefault(lane, deque()).append((delivery, claimed_at))

    def leave(self, lane: str, delivery: Delivery) -> None:
        """Note that one is on its way, or has ended without."""
        if waiting := self._waiting.get(lane):
            waiting.pop(delivery.id, None)

    def start(self, lane: str) -> None:
        """Send what stands in a line, if enough are not at it already."""
        wanted = min(len(self._queues.get(lane, ())), _AT_ONCE - self._busy[lane])
        for _ in range(wanted):
            self._busy[lane] += 1
            task = asyncio.create_task(self._work(lane), name=f"send {lane}")
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    def go_on(self) -> None:
        """Send what still stands where a task was cut off."""
        for lane, queue in self._queues.items():
            if queue:
                self.start(lane)

    def clear(self) -> None:
        """Begin with nothing more."""
        for queue in self._queues.values():
            queue.clear()

    async def _work(self, lane: str) -> None:
        try:
            while queue := self._queues.get(lane):
                await self._send(*queue.popleft())
        finally:
            self._busy[lane] -= 1
            self._forget(lane)

    def _forget(self, lane: str) -> None:
        """Lanes come and go."""
        if self._busy[lane] or self._waiting.get(lane) or self._queues.get(lane):
            return
        del self._busy[lane]
        self._waiting.pop(lane, None)
        self._queues.pop(lane, None)
