"""The store's methods about the guided set-up: hello, drafts, the first post."""

from datetime import datetime

from sqlalchemy import false, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import Delivery
from bot.core.records import AuditEntry, Draft, Plan
from bot.storage import drafts, plans
from bot.storage.engine import Database
from bot.storage.entries import write_entry
from bot.storage.known import note_server
from bot.storage.tables import servers


class WelcomeStore:
    """What the way from the invitation to the first post reads and writes."""

    _database: Database

    async def take_hello(
        self, platform: str, server: str, now: datetime, *, joined_at: datetime | None
    ) -> bool:
        """Note that hello is said now; one of several who ask may say it."""
        async with self._database.write() as connection:
            await note_server(connection, platform, server, now)
            return await _welcome(connection, (platform, server), now, joined_at)

    async def return_hello(self, platform: str, server: str) -> None:
        """Note that it was not said."""
        async with self._database.write() as connection:
            await connection.execute(
                update(servers)
                .where(servers.c.platform == platform, servers.c.id == server)
                .values(welcomed_at=None)
            )

    async def keep_draft(self, draft: Draft) -> None:
        """Keep what somebody filled in, in the place of what they did before."""
        async with self._database.write() as connection:
            await drafts.keep(connection, draft)

    async def draft(
        self, platform: str, server: str, person: str, *, since: datetime
    ) -> Draft | None:
        """Give what somebody filled in since an instant."""
        async with self._database.read() as connection:
            return await drafts.read(connection, (platform, server), person, since)

    async def take_draft(self, platform: str, server: str, person: str) -> bool:
        """Delete what somebody filled in; tell whether there was anything."""
        async with self._database.write() as connection:
            return await drafts.take(connection, platform, server, person)

    async def plan_at_once(self, plan: Plan, entry: AuditEntry) -> list[Delivery]:
        """Write a plan that somebody asked for, and who did; give what was written."""
        async with self._database.write() as connection:
            written = await plans.plan(connection, [plan])
            if written:
                await write_entry(connection, entry, schedule=plan.schedule.id)
            return written


async def _welcome(
    connection: AsyncConnection,
    where: tuple[str, str],
    now: datetime,
    joined_at: datetime | None,
) -> bool:
    """Mark a server whose last hello, if any, was for an earlier arrival."""
    is_due = servers.c.welcomed_at.is_(None)
    is_later = false() if joined_at is None else servers.c.welcomed_at < joined_at
    platform, server = where
    said = await connection.execute(
        update(servers)
        .where(servers.c.platform == platform, servers.c.id == server)
        .where(or_(is_due, is_later))
        .values(welcomed_at=max(now, joined_at or now))
    )
    return bool(said.rowcount)
