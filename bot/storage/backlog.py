"""How much is due and has not ended."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import DeliveryState
from bot.core.schedule import State
from bot.storage.ledger import in_state
from bot.storage.tables import deliveries, schedules


async def backlog(
    connection: AsyncConnection, platforms: Collection[str], now: datetime
) -> dict[str, int]:
    """Count by platform: due and not planned yet, planned, and under way."""
    counts = dict.fromkeys(platforms, 0)
    for table, which in (
        (schedules, _is_due(now)),
        (deliveries, _is_planned(now)),
        (deliveries, in_state(DeliveryState.SENDING)),
    ):
        for platform, count in await _count(connection, table, platforms, which):
            counts[platform] += count
    return counts


async def _count(
    connection: AsyncConnection,
    table: Table,
    platforms: Collection[str],
    which: ColumnElement[bool],
) -> list[tuple[str, int]]:
    platform = table.c.platform
    query = (
        select(platform, func.count())
        .where(platform.in_(platforms), which)
        .group_by(platform)
    )
    return [tuple(row) for row in await connection.execute(query)]


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(schedules.c.state == State.ACTIVE, schedules.c.next_at <= now)


def _is_planned(now: datetime) -> ColumnElement[bool]:
    is_planned = in_state(DeliveryState.PLANNED)
    return and_(is_planned, deliveries.c.next_attempt_at <= now)
