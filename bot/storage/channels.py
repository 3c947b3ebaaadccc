"""A channel whose id changed: all that knows it by the old one follows."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.records import AuditEntry
from bot.core.schedule import State
from bot.storage.engine import Database
from bot.storage.entries import write_entry
from bot.storage.places import of_server
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
    server = (entry.platform, entry.server)
    of_channel = (*of_server(schedules, *server), schedules.c.channel == old)
    kept = (
        select(schedules.c.id)
        .where(*of_channel, schedules.c.state != State.REMOVED)
        .order_by(schedules.c.id)
    )
    ids = list((await connection.execute(kept.with_for_update())).scalars())
    for table in (schedules, deliveries, history):
        where = (*of_server(table, *server), table.c.channel == old)
        await connection.execute(update(table).where(*where).values(channel=new))
    for table, column in ((notices, "text"), (audit, "undo")):
        text = table.c[column]
        where = (*of_server(table, *server), text.contains(old, autoescape=True))
        changed = {column: func.replace(text, old, new)}
        await connection.execute(update(table).where(*where).values(**changed))
    for one in ids:
        await write_entry(connection, entry, schedule=one)
    return len(ids)
