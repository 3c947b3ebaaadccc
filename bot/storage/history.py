"""What each server has seen; asked for whole batches at once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.ports import Showing
from bot.storage.rows import showing_of
from bot.storage.tables import history

# One row per candidate, its place kept; primary-key look-ups only, so the cost
# does not grow with the history.
_UNSEEN = {
    "sqlite": """
        SELECT CAST(w.key AS INTEGER) AS place, MIN(CAST(c.key AS INTEGER)) AS first
        FROM json_each(:wanted) AS w, json_each(w.value, '$[2]') AS c
        WHERE NOT EXISTS (
            SELECT 1 FROM history AS h
            WHERE h.platform = json_extract(w.value, '$[0]')
              AND h.server = json_extract(w.value, '$[1]')
              AND h.bite = c.value)
        GROUP BY w.key""",
    "postgresql": """
        SELECT CAST(w.place - 1 AS integer) AS place, CAST(MIN(c.at - 1) AS integer) AS first
        FROM jsonb_array_elements(CAST(:wanted AS jsonb)) WITH ORDINALITY AS w(value, place),
             jsonb_array_elements_text(w.value -> 2) WITH ORDINALITY AS c(bite, at)
        WHERE NOT EXISTS (
            SELECT 1 FROM history AS h
            WHERE h.platform = w.value ->> 0 AND h.server = w.value ->> 1
              AND h.bite = c.bite)
        GROUP BY w.place""",
}
_UNSEEN_QUERIES = {
    name: text(query).bindparams(bindparam("wanted")) for name, query in _UNSEEN.items()
}


async def unseen(
    connection: AsyncConnection, wanted: Sequence[tuple[str, str, Sequence[str]]]
) -> list[int | None]:
    """Say for each which position is the first unseen one."""
    query = _UNSEEN_QUERIES[connection.dialect.name]
    rows = await connection.execute(query, {"wanted": json.dumps(wanted)})
    firsts = {row.place: row.first for row in rows}
    return [firsts.get(place) for place in range(len(wanted))]


async def longest_ago(
    connection: AsyncConnection, platform: str, server: str, bites: Sequence[str]
) -> str | None:
    """Give the bite of these that was shown longest ago."""
    known = set(bites)
    query = (
        select(history.c.bite)
        .where(history.c.platform == platform, history.c.server == server)
        .order_by(history.c.shown_at, history.c.bite)
    )
    found = (row.bite for row in await connection.execute(query))
    return next((bite for bite in found if bite in known), None)


async def showing(
    connection: AsyncConnection, platform: str, server: str, bite: str
) -> Showing | None:
    """Read one line."""
    query = select(history).where(*_at(platform, server, bite))
    row = (await connection.execute(query)).one_or_none()
    return showing_of(row) if row else None


async def set_message(
    connection: AsyncConnection, where: tuple[str, str, str], message_id: str
) -> None:
    """Add the message that showed it."""
    await connection.execute(
        update(history).where(*_at(*where)).values(message_id=message_id)
    )


async def forget(connection: AsyncConnection, where: tuple[str, str, str]) -> None:
    """Delete a shared line; one of a delivery is the delivery's own."""
    shared = history.c.delivery.is_(None)
    await connection.execute(delete(history).where(*_at(*where), shared))


async def give_back(connection: AsyncConnection, delivery_ids: Sequence[str]) -> None:
    """Delete the lines which these deliveries put in."""
    if delivery_ids:
        await connection.execute(
            delete(history).where(history.c.delivery.in_(delivery_ids))
        )


async def confirm(
    connection: AsyncConnection, delivery_id: str, message_id: str
) -> None:
    """Add the message of a delivery to its line."""
    await connection.execute(
        update(history)
        .where(history.c.delivery == delivery_id)
        .values(message_id=message_id)
    )


def history_values(
    platform: str, server: str, shown: Showing, delivery: str | None = None
) -> dict[str, Any]:
    """Give the columns of a line."""
    return {
        "platform": platform,
        "server": server,
        "bite": shown.bite,
        "shown_at": shown.shown_at,
        "channel": shown.channel,
        "message_id": shown.message_id,
        "shared_by": shown.shared_by,
        "delivery": delivery,
    }


async def touch(
    connection: AsyncConnection, where: tuple[str, str, str], at: datetime
) -> None:
    """Note that a bite was shown again."""
    await connection.execute(update(history).where(*_at(*where)).values(shown_at=at))


def _at(platform: str, server: str, bite: str) -> tuple[ColumnElement[bool], ...]:
    return (
        history.c.platform == platform,
        history.c.server == server,
        history.c.bite == bite,
    )
