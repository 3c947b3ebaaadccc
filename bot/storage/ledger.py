"""The deliveries between plan and end: claimed under a lease, read, and kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal_column, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.delivery import LEASE, Delivery, DeliveryState
from bot.storage.frozen import read_cards
from bot.storage.history import confirm_one
from bot.storage.present import clock, present
from bot.storage.rows import delivery_of
from bot.storage.tables import deliveries

_LEFT, _PLANNED = deliveries.c.lease_until, deliveries.c.next_attempt_at


async def claim(
    connection: AsyncConnection,
    wanted: ColumnElement[bool],
    *,
    owner: str,
    now: datetime,
    limit: int,
    per_server: int | None = None,
) -> list[Delivery]:
    """Lease deliveries whose time has come; those left in the middle come first."""
    moment = await present(connection, now)
    claimed: list[Row[Any]] = []
    for ready, order in ((_left(moment), _LEFT), (_planned(now), _PLANNED)):
        if room := limit - len(claimed):
            first = select(deliveries.c.id).where(ready, wanted).order_by(order)
            if per_server:
                few = _few_of_each(and_(ready, wanted), order, per_server)
                first = first.where(deliveries.c.id.in_(few))
            first = first.limit(room).with_for_update(skip_locked=True)
            claimed += await _lease(connection, first, owner, moment)
    cards = await read_cards(connection, {one.card for one in claimed})
    taken = [delivery_of(row, cards) for row in claimed]
    return sorted(taken, key=lambda one: one.due_at)


def _few_of_each(
    wanted: ColumnElement[bool], order: ColumnElement[Any], most: int
) -> Select[tuple[str]]:
    """Choose the first few of each server."""
    place = func.row_number().over(partition_by=deliveries.c.server, order_by=order)
    placed = select(deliveries.c.id, place.label("place")).where(wanted).subquery()
    return select(placed.c.id).where(placed.c.place <= most)


async def _lease(
    connection: AsyncConnection, ids: Select[tuple[str]], owner: str, moment: datetime
) -> Sequence[Row[Any]]:
    taken = await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(
            state=DeliveryState.SENDING,
            fence=deliveries.c.fence + 1,
            owner=owner,
            lease_until=moment + LEASE,
            attempts=deliveries.c.attempts + 1,
            first_send_at=func.coalesce(deliveries.c.first_send_at, moment),
        )
        .returning(*deliveries.c)
    )
    return taken.all()


def of_platforms(
    names: Sequence[str], due_before: datetime | None, but_not: Collection[str] = ()
) -> ColumnElement[bool]:
    """Give the condition for these platforms, and for what came due by a moment."""
    of_these = deliveries.c.platform.in_(names) if names else true()
    by_then = deliveries.c.due_at < due_before if due_before else true()
    others = deliveries.c.server.not_in(list(but_not)) if but_not else true()
    return and_(of_these, by_then, others)


async def has_ready(
    connection: AsyncConnection, wanted: ColumnElement[bool], now: datetime
) -> bool:
    """Tell whether anything can be claimed; costs one look at each index."""
    for ready in (_planned(now), _left(clock(connection, now))):
        query = select(deliveries.c.id).where(ready, wanted).limit(1)
        if (await connection.execute(query)).first() is not None:
            return True
    return False


async def by_id(connection: AsyncConnection, delivery_id: str) -> Delivery | None:
    """Read one delivery."""
    query = select(deliveries).where(deliveries.c.id == delivery_id)
    row = (await connection.execute(query)).one_or_none()
    return delivery_of(row, await read_cards(connection, {row.card})) if row else None


async def end_leases(connection: AsyncConnection, now: datetime) -> int:
    """Let everything that is under way be claimed at once."""
    ended = await connection.execute(
        update(deliveries)
        .where(deliveries.c.state == DeliveryState.SENDING)
        .values(lease_until=now)
    )
    return ended.rowcount


async def keep_message(
    connection: AsyncConnection, delivery_id: str, message_id: str
) -> None:
    """Point a delivery, and its line of the history, to one message."""
    where = deliveries.c.id == delivery_id
    await connection.execute(
        update(deliveries).where(where).values(message_id=message_id)
    )
    await confirm_one(connection, delivery_id, message_id)


def _planned(now: datetime) -> ColumnElement[bool]:
    return and_(
        in_state(DeliveryState.PLANNED),
        deliveries.c.next_attempt_at <= now,
    )


def _left(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        in_state(DeliveryState.SENDING),
        deliveries.c.lease_until <= now,
    )


def in_state(state: DeliveryState) -> ColumnElement[bool]:
    """Compare with the state itself: a parameter would hide the partial index."""
    return deliveries.c.state == literal_column(f"'{state}'")
