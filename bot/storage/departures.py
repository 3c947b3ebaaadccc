"""Servers that the bot left, and came back to: what stops, and what goes on."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.delivery import MOST_REFUSALS, DeliveryState
from bot.core.keeping import LEFT
from bot.core.records import AuditEntry, Departed
from bot.core.schedule import Schedule, State
from bot.storage import notices
from bot.storage.among import among
from bot.storage.entries import write_entry
from bot.storage.history import give_back
from bot.storage.installs import note_installed
from bot.storage.known import note_server
from bot.storage.owners import Where, tables
from bot.storage.tables import deliveries, schedules, servers

_RECENTLY = timedelta(days=1)
_IN_TROUBLE = (DeliveryState.FAILED, DeliveryState.SKIPPED)


async def leave(
    connection: AsyncConnection, entry: AuditEntry, erase_at: datetime
) -> bool:
    """Note that the bot left a server, and stop its schedules; once."""
    if not await _is_known(connection, entry):
        return False  # nothing is begun about who asked for nothing
    await note_server(connection, entry.platform, entry.server, entry.at)
    left = await connection.execute(
        update(servers)
        .where(
            *_this(entry),
            servers.c.left_at.is_(None),
            servers.c.erase_at.is_(None),  # or it is being erased, and stopped
        )
        .values(left_at=entry.at, erase_at=erase_at, welcomed_at=None)
    )
    if not left.rowcount:
        return False
    await stop(connection, entry)
    await write_entry(connection, entry)
    return True


async def mark_erasable(connection: AsyncConnection, entry: AuditEntry) -> None:
    """Stop a server's schedules, and let all of it be deleted from now on."""
    await note_server(connection, entry.platform, entry.server, entry.at)
    await connection.execute(
        update(servers).where(*_this(entry)).values(erase_at=entry.at)
    )
    await stop(connection, entry)


async def keep(connection: AsyncConnection, entry: AuditEntry) -> None:
    """Let a server stay that had anything since it was to be erased."""
    await connection.execute(
        update(servers)
        .where(*_this(entry), servers.c.left_at.is_(None))
        .values(erase_at=None)
    )


async def stop(connection: AsyncConnection, entry: AuditEntry) -> None:
    """Stop what would post, and skip what is planned."""
    posts = or_(
        schedules.c.state == State.ACTIVE,
        and_(
            schedules.c.state == State.BLOCKED,
            schedules.c.failures >= MOST_REFUSALS,  # not by settings
        ),
    )
    here = (schedules.c.platform == entry.platform, schedules.c.server == entry.server)
    stopped = await connection.execute(
        update(schedules)
        .where(*here, posts)
        .values(state=State.LEFT, changed_at=entry.at)
        .returning(schedules.c.id)
    )
    await notices.forget(connection, [row.id for row in stopped])
    skipped = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.schedule.in_(select(schedules.c.id).where(*here)),
            deliveries.c.state == DeliveryState.PLANNED,
        )
        .values(state=DeliveryState.SKIPPED, reason=LEFT, next_attempt_at=None)
        .returning(deliveries.c.id)
    )
    await give_back(connection, [row.id for row in skipped])


async def come_back(
    connection: AsyncConnection, entry: AuditEntry, goes_on: Sequence[Schedule]
) -> bool:
    """Note that the bot is in a server again, and let schedules go on; once."""
    back = await connection.execute(
        update(servers)
        .where(*_this(entry), servers.c.left_at.is_not(None))
        .values(left_at=None, erase_at=None)
    )
    if not back.rowcount:
        return False
    for one in goes_on:
        begins = {"active_from": one.active_from, "next_at": one.next_at}
        await connection.execute(
            update(schedules)
            .where(schedules.c.id == one.id, schedules.c.state == State.LEFT)
            .values(state=one.state, failures=0, changed_at=entry.at, **begins)
        )
    await write_entry(connection, entry)
    return True


async def departed(
    connection: AsyncConnection, platform: str, ids: Collection[str]
) -> list[Departed]:
    """Give those of these servers that the bot left, as far as is known."""
    query = select(servers).where(
        servers.c.platform == platform,
        servers.c.left_at.is_not(None),
        among(connection, servers.c.id, ids),
    )
    return [_departed(row) for row in await connection.execute(query)]


async def erasable(connection: AsyncConnection, now: datetime) -> list[Departed]:
    """Give the servers whose data are to go by now."""
    query = select(servers).where(servers.c.erase_at <= now)
    query = query.order_by(servers.c.erase_at)
    return [_departed(row) for row in await connection.execute(query)]


async def take_unsure(
    connection: AsyncConnection,
    platforms: Collection[str],
    now: datetime,
    *,
    every: timedelta,
    limit: int,
) -> list[Departed]:
    """Take servers of which nothing shows that the bot is in them, once in a while.

    No schedule posts there, or a post of the last day did not go out.
    """
    await note_installed(connection, now)
    key = tuple_(servers.c.platform, servers.c.id)
    active = select(schedules.c.id).where(
        schedules.c.platform == servers.c.platform,
        schedules.c.server == servers.c.id,
        schedules.c.state == State.ACTIVE,
    )
    troubled = select(deliveries.c.platform, deliveries.c.server).where(
        deliveries.c.due_at >= now - _RECENTLY, deliveries.c.state.in_(_IN_TROUBLE)
    )
    unsure = (
        select(servers.c.platform, servers.c.id)
        .where(
            servers.c.platform.in_(platforms),
            or_(servers.c.checked_at.is_(None), servers.c.checked_at <= now - every),
            or_(~active.exists(), key.in_(troubled)),
        )
        .order_by(servers.c.checked_at.nulls_first(), servers.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await connection.execute(
        update(servers)
        .where(key.in_(unsure))
        .values(checked_at=now)
        .returning(*servers.c)
    )
    return [_departed(row) for row in taken]


async def _is_known(connection: AsyncConnection, entry: AuditEntry) -> bool:
    for table, owner in reversed(tables()):
        if owner.rows is None:
            continue
        own = select(*table.primary_key).where(
            owner.rows(Where(entry.platform, entry.server))
        )
        if (await connection.execute(own.limit(1))).first():
            return True
    return False


def _this(entry: AuditEntry) -> tuple[ColumnElement[bool], ...]:
    return (servers.c.platform == entry.platform, servers.c.id == entry.server)


def _departed(row: Row[Any]) -> Departed:
    return Departed(
        platform=row.platform, server=row.id, left_at=row.left_at, erase_at=row.erase_at
    )
