"""Reading and changing schedules, each change with its audit entry."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import Delivery, DeliveryState
from bot.core.frozen import settings_to_json
from bot.core.schedule import Schedule, State
from bot.ports import AuditEntry
from bot.storage import notices
from bot.storage.among import among_these, these
from bot.storage.batches import read_all
from bot.storage.entries import write_entry
from bot.storage.history import give_back
from bot.storage.known import lock_server, note_server
from bot.storage.rows import delivery_of, schedule_of, schedule_values
from bot.storage.tables import deliveries, schedules

CHANGED = "the schedule was changed before it was due"
_AT_ONCE = 10_000  # parameters of a query; a driver takes 65,535, SQLite half of it
_FIRST, _REST = "abcdefghjkmnpqrstuvwxyz", "abcdefghjkmnpqrstuvwxyz23456789"
_kept = schedules.c.state != State.REMOVED
_DUE = (
    select(schedules)
    .where(schedules.c.state == State.ACTIVE, schedules.c.next_at <= bindparam("now"))
    .order_by(schedules.c.next_at)
    .limit(bindparam("most"))
)


async def add(
    connection: AsyncConnection, schedule: Schedule, entry: AuditEntry
) -> Schedule:
    """Insert a schedule, or take over the one last removed from its channel."""
    await note_server(connection, entry.platform, entry.server, entry.at)
    values = schedule_values(schedule, entry.at)
    old = await _last_removed(connection, schedule)
    if old:
        change = update(schedules).where(schedules.c.id == old).values(**values)
        await connection.execute(change)
    else:
        old = secrets.choice(_FIRST) + "".join(secrets.choice(_REST) for _ in range(7))
        created = {"id": old, "created_at": entry.at}
        await connection.execute(insert(schedules).values(**values, **created))
    await write_entry(connection, entry, schedule=old)
    return schedule._replace(id=old)


async def add_first(
    connection: AsyncConnection, schedule: Schedule, entry: AuditEntry
) -> Schedule | None:
    """Add a schedule, unless its channel has one; two at once take turns."""
    platform, server = schedule.platform, schedule.server
    await lock_server(connection, platform, server, entry.at)
    if await listed(
        connection, platform=platform, server=server, channel=schedule.channel
    ):
        return None
    return await add(connection, schedule, entry)


async def change(
    connection: AsyncConnection, schedule: Schedule, entry: AuditEntry
) -> bool:
    """Overwrite a schedule, and drop what is planned but no longer wanted."""
    before = await locked(connection, schedule.id)
    if before is None or before.state is State.REMOVED:
        return False
    await overwrite(connection, before, schedule, entry)
    return True


async def locked(connection: AsyncConnection, schedule_id: str) -> Schedule | None:
    """Read a schedule, also a removed one, and keep all others off it."""
    query = select(schedules).where(schedules.c.id == schedule_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return schedule_of(row) if row else None


async def overwrite(
    connection: AsyncConnection, before: Schedule, schedule: Schedule, entry: AuditEntry
) -> None:
    """Write a schedule that is locked, and keep how it was set before."""
    await notices.forget_at_change(connection, schedule)
    await connection.execute(
        update(schedules)
        .where(schedules.c.id == schedule.id)
        .values(**schedule_values(schedule, entry.at) | {"failures": 0})
    )
    undo = settings_to_json(before)
    await write_entry(connection, entry, schedule=schedule.id, undo=undo)
    await _drop_planned(connection, schedule)


async def by_id(connection: AsyncConnection, schedule_id: str) -> Schedule | None:
    """Read one that was not removed."""
    query = select(schedules).where(schedules.c.id == schedule_id, _kept)
    row = (await connection.execute(query)).one_or_none()
    return schedule_of(row) if row else None


async def began(connection: AsyncConnection, ids: Collection[str]) -> set[str]:
    """Find those that ever had a delivery."""
    query = _began(connection.dialect.name)
    return {row.id for row in await read_all(connection, query, these(connection, ids))}


@cache
def _began(dialect: str) -> Select[Any]:
    has_one = select(deliveries.c.id).where(deliveries.c.schedule == schedules.c.id)
    among_them = among_these(dialect, schedules.c.id)
    return select(schedules.c.id).where(among_them, has_one.exists())


async def listed(
    connection: AsyncConnection, *, platform: str, server: str, channel: str
) -> list[Schedule]:
    """Read those of a place, oldest first."""
    query = select(schedules).where(_kept)
    wanted = {"platform": platform, "server": server, "channel": channel}
    for name, value in wanted.items():
        if value:
            query = query.where(schedules.c[name] == value)
    query = query.order_by(schedules.c.created_at, schedules.c.id)
    return [schedule_of(row) for row in await connection.execute(query)]


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Schedule]:
    """Read active ones whose next slot is due."""
    values = {"now": now, "most": limit}
    return [schedule_of(row) for row in await read_all(connection, _DUE, values)]


async def last_deliveries(
    connection: AsyncConnection, ids: Sequence[str]
) -> dict[str, Delivery]:
    """Read the newest delivery of each."""
    found: dict[str, Delivery] = {}
    for at in range(0, len(ids), _AT_ONCE):
        found |= await _last_deliveries(connection, ids[at : at + _AT_ONCE])
    return found


async def _last_deliveries(
    connection: AsyncConnection, ids: Sequence[str]
) -> dict[str, Delivery]:
    newest = (
        select(deliveries.c.schedule, func.max(deliveries.c.local_date).label("day"))
        .where(deliveries.c.schedule.in_(ids))
        .group_by(deliveries.c.schedule)
        .subquery()
    )
    query = select(deliveries).join(
        newest,
        and_(
            deliveries.c.schedule == newest.c.schedule,
            deliveries.c.local_date == newest.c.day,
        ),
    )
    return {row.schedule: delivery_of(row) for row in await connection.execute(query)}


async def _last_removed(connection: AsyncConnection, schedule: Schedule) -> str:
    query = (
        select(schedules.c.id)
        .where(
            schedules.c.platform == schedule.platform,
            schedules.c.server == schedule.server,
            schedules.c.channel == schedule.channel,
            schedules.c.state == State.REMOVED,
        )
        .order_by(schedules.c.changed_at.desc())
        .limit(1)
    )
    return (await connection.execute(query)).scalar() or ""


async def _drop_planned(connection: AsyncConnection, schedule: Schedule) -> None:
    skipped = deliveries.c.local_date.in_(schedule.calendar.skipped)
    no_longer = or_(deliveries.c.due_at < schedule.active_from, skipped)
    if schedule.state is not State.ACTIVE:
        no_longer = or_(no_longer, deliveries.c.id.is_not(None))
    dropped = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.schedule == schedule.id,
            deliveries.c.state == DeliveryState.PLANNED,
            no_longer,
        )
        .values(state=DeliveryState.SKIPPED, reason=CHANGED, next_attempt_at=None)
        .returning(deliveries.c.id)
    )
    await give_back(connection, [row.id for row in dropped])
