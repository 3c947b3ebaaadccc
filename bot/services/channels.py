"""Channels whose id changed: their schedules follow, as nobody would set them up anew."""

import logging

from bot.core.records import BY_ITSELF
from bot.ports import AuditEntry, Clock, Store

log = logging.getLogger(__name__)


class Channels:
    """Hears of channels; what they are called is nowhere kept."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def moved(self, platform: str, server: str, old: str, new: str) -> None:
        """Go on under a channel's new id; said again, it changes nothing."""
        if not old or not new or old == new:
            return
        entry = AuditEntry(
            platform=platform,
            server=server,
            person=BY_ITSELF,
            act="channel.moved",
            at=self._clock.now(),
            before=old,
            after=new,
        )
        count = await self._store.move_channel(entry, old, new)
        log.info("%s: channel %s is %s now: %s schedules", platform, old, new, count)
