"""Refusals in a row: how they block a schedule, and how it goes on."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import MOST_REFUSALS, Delivery, DeliveryState, Outcome
from bot.core.records import AuditEntry, NoticeKind, Plan
from bot.core.schedule import Schedule, State
from bot.storage import notices
from bot.storage.among import among_these, these
from bot.storage.entries import write_entry
from bot.storage.inserts import insert_all_new
from bot.storage.rows import delivery_values, schedule_of
from bot.storage.tables import deliveries, schedules

_blocked = (
    schedules.c.state == State.BLOCKED,
    schedules.c.failures >= MOST_REFUSALS,  # not by settings that mean nothing
)


async def count(
    connection: AsyncConnection, held: Sequence[tuple[Delivery, Outcome]]
) -> frozenset[str]:
    """Count refusals, forget them after a post; give the schedules now blocked."""
    posted = {one.schedule for one, end in held if end.state is DeliveryState.SENT}
    refused = {one.schedule for one, end in held if end.refused}
    if refused:  # all at once, so that no two settlements wait for each other
        await _lock(connection, posted | refused, only_refused=False)
    await _forgive(connection, posted - refused)
    return await _count(connection, refused) if refused else frozenset()


async def _forgive(connection: AsyncConnection, ids: Collection[str]) -> None:
    refused = await _lock(connection, ids, only_refused=True) if ids else []
    if not refused:
        return
    forgiven = await connection.execute(
        update(schedules)
        .where(schedules.c.id.in_(refused))
        .values(failures=0)
        .returning(schedules.c.id)
    )
    await notices.forget(connection, [row.id for row in forgiven])


async def _lock(
    connection: AsyncConnection, ids: Collection[str], *, only_refused: bool
) -> list[str]:
    """Give them, or those with refusals, locked in one order."""
    query = _rows_of(connection.dialect.name, only_refused=only_refused)
    rows = await connection.execute(query, these(connection, ids))
    return [row.id for row in rows]


@cache
def _rows_of(dialect: str, *, only_refused: bool) -> Select[Any]:
    query = select(schedules.c.id).where(among_these(dialect, schedules.c.id))
    if only_refused:
        query = query.where(schedules.c.failures > 0)
    return query.order_by(schedules.c.id).with_for_update()


async def _count(connection: AsyncConnection, ids: Collection[str]) -> frozenset[str]:
    for one in sorted(ids):
        await connection.execute(
            update(schedules)
            .where(schedules.c.id == one)
            .values(failures=schedules.c.failures + 1)
        )
    blocked = await connection.execute(
        update(schedules)
        .where(
            schedules.c.id.in_(ids),
            schedules.c.state == State.ACTIVE,
            schedules.c.failures >= MOST_REFUSALS,
        )
        .values(state=State.BLOCKED)
        .returning(schedules.c.id)
    )
    return frozenset(row.id for row in blocked)


async def listed(
    connection: AsyncConnection, platforms: Collection[str], limit: int
) -> list[Schedule]:
    """Read blocked schedules; those not looked at for longest come first."""
    query = (
        select(schedules)
        .where(schedules.c.platform.in_(platforms), *_blocked)
        .order_by(schedules.c.next_at, schedules.c.id)
        .limit(limit)
    )
    return [schedule_of(row) for row in await connection.execute(query)]


async def write(
    connection: AsyncConnection, plan: Plan, entry: AuditEntry | None
) -> bool:
    """Write missed days, and let the schedule go on where there is an entry."""
    schedule = plan.schedule
    goes_on = {
        "state": schedule.state,
        "active_from": schedule.active_from,
    }
    done = await connection.execute(
        update(schedules)
        .where(
            schedules.c.id == schedule.id,
            schedules.c.next_at.is_not_distinct_from(plan.read_next_at),
            *_blocked,
        )
        .values(next_at=schedule.next_at, **(goes_on if entry else {}))
    )
    if not done.rowcount:
        return False
    if plan.deliveries:
        rows = [delivery_values(one) for one in plan.deliveries]
        await insert_all_new(connection, deliveries, rows)
    if entry:
        await write_entry(connection, entry, schedule=schedule.id)
        for kind in NoticeKind:  # what still is so is noted again
            await notices.forget(connection, [schedule.id], kind=kind, untold_only=True)
    return True
