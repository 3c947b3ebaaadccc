"""Who does what among replicas: each one's part of the rate, and roles held by one."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.pacing import NO_SHARE, Share
from bot.errors import StoreError
from bot.ports import Clock, Leases, Platform, Store

log = logging.getLogger(__name__)

T = TypeVar("T")
LEASE = timedelta(seconds=15)
BEAT = timedelta(seconds=5)
ASIDE = timedelta(minutes=1)  # for so long a role that cannot be done is not asked for
_MARGIN = 0.5  # seconds by which we let go before others may take over
# What was there before us looks around once a beat, and then makes room.
_ROOM_AFTER = BEAT.total_seconds() + 1


class _Role:
    """Whether a role is ours now, as two events to wait for."""

    def __init__(self) -> None:
        self.held, self.lost = asyncio.Event(), asyncio.Event()

    def set(self, *, held: bool) -> None:
        here, there = (self.held, self.lost) if held else (self.lost, self.held)
        here.set()
        there.clear()


class Roles:
    """A replica's place among the others, found anew at each beat."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        owner: str,
        platforms: Mapping[str, Platform],
        roles: Iterable[str],
    ) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner
        self._platforms = platforms
        self._roles = {name: _Role() for name in roles}
        self._aside_until: dict[str, float] = {}
        self._joined_at = 0.0  # since when the others can see us
        self._until = 0.0  # when our lease is over, on the monotonic clock
        self._use(NO_SHARE, frozenset())

    async def beat(self) -> datetime:
        """Renew what we hold, and see who else is there.

        Gives the store's own present.

        Raises:
            StoreError: The store does not answer; what we hold ends by itself.
        """
        began = asyncio.get_running_loop().time()
        try:
            found = await self._store.renew(
                self._owner, self._wanted(began), now=self._clock.now(), lease=LEASE
            )
        except StoreError:
            if asyncio.get_running_loop().time() >= self._until:
                self._use(NO_SHARE, frozenset())
            raise
        ended = asyncio.get_running_loop().time()
        if began >= self._until:
            self._joined_at = began
        self._until = began + LEASE.total_seconds() - _MARGIN
        self._use(self._share(found, began, ended), found.held)
        return found.now

    def holds(self, role: str) -> bool:
        """Tell whether a role is ours now."""
        return self._roles[role].held.is_set() and self._left > 0

    def step_aside(self, role: str) -> None:
        """Leave a role that cannot be done here to another, and ask for it later."""
        now = asyncio.get_running_loop().time()
        self._aside_until[role] = now + ASIDE.total_seconds()
        self._roles[role].set(held=False)

    def _wanted(self, now: float) -> list[str]:
        return [one for one in self._roles if self._aside_until.get(one, now) <= now]

    @property
    def _left(self) -> float:
        """The seconds until our lease is over."""
        return self._until - asyncio.get_running_loop().time()

    async def while_held(self, role: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do something whenever a role is ours, until it ends by itself."""
        events = self._roles[role]
        while True:
            await events.held.wait()
            log.info("this replica holds the role %s", role)
            working = asyncio.ensure_future(work())
            losing = asyncio.create_task(self._lose(events))
            try:
                await asyncio.wait(
                    {working, losing}, return_when=asyncio.FIRST_COMPLETED
                )
                if working.done():
                    return working.result()
                log.warning("this replica lost the role %s", role)
            finally:
                for one in (working, losing):
                    one.cancel()
                await asyncio.wait({working, losing})

    async def _lose(self, events: _Role) -> None:
        """Wait until a role is lost; its lease ends by itself while a beat hangs."""
        while not events.lost.is_set():
            if self._left <= 0:
                events.set(held=False)
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._left):
                    await events.lost.wait()

    async def leave(self) -> None:
        """Let the others have what is ours at once."""
        self._use(NO_SHARE, frozenset())
        await self._store.leave(self._owner)

    def _share(self, found: Leases, began: float, ended: float) -> Share:
        is_new = began - self._joined_at < _ROOM_AFTER
        if is_new and len(found.owners) > 1:
            return NO_SHARE
        return Share(
            index=found.owners.index(self._owner),
            count=len(found.owners),
            until=self._until,
            ahead=found.now.timestamp() - (began + ended) / 2,
        )

    def _use(self, share: Share, held: frozenset[str]) -> None:
        for platform in self._platforms.values():
            platform.use_share(share)
        for name, role in self._roles.items():
            role.set(held=name in held)
