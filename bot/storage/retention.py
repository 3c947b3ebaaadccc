"""What goes with time: old rows, a few at once, so that no writer waits for long."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import ENDED
from bot.storage.tables import (
    audit,
    cards,
    deliveries,
    delivery_receipts,
    drafts,
    install_states,
    processed_events,
    reports,
)

BATCH = 500  # rows of one transaction
Rule = Callable[[AsyncConnection, datetime], Awaitable[int]]


def _rows_of(table: Table) -> Rule:
    """Delete rows of a table by their instant."""
    key = tuple_(*table.primary_key)

    async def clean(connection: AsyncConnection, before: datetime) -> int:
        old = (
            select(*table.primary_key)
            .where(table.c.at < before)
            .order_by(table.c.at)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        return (await connection.execute(delete(table).where(key.in_(old)))).rowcount

    return clean


async def _delete_deliveries(connection: AsyncConnection, before: datetime) -> int:
    """Delete deliveries that ended, with their receipts."""
    old = (
        select(deliveries.c.id)
        .where(deliveries.c.due_at < before, deliveries.c.state.in_(ENDED))
        .order_by(deliveries.c.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in await connection.execute(old)]
    receipts = delivery_receipts.c.delivery.in_(ids)
    await connection.execute(delete(delivery_receipts).where(receipts))
    await connection.execute(delete(deliveries).where(deliveries.c.id.in_(ids)))
    return len(ids)


RULES: dict[str, Rule] = {
    "processed_events": _rows_of(processed_events),
    "audit": _rows_of(audit),
    "cards": _rows_of(cards),
    "reports": _rows_of(reports),
    "drafts": _rows_of(drafts),
    "install_states": _rows_of(install_states),
    "deliveries": _delete_deliveries,
}
