"""What each server has seen; asked for whole batches at once."""

import json
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, delete, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.core.delivery import Delivery, Outcome
from bot.ports import Showing
from bot.storage.batches import update_all
from bot.storage.places import of_server
from bot.storage.rows import showing_of
from bot.storage.tables import deliveries, history

# One row per candidate, its place kept; primary-key look-ups only, so the cost
# does not grow with the history. (To NOT EXISTS, PostgreSQL may read all of it.)
_UNSEEN = {
    "sqlite": """
        WITH w AS MATERIALIZED (
            SELECT key AS place, json_extract(value, '$[0]') AS platform,
                   json_extract(value, '$[1]') AS server,
                   json_extract(value, '$[2]') AS bites
            FROM json_each(:wanted))
        SELECT json_group_array(json_array(w.place, c.key))
        FROM w, json_each(w.bites) AS c
        WHERE NOT EXISTS (
            SELECT 1 FROM history AS h
            WHERE h.platform = w.platform AND h.server = w.server
              AND h.bite = c.value)""",
    "postgresql": """
        SELECT CAST(w.place - 1 AS integer) AS place, CAST(c.at - 1 AS integer) AS at
        FROM jsonb_array_elements(CAST(:wanted AS jsonb)) WITH ORDINALITY AS w(value, place),
             jsonb_array_elements_text(w.value -> 2) WITH ORDINALITY AS c(bite, at)
        WHERE NOT coalesce((
            SELECT true FROM history AS h
            WHERE h.platform = w.value ->> 0 AND h.server = w.value ->> 1
              AND h.bite = c.bite LIMIT 1), false)
        ORDER BY place, at""",
}
_UNSEEN_QUERIES = {
    name: text(query).bindparams(bindparam("wanted")) for name, query in _UNSEEN.items()
}


_LINE = ("platform", "server", "bite", "delivery")
_OLDEST = """
    SELECT h.bite FROM history AS h
    WHERE h.platform = :platform AND h.server = :server AND h.bite IN ({bites})
    ORDER BY h.shown_at, h.bite LIMIT 1"""
_LISTS = {
    "sqlite": "SELECT value FROM json_each(:bites)",
    "postgresql": "SELECT jsonb_array_elements_text(CAST(:bites AS jsonb))",
}
_OLDEST_QUERIES = {
    name: text(_OLDEST.format(bites=bites)) for name, bites in _LISTS.items()
}


async def unseen(
    connection: AsyncConnection, wanted: Sequence[tuple[str, str, Sequence[str]]]
) -> list[list[int]]:
    """Say for each which positions are unseen."""
    query = _UNSEEN_QUERIES[connection.dialect.name]
    packed = orjson.dumps(wanted, list).decode()  # a whole order is a tuple of its own
    rows = await connection.execute(query, {"wanted": packed})
    is_sqlite = connection.dialect.name == "sqlite"
    places = orjson.loads(rows.scalar_one()) if is_sqlite else rows.all()
    found: list[list[int]] = [[] for _ in wanted]
    for place, at in sorted(places):
        found[place].append(at)
    return found


async def longest_ago(
    connection: AsyncConnection, platform: str, server: str, bites: Sequence[str]
) -> str | None:
    """Give the bite of these that was shown longest ago."""
    query = _OLDEST_QUERIES[connection.dialect.name]
    values = {"platform": platform, "server": server, "bites": json.dumps(bites)}
    found: str | None = (await connection.execute(query, values)).scalar()
    return found


async def showing(
    connection: AsyncConnection, platform: str, server: str, bite: str
) -> Showing | None:
    """Read one line."""
    query = select(history).where(*_at(platform, server, bite))
    row = (await connection.execute(query)).one_or_none()
    return showing_of(row) if row else None


async def set_message(
    connection: AsyncConnection,
    where: tuple[str, str, str],
    message_id: str,
    revision: int | None,
) -> None:
    """Add the message that showed it, and which revision it shows if that is new."""
    values: dict[str, Any] = {"message_id": message_id}
    if revision:
        values["revision"] = revision
    await connection.execute(update(history).where(*_at(*where)).values(**values))


async def take(
    connection: AsyncConnection,
    where: tuple[str, str],
    read: Showing,
    renewed: Showing,
) -> bool:
    """Renew a line that names no message yet, if it still is as it was read."""
    values = {"shown_at": renewed.shown_at, "channel": renewed.channel}
    taken = await connection.execute(
        update(history)
        .where(
            *_at(*where, read.bite),
            history.c.message_id == "",
            history.c.shown_at == read.shown_at,
        )
        .values(**values)
    )
    return bool(taken.rowcount)


async def forget(connection: AsyncConnection, where: tuple[str, str, str]) -> None:
    """Delete a shared line; one of a delivery is the delivery's own."""
    shared = history.c.delivery.is_(None)
    await connection.execute(delete(history).where(*_at(*where), shared))


async def give_back(connection: AsyncConnection, delivery_ids: Sequence[str]) -> None:
    """Delete the lines which these deliveries put in."""
    if delivery_ids:
        await connection.execute(delete(history).where(_put_in_by(delivery_ids)))


async def confirm(
    connection: AsyncConnection, posted: Sequence[tuple[Delivery, Outcome]]
) -> None:
    """Add the messages of deliveries to their lines, if they put them in."""
    rows = [
        {
            "platform": delivery.platform,
            "server": delivery.server,
            "bite": delivery.bite,
            "delivery": delivery.id,
            "message_id": outcome.message_id,
        }
        for delivery, outcome in posted
    ]
    await update_all(connection, history, rows, key=_LINE)


async def confirm_one(
    connection: AsyncConnection, delivery_id: str, message_id: str
) -> None:
    """Add a message to the line of one delivery."""
    line = update(history).where(_put_in_by([delivery_id]))
    await connection.execute(line.values(message_id=message_id))


def _put_in_by(delivery_ids: Sequence[str]) -> ColumnElement[bool]:
    """Find the lines of deliveries by their key, which is their place and bite."""
    line = tuple_(history.c.platform, history.c.server, history.c.bite)
    shown = select(deliveries.c.platform, deliveries.c.server, deliveries.c.bite)
    theirs = line.in_(shown.where(deliveries.c.id.in_(delivery_ids)))
    return and_(theirs, history.c.delivery.in_(delivery_ids))


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
        "shared_by_id": shown.shared_by_id,
        "revision": shown.revision,
        "delivery": delivery,
    }


async def touch(
    connection: AsyncConnection, where: tuple[str, str, str], delivery: Delivery
) -> None:
    """Note that a bite was shown again, and that this is the showing to tell of."""
    shown = {"shown_at": delivery.due_at, "channel": delivery.channel}
    await connection.execute(
        update(history)
        .where(*_at(*where))
        .values(**shown, message_id="", shared_by="", shared_by_id="", revision=None)
    )


def _at(platform: str, server: str, bite: str) -> tuple[ColumnElement[bool], ...]:
    return (*of_server(history, platform, server), history.c.bite == bite)
