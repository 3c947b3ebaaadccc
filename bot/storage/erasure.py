"""Deletes all of one server, or all that names one person."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Table, case, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.cards import card_from_json, card_to_json, without_names
from bot.core.keeping import Kept, Kind
from bot.storage.frozen import card_hash
from bot.storage.inserts import insert_new
from bot.storage.owners import OWNERS, Owner, Where, is_about, names, tables
from bot.storage.tables import audit, cards, deliveries, metadata, schedules

BATCH = 300  # rows of one transaction
_MOST = 1000  # rows of one kind that are listed
_WHAT = {
    Kind.REPORTS: ("bite", "at"),
    Kind.AUDIT: ("act", "at"),
    Kind.HISTORY: ("bite", "shown_at"),
    Kind.SCHEDULES: ("id", "created_at"),
    Kind.NOTICES: ("kind", "created_at"),
    Kind.MANAGERS: ("server", "at"),
    Kind.DRAFTS: ("schedule", "at"),
}
"""For each table that names people: what a row is about, and when it came about."""


async def erase_some(
    connection: AsyncConnection, table: Table, owner: Owner, where: Where
) -> int:
    """Delete some of a server's rows of a table; count them."""
    if owner.rows is None:
        return 0
    key, is_own = tuple_(*table.primary_key), owner.rows(where)
    own = select(*table.primary_key).where(is_own).limit(BATCH).with_for_update()
    found = [tuple(row) for row in await connection.execute(own)]
    # Once more, behind the locks: somebody may have begun to show a card meanwhile.
    await connection.execute(delete(table).where(key.in_(found), is_own))
    return len(found)


async def kept(
    connection: AsyncConnection, where: tuple[str, str], who: tuple[str, str]
) -> list[Kept]:
    """List what names somebody: an id, and a name here where no id was kept yet."""
    found: list[Kept] = []
    for kind, (what, at) in _WHAT.items():
        table = metadata.tables[kind]
        query = select(table.c[what].label("what"), table.c[at].label("at"))
        rows = await connection.execute(
            query.where(names(OWNERS[kind], where, who)).limit(_MOST)
        )
        found += [Kept(kind, row.what, row.at) for row in rows]
    return found


async def forget(
    connection: AsyncConnection, where: tuple[str, str], who: tuple[str, str]
) -> dict[Kind, int]:
    """Erase what names somebody; count it. A row that must stay names nobody then."""
    await _take_names_from_cards(connection, where, who)
    counts = {}
    for table, owner in tables():
        if owner.person is None:
            continue
        counts[Kind(table.name)] = await _forget_in(connection, table, where, who)
    return counts


async def _forget_in(
    connection: AsyncConnection,
    table: Table,
    where: tuple[str, str],
    who: tuple[str, str],
) -> int:
    owner, count = OWNERS[table.name], 0
    is_own = is_about(owner, where, who)
    if not owner.instead:
        count = (await connection.execute(delete(table).where(is_own))).rowcount
    values = {
        name: case((is_own, text), else_=table.c[name])
        for name, text in owner.instead.items()
    }
    for one in owner.also:
        is_named = one.names(who[0])
        values[one.column.name] = case((is_named, one.instead), else_=one.column)
    if not values:
        return count
    changed = update(table).where(names(owner, where, who)).values(**values)
    return count + (await connection.execute(changed)).rowcount


async def _take_names_from_cards(
    connection: AsyncConnection, where: tuple[str, str], who: tuple[str, str]
) -> None:
    """Take "Set up by" out of the cards of schedules that somebody had a hand in."""
    own = select(schedules.c.id).where(names(OWNERS["schedules"], where, who))
    changed = select(audit.c.schedule).where(names(OWNERS["audit"], where, who))
    of_theirs = deliveries.c.schedule.in_(own.union(changed))
    shown = select(deliveries.c.card).where(of_theirs)
    rows = await connection.execute(select(cards).where(cards.c.hash.in_(shown)))
    for row in rows.all():
        nameless = card_to_json(without_names(card_from_json(row.card)))
        if nameless != row.card:
            await _replace_card(connection, row, nameless, of_theirs)


async def _replace_card(
    connection: AsyncConnection, old: Row[Any], text: str, of_theirs: Any
) -> None:
    new: Mapping[str, Any] = {"hash": card_hash(text), "card": text, "at": old.at}
    await insert_new(connection, cards, new)
    shows_it = deliveries.c.card == old.hash
    await connection.execute(
        update(deliveries).where(shows_it, of_theirs).values(card=new["hash"])
    )
    # Locked by a statement of its own: only the next one sees what others just planned.
    lock = select(cards.c.hash).where(cards.c.hash == old.hash).with_for_update()
    await connection.execute(lock)
    others = select(deliveries.c.id).where(shows_it)
    await connection.execute(
        delete(cards).where(cards.c.hash == old.hash, ~others.exists())
    )
