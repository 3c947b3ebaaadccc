"""What admins should hear once: kept, taken by one teller, or given back."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, not_, or_, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.frozen import posting_to_json
from bot.core.records import Notice, NoticeKind
from bot.core.schedule import Schedule, State
from bot.storage.among import among
from bot.storage.inserts import insert_new
from bot.storage.tables import notices, schedules

# When a kind of notice is still true. One of running dry is kept up to date by the
# planning, which forgets it when there is enough again.
_TRUE_IN = {
    NoticeKind.BLOCKED: (State.ACTIVE, State.BLOCKED),  # from the first refusal on
    NoticeKind.DRY: (State.ACTIVE, State.DRY),
    NoticeKind.AFTER: (State.ACTIVE,),
}
_is_so = or_(
    *(
        and_(notices.c.kind == kind, schedules.c.state.in_(states))
        for kind, states in _TRUE_IN.items()
    )
)


async def add(connection: AsyncConnection, notice: Notice) -> bool:
    """Keep a notice; False when there is one."""
    return await insert_new(connection, notices, asdict(notice))


async def waiting(
    connection: AsyncConnection, *, platform: str, server: str, limit: int
) -> list[Notice]:
    """Read what nobody heard yet and is still true."""
    query = (
        select(notices)
        .join(schedules, schedules.c.id == notices.c.schedule)
        .where(
            notices.c.platform == platform,
            notices.c.server == server if server else notices.c.person != "",
            notices.c.told_at.is_(None),
            _is_so,
        )
        .order_by(notices.c.created_at)
        .limit(limit)
    )
    return [_notice_of(row) for row in await connection.execute(query)]


async def take(
    connection: AsyncConnection, found: Collection[Notice], now: datetime
) -> list[Notice]:
    """Mark as told what nobody else has taken since, and give just that."""
    taken = await connection.execute(
        update(notices)
        .where(_these(found), notices.c.told_at.is_(None))
        .values(told_at=now)
        .returning(notices.c.schedule, notices.c.kind)
    )
    own = {(row.schedule, row.kind) for row in taken}
    return [one for one in found if (one.schedule, one.kind) in own]


async def give_back(connection: AsyncConnection, given: Collection[Notice]) -> None:
    """Mark as not told."""
    for one in given:
        await connection.execute(
            update(notices).where(_these([one])).values(told_at=None, person=one.person)
        )


async def of_kind(
    connection: AsyncConnection, kind: NoticeKind, ids: Collection[str]
) -> dict[str, Notice]:
    """Read those of these schedules."""
    query = select(notices).where(
        among(connection, notices.c.schedule, ids), notices.c.kind == kind
    )
    rows = await connection.execute(query)
    return {row.schedule: _notice_of(row) for row in rows}


async def reword(connection: AsyncConnection, notice: Notice, text: str) -> None:
    """Change the words of one that nobody heard."""
    await connection.execute(
        update(notices)
        .where(_these([notice]), notices.c.told_at.is_(None))
        .values(text=text)
    )


async def forget(
    connection: AsyncConnection,
    ids: Collection[str],
    *,
    kind: NoticeKind = NoticeKind.BLOCKED,
    untold_only: bool = False,
) -> None:
    """Delete those of these schedules."""
    if not ids:
        return
    query = delete(notices).where(notices.c.schedule.in_(ids), notices.c.kind == kind)
    if untold_only:
        query = query.where(notices.c.told_at.is_(None))
    await connection.execute(query)


async def forget_at_change(connection: AsyncConnection, schedule: Schedule) -> None:
    """Delete what a change makes untrue; asked before the change is written.

    Of running dry what was told stays told, unless the schedule takes other bites.
    """
    await forget(connection, [schedule.id])
    row = schedules.c
    takes_the_same = (
        row.topics == schedule.topics,
        row.levels == sorted(schedule.levels),
    )
    same = select(row.id).where(row.id == schedule.id, *takes_the_same)
    is_dry = (notices.c.schedule == schedule.id, notices.c.kind == NoticeKind.DRY)
    goes = or_(not_(same.exists()), notices.c.told_at.is_(None))
    if schedule.state is State.REMOVED:
        goes = true()
    await connection.execute(delete(notices).where(*is_dry, goes))
    await _forget_after(connection, schedule)


async def _forget_after(connection: AsyncConnection, schedule: Schedule) -> None:
    """Delete what is said of how it posts, where that changes."""
    same = select(schedules.c.id).where(
        schedules.c.id == schedule.id,
        schedules.c.posting == posting_to_json(schedule.posting),
        schedules.c.channel == schedule.channel,
    )
    goes = true() if schedule.state is State.REMOVED else not_(same.exists())
    kind = notices.c.kind == NoticeKind.AFTER
    one = delete(notices).where(notices.c.schedule == schedule.id, kind, goes)
    await connection.execute(one)


def _notice_of(row: Row[Any]) -> Notice:
    return Notice(**dict(row._mapping) | {"kind": NoticeKind(row.kind)})


def _these(found: Collection[Notice]) -> ColumnElement[bool]:
    keys = [(one.schedule, one.kind) for one in found]
    return tuple_(notices.c.schedule, notices.c.kind).in_(keys)
