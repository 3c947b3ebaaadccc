"""A channel whose id changed: all that knows it by the old one follows."""

from dataclasses import asdict

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.records import AuditEntry
from bot.core.schedule import State
from bot.storage.engine import Database
from bot.storage.tables import audit, deliveries, history, notices, schedules


class ChannelStore:
    """What follows a channel; part of `store`."""

    _database: Database

    async def move_channel(self, entry: AuditEntry, old: str, new: str) -> int:
        """Let everything follow a channel to its new id."""
        async with self._database.write() as connection:
            return await move(connection, entry, old, new)


async def move(
    connection: AsyncConnection, entry: AuditEntry, old: str, new: str
) -> int:
    """Write the new id wherever the old one stands; count the schedules that post."""
    of_channel = (*_of(schedules, entry), schedules.c.channel == old)
    kept = (
        select(schedules.c.id)
        .where(*of_channel, schedules.c.state != State.REMOVED)
        .order_by(schedules.c.id)
    )
    ids = list((await connection.execute(kept.with_for_update())).scalars())
    for table in (schedules, deliveries, history):
        where = (*_of(table, entry), table.c.channel == old)
        await connection.execute(update(table).where(*where).values(channel=new))
    for table, column in ((notices, "text"), (audit, "undo")):
        text = table.c[column]
        where = (*_of(table, entry), text.contains(old, autoescape=True))
        changed = {column: func.replace(text, old, new)}
        await connection.execute(update(table).where(*where).values(**changed))
    for one in ids:
        values = asdict(entry) | {"schedule": one}
        await connection.execute(insert(audit).values(**values))
    return len(ids)


def _of(table: Table, entry: AuditEntry) -> tuple[ColumnElement[bool], ...]:
    return (table.c.platform == entry.platform, table.c.server == entry.server)
