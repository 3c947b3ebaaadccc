"""What schedules have posted since some day."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import HAD_ITS_POST
from bot.storage.among import among
from bot.storage.tables import deliveries


async def posted_since(
    connection: AsyncConnection, since: Mapping[str, date]
) -> dict[str, list[tuple[date, str]]]:
    """Read the new bites of each, oldest first; a review shows nothing new."""
    row = deliveries.c
    query = (
        select(row.schedule, row.local_date, row.bite)
        .where(
            among(connection, row.schedule, since),
            row.local_date >= min(since.values()),
            row.state.in_(HAD_ITS_POST),
            row.bite.is_not(None),
            row.review.is_(False),
        )
        .order_by(row.local_date)
    )
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for one in await connection.execute(query):
        if one.local_date >= since[one.schedule]:
            found[one.schedule].append((one.local_date, one.bite))
    return dict(found)
