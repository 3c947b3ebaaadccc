"""In which servers the bot is: what stops when it leaves, and when their data go."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from bot.core.delivery import HAD_ITS_POST
from bot.core.keeping import GRACE
from bot.core.records import BY_ITSELF
from bot.core.schedule import Schedule, State
from bot.errors import DeliveryError, InputError
from bot.ports import AuditEntry, Clock, Departed, Platform, Store
from bot.services.settings import starting

log = logging.getLogger(__name__)

_EVERY = timedelta(hours=20)  # once a day, from an hourly round
_MOST = 100  # servers that are asked about in one round


class Membership:
    """Hears of servers that the bot leaves or is in; may run in every replica."""

    def __init__(
        self, *, store: Store, platforms: Mapping[str, Platform], clock: Clock
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._in_order = asyncio.Lock()  # a fair one: first come, first noted

    async def left(self, platform: str, server: str) -> None:
        """Stop posting in a server at once; said again, it changes nothing.

        An event may be old, as of a token that another has replaced since.
        """
        async with self._in_order:
            if await self._is_in(platform, server):
                log.info("%s: the bot is still in the server %s", platform, server)
            else:
                await self._leave(platform, server)

    async def _leave(self, platform: str, server: str) -> None:
        now = self._clock.now()
        entry = _entry(platform, server, "server.left", now)
        await self._store.forget_installation(platform, server)
        if await self._store.leave_server(entry, erase_at=now + GRACE):
            log.info("%s: the bot left the server %s", platform, server)

    async def present(self, platform: str, servers: Collection[str]) -> None:
        """Let everything go on in those of these servers that it had left."""
        async with self._in_order:
            for one in await self._store.departed(platform, servers):
                await self._come_back(one)

    async def look_round(self) -> None:
        """See to servers that the bot left, from time to time."""
        await self.check()
        await self.erase_old()

    async def check(self) -> None:
        """Find departures and returns that nobody told of, once a day."""
        now = self._clock.now()
        unsure = await self._store.take_unsure(
            list(self._platforms), now, every=_EVERY, limit=_MOST
        )
        for one in unsure:
            is_in = await self._is_in(one.platform, one.server)
            if is_in is False and one.left_at is None:
                async with self._in_order:
                    await self._leave(one.platform, one.server)
            elif is_in and one.left_at:
                await self.present(one.platform, [one.server])

    async def erase_old(self) -> None:
        """Delete what was kept of servers whose time is over."""
        for one in await self._store.erasable(self._clock.now()):
            # Nothing is deleted on the strength of an event if the bot is there.
            is_in = bool(one.left_at) and await self._is_in(one.platform, one.server)
            if is_in is None:
                continue  # the platform did not say: the next round asks again
            async with self._in_order:
                await (self._come_back(one) if is_in else self._erase(one))

    async def _is_in(self, platform: str, server: str) -> bool | None:
        """Ask the platform; None where it does not say."""
        connected = self._platforms.get(platform)
        if connected is None:
            return False  # nobody is left to ask, or to post
        try:
            return await connected.belongs(server)
        except DeliveryError as error:
            log.info("%s: %s: %s", platform, server, error)
            return None

    async def _come_back(self, one: Departed) -> None:
        now = self._clock.now()
        found = await self._store.schedules(platform=one.platform, server=one.server)
        left = [each for each in found if each.state is State.LEFT]
        last = await self._store.last_deliveries([each.id for each in left])
        posted = {
            key: delivery.local_date
            for key, delivery in last.items()
            if delivery.state in HAD_ITS_POST
        }
        goes_on = [_going_on(each, now, posted.get(each.id)) for each in left]
        entry = _entry(one.platform, one.server, "server.back", now)
        if await self._store.come_back(entry, goes_on):
            log.info("%s: the bot is back in the server %s", one.platform, one.server)

    async def _erase(self, one: Departed) -> None:
        entry = _entry(one.platform, one.server, "server.erase", self._clock.now())
        if one.left_at:  # an admin who asks for it keeps the bot, and its key
            await self._store.forget_installation(one.platform, one.server)
        # Without a departure, an admin wanted it, and may have begun anew since.
        begun = None if one.left_at else one.erase_at
        count = await self._store.erase_server(entry, begun=begun)
        log.info("%s: all %s rows of a server were deleted", one.platform, count)


def _going_on(schedule: Schedule, now: datetime, posted: date | None) -> Schedule:
    try:
        begun = starting(schedule, now, posted=posted)
    except InputError:  # its time zone is gone
        return schedule._replace(state=State.BLOCKED)
    return begun._replace(state=State.ACTIVE)


def _entry(platform: str, server: str, act: str, now: datetime) -> AuditEntry:
    return AuditEntry(
        platform=platform, server=server, person=BY_ITSELF, act=act, at=now
    )
