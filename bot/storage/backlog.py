"""How much is due and has not ended."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import DeliveryState
from bot.core.schedule import State
from bot.storage.tables import deliveries, schedules

_DUE_SCHEDULES = select(schedules.c.platform, func.count().label("count")).group_by(
    schedules.c.platform
)
_DELIVERIES = select(deliveries.c.platform, func.count().label("count")).group_by(
    deliveries.c.platform
)


async def backlog(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    """Count by platform: due and not planned yet, planned, and under way."""
    counts: Counter[str] = Counter()
    for query in (
        _DUE_SCHEDULES.where(
            schedules.c.state == State.ACTIVE, schedules.c.next_at <= now
        ),
        _DELIVERIES.where(
            deliveries.c.state == DeliveryState.PLANNED,
            deliveries.c.next_attempt_at <= now,
        ),
        _DELIVERIES.where(deliveries.c.state == DeliveryState.SENDING),
    ):
        for platform, count in await connection.execute(query):
            counts[platform] += count
    return dict(counts)
