"""The deliveries' transactions: plan, claim, settle."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.delivery import (
    FOLLOWS,
    GIVES_BITE_BACK,
    LEASE,
    Delivery,
    DeliveryState,
    Outcome,
)
from bot.core.schedule import State
from bot.ports import Plan, Settled, Showing
from bot.storage.history import confirm, give_back, history_values, touch
from bot.storage.inserts import insert_new
from bot.storage.rows import delivery_of, delivery_values
from bot.storage.tables import deliveries, delivery_receipts, history, schedules

_LEFT_ALONE = timedelta(minutes=10)


class _BiteTaken(Exception):  # noqa: N818 - it only unrolls one savepoint
    pass


async def plan(connection: AsyncConnection, plans: Sequence[Plan]) -> list[Delivery]:
    """Write each plan in a savepoint of its own."""
    written: list[Delivery] = []
    for one in plans:
        try:
            async with connection.begin_nested():
                written += await _plan_one(connection, one)
        except _BiteTaken:
            continue  # the next tick chooses another bite
    return written


async def _plan_one(connection: AsyncConnection, one: Plan) -> list[Delivery]:
    schedule = one.schedule
    advanced = await connection.execute(
        update(schedules)
        .where(
            schedules.c.id == schedule.id,
            schedules.c.state == State.ACTIVE,
            schedules.c.next_at.is_not_distinct_from(one.read_next_at),
        )
        .values(cursor=schedule.cursor, next_at=schedule.next_at, state=schedule.state)
    )
    if not advanced.rowcount:
        return []
    return [row for row in one.deliveries if await _write(connection, row)]


async def _write(connection: AsyncConnection, delivery: Delivery) -> bool:
    """Insert a delivery; one that was never posted that day is begun anew."""
    if not (
        await insert_new(connection, deliveries, delivery_values(delivery))
        or await _revive(connection, delivery)
    ):
        return False
    if delivery.state is DeliveryState.PLANNED and delivery.bite:
        await _remember(connection, delivery, delivery.bite)
    return True


async def _revive(connection: AsyncConnection, delivery: Delivery) -> bool:
    """Take over a row that ended without a post, as a schedule was moved since."""
    values = delivery_values(delivery)
    for kept in ("id", "fence"):
        del values[kept]
    revived = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery.id,
            deliveries.c.state.in_(GIVES_BITE_BACK),
            deliveries.c.due_at < delivery.due_at,
        )
        .values(**values)
    )
    return bool(revived.rowcount)


async def _remember(connection: AsyncConnection, delivery: Delivery, bite: str) -> None:
    where = (delivery.platform, delivery.server)
    if delivery.review:
        await touch(connection, (*where, bite), delivery)
        return
    shown = Showing(bite=bite, shown_at=delivery.due_at, channel=delivery.channel)
    values = history_values(*where, shown, delivery.id)
    if not await insert_new(connection, history, values):
        raise _BiteTaken


def of_platforms(
    names: Sequence[str], *, others: bool, now: datetime
) -> ColumnElement[bool]:
    """Give the condition for these platforms, for all others, or for any.

    Others are left to a process that may be connected to them, for a while.
    """
    if not names:
        return true()
    column = deliveries.c.platform
    if others:
        return and_(column.not_in(names), deliveries.c.due_at < now - _LEFT_ALONE)
    return column.in_(names)


async def has_ready(
    connection: AsyncConnection, wanted: ColumnElement[bool], now: datetime
) -> bool:
    """Tell whether anything can be claimed; costs one look at each index."""
    for ready in (_planned(now), _left(now)):
        query = select(deliveries.c.id).where(ready, wanted).limit(1)
        if (await connection.execute(query)).first() is not None:
            return True
    return False


async def claim(
    connection: AsyncConnection,
    wanted: ColumnElement[bool],
    *,
    owner: str,
    now: datetime,
    limit: int,
) -> list[Delivery]:
    """Lease deliveries whose time has come."""
    present = now
    if connection.dialect.name == "postgresql":
        # The lease runs on the database's clock, which all replicas share.
        clock = select(func.clock_timestamp())
        present = (await connection.execute(clock)).scalar_one()
    ready = (
        select(deliveries.c.id)
        .where(or_(_planned(now), _left(present)), wanted)
        .order_by(deliveries.c.due_at)
        .limit(limit)
    )
    if connection.dialect.name == "postgresql":
        ready = ready.with_for_update(skip_locked=True)
    taken = await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ready))
        .values(
            state=DeliveryState.SENDING,
            fence=deliveries.c.fence + 1,
            owner=owner,
            lease_until=present + LEASE,
            attempts=deliveries.c.attempts + 1,
            first_send_at=func.coalesce(deliveries.c.first_send_at, present),
        )
        .returning(*deliveries.c)
    )
    claimed = [delivery_of(row) for row in taken]
    return sorted(claimed, key=lambda one: one.due_at)


async def settle(
    connection: AsyncConnection, delivery: Delivery, outcome: Outcome, now: datetime
) -> Settled:
    """Write an outcome if the fence still holds, and the proof of a post anyway."""
    if outcome.state not in FOLLOWS[DeliveryState.SENDING]:
        raise ValueError(f"{outcome.state} does not follow sending")
    held = await _write_outcome(connection, delivery, outcome)
    if held and outcome.state in GIVES_BITE_BACK:
        await give_back(connection, [delivery.id])
    if not outcome.message_id:
        return Settled(held=held)
    if held:
        await confirm(connection, delivery.id, outcome.message_id)
    elif await by_id(connection, delivery.id) is None:
        return Settled(held=False)  # the database lost its last commits
    known = await _note_receipt(connection, delivery.id, outcome.message_id, now)
    return Settled(held=held, message_ids=known)


async def _write_outcome(
    connection: AsyncConnection, delivery: Delivery, outcome: Outcome
) -> bool:
    settled = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery.id,
            deliveries.c.fence == delivery.fence,
            deliveries.c.state == DeliveryState.SENDING,
        )
        .values(
            state=outcome.state,
            message_id=outcome.message_id,
            reason=outcome.reason,
            next_attempt_at=outcome.next_attempt_at,
            **_lease_after(outcome),
        )
    )
    return bool(settled.rowcount)


async def by_id(connection: AsyncConnection, delivery_id: str) -> Delivery | None:
    """Read one delivery."""
    query = select(deliveries).where(deliveries.c.id == delivery_id)
    row = (await connection.execute(query)).one_or_none()
    return delivery_of(row) if row else None


async def end_leases(connection: AsyncConnection, now: datetime) -> int:
    """Let everything that is under way be claimed at once."""
    ended = await connection.execute(
        update(deliveries)
        .where(deliveries.c.state == DeliveryState.SENDING)
        .values(lease_until=now)
    )
    return ended.rowcount


async def _note_receipt(
    connection: AsyncConnection, delivery_id: str, message_id: str, now: datetime
) -> tuple[str, ...]:
    values = {"delivery": delivery_id, "message_id": message_id, "at": now}
    await insert_new(connection, delivery_receipts, values)
    query = select(delivery_receipts.c.message_id).where(
        delivery_receipts.c.delivery == delivery_id
    )
    found = [row.message_id for row in await connection.execute(query)]
    # Both platforms' ids grow with time, whatever their parts are called.
    return tuple(sorted(found, key=lambda one: [int(part) for part in one.split(".")]))


async def keep_message(
    connection: AsyncConnection, delivery_id: str, message_id: str
) -> None:
    """Point a delivery, and its line of the history, to one message."""
    where = deliveries.c.id == delivery_id
    await connection.execute(
        update(deliveries).where(where).values(message_id=message_id)
    )
    await confirm(connection, delivery_id, message_id)


def _lease_after(outcome: Outcome) -> dict[str, datetime | None]:
    """Say how long an unclear delivery is left alone; a new plan begins anew."""
    if outcome.state is DeliveryState.SENDING:
        return {"lease_until": outcome.next_attempt_at}
    if outcome.state is DeliveryState.PLANNED:
        return {"lease_until": None, "first_send_at": None}
    return {"lease_until": None}


def _planned(now: datetime) -> ColumnElement[bool]:
    return and_(
        deliveries.c.state == DeliveryState.PLANNED,
        deliveries.c.next_attempt_at <= now,
    )


def _left(now: datetime) -> ColumnElement[bool]:
    return and_(
        deliveries.c.state == DeliveryState.SENDING, deliveries.c.lease_until <= now
    )
