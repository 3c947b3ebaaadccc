"""A server's memory as its admins see and change it."""

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import ENDED, Delivery
from bot.ports import AuditEntry, Showing
from bot.storage.entries import write_entry
from bot.storage.history import history_values
from bot.storage.inserts import insert_new
from bot.storage.known import note_server
from bot.storage.places import of_server
from bot.storage.rows import delivery_of
from bot.storage.tables import deliveries, history, schedules

Where = tuple[str, str]


async def last_deliveries(
    connection: AsyncConnection, where: Where, limit: int
) -> list[Delivery]:
    """Read a server's deliveries, newest first."""
    platform, server = where
    own = select(schedules.c.id).where(*of_server(schedules, platform, server))
    query = (
        select(deliveries)
        .where(deliveries.c.schedule.in_(own))
        .order_by(deliveries.c.due_at.desc(), deliveries.c.id)
        .limit(limit)
    )
    return [delivery_of(row) for row in await connection.execute(query)]


async def count(connection: AsyncConnection, where: Where) -> int:
    """Count the bites that a server has seen."""
    platform, server = where
    query = select(func.count()).where(*of_server(history, platform, server))
    return (await connection.execute(query)).scalar_one()


async def mark(
    connection: AsyncConnection, bites: Sequence[str], entry: AuditEntry
) -> int:
    """Put bites into the history, as if shown by nobody and nowhere."""
    await note_server(connection, entry.platform, entry.server, entry.at)
    new = 0
    for bite in sorted(bites):  # in one order, or two planners lock each other out
        shown = Showing(bite=bite, shown_at=entry.at)
        values = history_values(entry.platform, entry.server, shown)
        new += await insert_new(connection, history, values)
    await write_entry(connection, entry)
    return new


async def forget(connection: AsyncConnection, entry: AuditEntry) -> int:
    """Empty a server's history, but for what is on its way."""
    where = (entry.platform, entry.server)
    mine = of_server(schedules, *where)
    await connection.execute(update(schedules).where(*mine).values(cursor=0))
    under_way = select(deliveries.c.id).where(
        deliveries.c.id == history.c.delivery, deliveries.c.state.not_in(ENDED)
    )
    gone = await connection.execute(
        delete(history).where(
            *of_server(history, *where),
            or_(history.c.delivery.is_(None), ~under_way.exists()),
        )
    )
    await write_entry(connection, entry)
    return gone.rowcount
