"""What members found wrong: kept once each, and told to an admin once."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.records import Report
from bot.storage.inserts import insert_new
from bot.storage.tables import reports

_COLUMNS = [one for one in reports.c if one.name != "told_at"]


async def add(connection: AsyncConnection, report: Report) -> bool:
    """Keep a report; False when it is there."""
    return await insert_new(connection, reports, asdict(report))


async def newest(connection: AsyncConnection, limit: int) -> list[Report]:
    """Read the newest."""
    query = select(*_COLUMNS).order_by(reports.c.at.desc()).limit(limit)
    return [Report(**row._mapping) for row in await connection.execute(query)]


async def take(
    connection: AsyncConnection, where: tuple[str, str], now: datetime, limit: int
) -> list[Report]:
    """Mark as told what nobody else has taken, and give it, oldest first."""
    key = tuple_(*reports.primary_key)
    waiting = (
        select(*reports.primary_key)
        .where(
            reports.c.platform == where[0],
            reports.c.server == where[1],
            reports.c.told_at.is_(None),
        )
        .order_by(reports.c.at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await connection.execute(
        update(reports).where(key.in_(waiting)).values(told_at=now).returning(*_COLUMNS)
    )
    found = [Report(**row._mapping) for row in taken]
    return sorted(found, key=lambda one: one.at)
