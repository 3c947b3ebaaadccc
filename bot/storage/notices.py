"""What admins should hear once: kept, taken by one teller, or given back."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.records import Notice
from bot.core.schedule import State
from bot.storage.inserts import insert_new
from bot.storage.tables import notices, schedules


async def add(connection: AsyncConnection, notice: Notice) -> bool:
    """Keep a notice; False when there is one."""
    return await insert_new(connection, notices, asdict(notice))


async def waiting(
    connection: AsyncConnection, *, platform: str, server: str, limit: int
) -> list[Notice]:
    """Read what nobody heard yet and is still true."""
    query = (
        select(notices)
        .join(schedules, schedules.c.id == notices.c.schedule)
        .where(
            notices.c.platform == platform,
            notices.c.server == server if server else notices.c.person != "",
            notices.c.told_at.is_(None),
            schedules.c.state == State.BLOCKED,
        )
        .order_by(notices.c.created_at)
        .limit(limit)
    )
    return [Notice(**row._mapping) for row in await connection.execute(query)]


async def take(
    connection: AsyncConnection, found: Collection[Notice], now: datetime
) -> list[Notice]:
    """Mark as told what nobody else has taken since, and give just that."""
    taken = await connection.execute(
        update(notices)
        .where(_these(found), notices.c.told_at.is_(None))
        .values(told_at=now)
        .returning(notices.c.schedule, notices.c.kind)
    )
    own = {(row.schedule, row.kind) for row in taken}
    return [one for one in found if (one.schedule, one.kind) in own]


async def give_back(connection: AsyncConnection, given: Collection[Notice]) -> None:
    """Mark as not told."""
    for one in given:
        await connection.execute(
            update(notices).where(_these([one])).values(told_at=None, person=one.person)
        )


async def forget(
    connection: AsyncConnection, ids: Collection[str], *, untold_only: bool = False
) -> None:
    """Delete those of these schedules."""
    query = delete(notices).where(notices.c.schedule.in_(ids))
    if untold_only:
        query = query.where(notices.c.told_at.is_(None))
    await connection.execute(query)


def _these(found: Collection[Notice]) -> ColumnElement[bool]:
    keys = [(one.schedule, one.kind) for one in found]
    return tuple_(notices.c.schedule, notices.c.kind).in_(keys)
