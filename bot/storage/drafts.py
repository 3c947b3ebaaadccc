"""Forms that were filled in and not saved: one per person and server, for a while."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.records import Draft
from bot.storage.places import of_server
from bot.storage.tables import drafts


async def keep(connection: AsyncConnection, draft: Draft) -> None:
    """Keep a draft in the place of the one before."""
    await take(connection, draft.platform, draft.server, draft.person)
    values = asdict(draft) | {"options": json.dumps(dict(draft.options))}
    await connection.execute(insert(drafts).values(**values))


async def read(
    connection: AsyncConnection, where: tuple[str, str], person: str, since: datetime
) -> Draft | None:
    """Read somebody's draft, if it is not too old."""
    query = select(drafts).where(*_theirs(*where, person), drafts.c.at >= since)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Draft(**dict(row._mapping) | {"options": json.loads(row.options)})


async def take(
    connection: AsyncConnection, platform: str, server: str, person: str
) -> bool:
    """Delete somebody's draft; tell whether there was one."""
    theirs = _theirs(platform, server, person)
    return bool((await connection.execute(delete(drafts).where(*theirs))).rowcount)


def _theirs(platform: str, server: str, person: str) -> tuple[Any, ...]:
    return (*of_server(drafts, platform, server), drafts.c.person == person)
