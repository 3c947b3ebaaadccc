"""The store's methods about leaving and forgetting; part of `store`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Table

from bot.core.keeping import Kept, Kind
from bot.core.records import AuditEntry, Departed
from bot.core.schedule import Schedule
from bot.storage import departures, erasure, owners
from bot.storage.engine import Database


class PrivacyStore:
    """Whose data there are, and how they go."""

    _database: Database

    async def leave_server(self, entry: AuditEntry, *, erase_at: datetime) -> bool:
        """Note that the bot left a server, and stop everything there."""
        async with self._database.write() as connection:
            return await departures.leave(connection, entry, erase_at)

    async def come_back(self, entry: AuditEntry, goes_on: Sequence[Schedule]) -> bool:
        """Note that the bot is in a server again."""
        async with self._database.write() as connection:
            return await departures.come_back(connection, entry, goes_on)

    async def departed(self, platform: str, servers: Collection[str]) -> list[Departed]:
        """Give those of these servers that the bot left."""
        async with self._database.read() as connection:
            return await departures.departed(connection, platform, servers)

    async def erasable(self, now: datetime) -> list[Departed]:
        """Give the servers whose data are to go by now."""
        async with self._database.read() as connection:
            return await departures.erasable(connection, now)

    async def take_unsure(
        self,
        platforms: Collection[str],
        now: datetime,
        *,
        every: timedelta,
        limit: int,
    ) -> list[Departed]:
        """Take servers of which nothing shows that the bot is in them."""
        async with self._database.write() as connection:
            return await departures.take_unsure(
                connection, platforms, now, every=every, limit=limit
            )

    async def erase_server(
        self, entry: AuditEntry, *, begun: datetime | None = None
    ) -> int:
        """Delete all of a server, in many small transactions."""
        if begun is None:
            async with self._database.write() as connection:
                await departures.mark_erasable(connection, entry)
        where = owners.Where(entry.platform, entry.server, until=begun)
        erased = sum(
            [await self._erase(table, own, where) for table, own in owners.tables()]
        )
        if begun is not None:
            async with self._database.write() as connection:
                await departures.keep(connection, entry)
        return erased

    async def _erase(
        self, table: Table, owner: owners.Owner, where: owners.Where
    ) -> int:
        erased = done = erasure.BATCH
        while done == erasure.BATCH:
            async with self._database.write() as connection:
                done = await erasure.erase_some(connection, table, owner, where)
            erased += done
        return erased - erasure.BATCH

    async def kept_about(
        self, platform: str, server: str, *, person: str, name: str
    ) -> list[Kept]:
        """List what names somebody."""
        async with self._database.read() as connection:
            return await erasure.kept(connection, (platform, server), (person, name))

    async def forget_person(
        self, platform: str, server: str, *, person: str, name: str
    ) -> Mapping[Kind, int]:
        """Erase what names somebody; count it by kind."""
        async with self._database.write() as connection:
            return await erasure.forget(connection, (platform, server), (person, name))
