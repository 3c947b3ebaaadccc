"""The deliveries' first transaction: a batch of plans, each whole or not at all."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import GIVES_BITE_BACK, Delivery, DeliveryState
from bot.core.schedule import State
from bot.ports import Plan, Showing
from bot.storage.among import among_these, these
from bot.storage.batches import insert_all, read_all, update_all
from bot.storage.frozen import keep_cards
from bot.storage.history import history_values, touch
from bot.storage.inserts import insert_new
from bot.storage.rows import delivery_values
from bot.storage.tables import deliveries, history, schedules


class _Changed(Exception):  # noqa: N818 - it only unrolls a savepoint
    pass


class _BiteTaken(Exception):  # noqa: N818 - it only unrolls one savepoint
    pass


_AS_READ = {
    "channel": "channel",
    "read_next_at": "next_at",
    "read_state": "state",
}


async def plan(connection: AsyncConnection, plans: Sequence[Plan]) -> list[Delivery]:
    """Write plans together, or one by one where not all of them can be written.

    That is where one was changed, or planned by another, since it was read, or where
    a key is taken.
    """
    plans = sorted(plans, key=_place_in_history)
    if connection.dialect.name != "sqlite":  # others may plan them at this moment
        plans = await _still_wanted(connection, plans)
    await keep_cards(connection, (row for one in plans for row in one.deliveries))
    try:
        async with connection.begin_nested():
            return await _plan_together(connection, plans)
    except (IntegrityError, _Changed):
        wanted = await _still_wanted(connection, plans)
        return await _plan_one_by_one(connection, wanted)


def _place_in_history(one: Plan) -> tuple[str, str, str]:
    """Give what plans are sorted by, or two planners lock each other out."""
    bites = [row.bite for row in one.deliveries if row.bite]
    return one.schedule.platform, one.schedule.server, "".join(bites)


async def _still_wanted(
    connection: AsyncConnection, plans: Sequence[Plan]
) -> list[Plan]:
    """Leave out what was changed, or planned by another, since it was read.

    What remains is locked until the end of the transaction.
    """
    query = _standing(connection.dialect.name)
    ids = [one.schedule.id for one in plans]
    rows = await read_all(connection, query, these(connection, ids))
    stands = {
        (row.id, row.next_at, row.channel) for row in rows if row.state == State.ACTIVE
    }
    return [
        one
        for one in plans
        if (one.schedule.id, one.read_next_at, one.schedule.channel) in stands
    ]


@cache
def _standing(dialect: str) -> Select[Any]:
    row = schedules.c
    # Asked for the state as well, SQLite would look at all that are active.
    return (
        select(row.id, row.next_at, row.channel, row.state)
        .where(among_these(dialect, row.id))
        .with_for_update(skip_locked=True)
    )


async def _plan_together(
    connection: AsyncConnection, plans: Sequence[Plan]
) -> list[Delivery]:
    rows = [row for one in plans for row in one.deliveries]
    shown = [row for row in rows if row.state is DeliveryState.PLANNED and row.bite]
    new = [_showing(row) for row in shown if not row.review]
    if await _advance(connection, plans) != len(plans):
        raise _Changed
    await insert_all(connection, deliveries, [delivery_values(one) for one in rows])
    await insert_all(connection, history, new)
    for row in shown:
        if row.review:
            await _remember(connection, row, row.bite or "")
    return rows


async def _advance(connection: AsyncConnection, plans: Sequence[Plan]) -> int:
    """Let schedules go on that stand as they were read; tell how many did."""
    rows = [
        {
            "id": one.schedule.id,
            "channel": one.schedule.channel,
            "read_next_at": one.read_next_at,
            "read_state": State.ACTIVE,
            "cursor": one.schedule.cursor,
            "course": one.schedule.course,
            "next_at": one.schedule.next_at,
            "state": one.schedule.state,
        }
        for one in plans
    ]
    return await update_all(connection, schedules, rows, key=["id"], guard=_AS_READ)


def _showing(delivery: Delivery) -> dict[str, Any]:
    shown = Showing(
        bite=delivery.bite or "", shown_at=delivery.due_at, channel=delivery.channel
    )
    return history_values(delivery.platform, delivery.server, shown, delivery.id)


async def _plan_one_by_one(
    connection: AsyncConnection, plans: Sequence[Plan]
) -> list[Delivery]:
    written: list[Delivery] = []
    for one in plans:
        try:
            async with connection.begin_nested():
                if not await _advance(connection, [one]):
                    continue
                written += [
                    row for row in one.deliveries if await _write(connection, row)
                ]
        except _BiteTaken:
            continue  # the next tick chooses another bite
    return written


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
    if delivery.review:
        where = (delivery.platform, delivery.server, bite)
        await touch(connection, where, delivery)
    elif not await insert_new(connection, history, _showing(delivery)):
        raise _BiteTaken
