"""The store's methods about what admins see and take back; part of `store`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.changes import Change
from bot.core.delivery import Delivery
from bot.core.records import AuditEntry
from bot.core.schedule import Schedule
from bot.storage import memory, schedules
from bot.storage.engine import Database
from bot.storage.places import of_server
from bot.storage.rows import audit_of, schedule_of
from bot.storage.tables import audit
from bot.storage.tables import schedules as schedules_table

_SCHEDULES = "schedule.%"  # acts


class ControlStore:
    """What the log, the list of posts and the memory read and write."""

    _database: Database

    async def changes(self, platform: str, server: str, *, limit: int) -> list[Change]:
        """List a server's changes, newest first."""
        query = _changes(platform, server).order_by(audit.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return [_change_of(row) for row in await connection.execute(query)]

    async def change_by_id(
        self, platform: str, server: str, change_id: int
    ) -> Change | None:
        """Give one change of a server."""
        query = _changes(platform, server).where(audit.c.id == change_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            return _change_of(row) if row else None

    async def kept_schedule(self, schedule_id: str) -> Schedule | None:
        """Give a schedule, also one that was removed."""
        query = select(schedules_table).where(schedules_table.c.id == schedule_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            return schedule_of(row) if row else None

    async def undo(self, change: Change, restored: Schedule, entry: AuditEntry) -> bool:
        """Write what a schedule was, if the change is still its newest."""
        async with self._database.write() as connection:
            before = await schedules.locked(connection, restored.id)
            if before is None or await _newest(connection, restored.id) != change.id:
                return False
            await schedules.overwrite(connection, before, restored, entry)
            return True

    async def last_of_server(
        self, platform: str, server: str, *, limit: int
    ) -> list[Delivery]:
        """List a server's deliveries, newest first."""
        async with self._database.read() as connection:
            return await memory.last_deliveries(connection, (platform, server), limit)

    async def count_seen(self, platform: str, server: str) -> int:
        """Count the bites that a server has seen."""
        async with self._database.read() as connection:
            return await memory.count(connection, (platform, server))

    async def mark_seen(self, bites: Sequence[str], entry: AuditEntry) -> int:
        """Put bites into the history; count those that were not there."""
        async with self._database.write() as connection:
            return await memory.mark(connection, bites, entry)

    async def forget_seen(self, entry: AuditEntry) -> int:
        """Empty a server's history; count what was forgotten."""
        async with self._database.write() as connection:
            return await memory.forget(connection, entry)


def _changes(platform: str, server: str) -> Select[Any]:
    later = audit.alias()
    is_newest = ~(
        select(later.c.id)
        .where(
            later.c.platform == platform,
            later.c.server == server,
            later.c.schedule == audit.c.schedule,
            later.c.act.like(_SCHEDULES),
            later.c.id > audit.c.id,
        )
        .exists()
    )
    return (
        select(
            *audit.c,
            func.coalesce(schedules_table.c.channel, "").label("channel"),
            func.coalesce(schedules_table.c.timezone, "").label("timezone"),
            and_(audit.c.act.like(_SCHEDULES), is_newest).label("is_newest"),
        )
        .select_from(
            audit.outerjoin(schedules_table, schedules_table.c.id == audit.c.schedule)
        )
        .where(*of_server(audit, platform, server))
    )


async def _newest(connection: AsyncConnection, schedule_id: str) -> int | None:
    query = select(func.max(audit.c.id)).where(
        audit.c.schedule == schedule_id, audit.c.act.like(_SCHEDULES)
    )
    found: int | None = (await connection.execute(query)).scalar()
    return found


def _change_of(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        entry=audit_of(row),
        before=row.undo,
        channel=row.channel,
        timezone=row.timezone,
        is_newest=bool(row.is_newest),
    )
