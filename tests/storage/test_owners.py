"""Every table says whose it is, and all of a server or a person can be erased."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, Table, insert, select

from bot.core.cards import Card, card_to_json
from bot.core.keeping import Kind
from bot.core.phrases import set_up_note
from bot.ports import AuditEntry
from bot.storage import erasure
from bot.storage.owners import OWNERS
from bot.storage.store import SqlStore
from bot.storage.tables import ClockTime, Texts, UtcDateTime, metadata
from tests.storage.make import NOW

SERVERS, MEMBERS = ("s1", "s2"), ("m1", "m2")
_NAMES_A_PERSON = re.compile(r"person|people|member|user|author|owner_id|.*_by(_id)?")
# What a column of this name must hold, for its row to be of a server and a member.
_MEANT = {
    "platform": "discord",
    "server": "{server}",
    "person": "{member}",
    "shared_by": "Name {member}",
    "shared_by_id": "{member}",
    "created_by": "Name {member}",
    "created_by_id": "{member}",
    "added_by_id": "{member}",
}
# Where a server's row is known by something else, or refers to another row.
_SPECIAL: dict[str, dict[str, Any]] = {
    "servers": {"id": "{server}"},
    "processed_events": {"event": "{server}:{row}"},
    "delivery_receipts": {"delivery": "{row}"},
    "deliveries": {"schedule": "{row}", "card": "{row}"},
    "cards": {"hash": "{row}"},
    "notices": {"schedule": "{row}"},
    "audit": {"schedule": "{row}", "id": None},
}


def _value(column: Column[Any], server: str, member: str) -> Any:
    """Give a value that shows in the dump whose it is."""
    words = {"server": server, "member": member, "row": f"{server}.{member}"}
    special = _SPECIAL.get(column.table.name, {})
    if column.name in special:
        pattern = special[column.name]
        return pattern and pattern.format(**words)
    if column.table.name == "cards" and column.name == "card":
        note = set_up_note(frozenset({0}), time(9), "UTC", f"Name {member}")
        return card_to_json(Card(notes=(note,), body=words["row"]))
    if column.name in _MEANT:
        return _MEANT[column.name].format(**words)
    kinds: list[tuple[Any, Any]] = [
        (UtcDateTime, NOW),
        (Texts, [words["row"]]),
        (ClockTime, time(9)),
        (Boolean, False),
        (Date, date(2026, 11, 24)),
        (Integer, 1),
    ]
    found = (value for kind, value in kinds if isinstance(column.type, kind))
    return next(found, words["row"])


async def fill(store: SqlStore) -> None:
    """Put a row of each server and member into every table."""
    async with store._database.write() as connection:
        for table in metadata.sorted_tables:
            for row in _rows(table):
                await connection.execute(insert(table).values(**row))


def _rows(table: Table) -> Iterable[dict[str, Any]]:
    rows: dict[Any, dict[str, Any]] = {}
    for number, (server, member) in enumerate(
        (server, member) for server in SERVERS for member in MEMBERS
    ):
        row = {one.name: _value(one, server, member) for one in table.columns}
        if "id" in row and row["id"] is None:
            row["id"] = number + 1
        rows.setdefault(tuple(row[one.name] for one in table.primary_key), row)
    return rows.values()


async def dump(store: SqlStore) -> dict[str, list[str]]:
    """Write out every row of every table."""
    async with store._database.read() as connection:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in await connection.execute(select(table))
            )
            for table in metadata.sorted_tables
        }


def rows_with(dumped: dict[str, list[str]], mark: str) -> dict[str, list[str]]:
    """Keep the rows that show a mark."""
    return {
        name: [row for row in rows if mark in row]
        for name, rows in dumped.items()
        if any(mark in row for row in rows)
    }


def server_entry(server: str) -> AuditEntry:
    return AuditEntry(
        platform="discord", server=server, person="x", act="server.erase", at=NOW
    )


def test_every_table_says_whose_it_is() -> None:
    told = "say in bot/storage/owners.py whose data the table holds"

    assert set(OWNERS) == set(metadata.tables), told


def test_every_column_that_names_a_person_is_declared() -> None:
    for name, owner in OWNERS.items():
        columns = metadata.tables[name].columns
        naming = {one.name for one in columns if _NAMES_A_PERSON.fullmatch(one.name)}
        own = (owner.person, owner.name, *(one.column for one in owner.also))
        declared = {one.name for one in own if one is not None} - {"before", "after"}

        assert naming == declared, f"bot/storage/owners.py: people in {name}"


def test_every_table_that_names_people_is_listed_to_them() -> None:
    naming = {name for name, owner in OWNERS.items() if owner.person is not None}

    assert naming == {*Kind} == {*erasure._WHAT}


async def test_every_table_with_servers_is_filled(store: SqlStore) -> None:
    await fill(store)

    filled = {*rows_with(await dump(store), "s1")}

    assert filled >= {name for name, owner in OWNERS.items() if owner.rows is not None}


async def test_a_server_is_erased_and_no_other(store: SqlStore) -> None:
    await fill(store)
    before = await dump(store)

    count = await store.erase_server(server_entry("s1"))

    after = await dump(store)
    own = {name: owner for name, owner in OWNERS.items() if owner.rows is not None}
    assert {
        name: rows for name, rows in rows_with(after, "s1").items() if name in own
    } == {}
    assert rows_with(after, "s2") == rows_with(before, "s2")
    assert count == sum(len(rows_with(before, "s1")[name]) for name in own)


async def test_a_server_is_erased_a_few_rows_at_a_time(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "BATCH", 1)
    await fill(store)

    await store.erase_server(server_entry("s2"))

    own = {name for name, owner in OWNERS.items() if owner.rows is not None}
    assert own & {*rows_with(await dump(store), "s2")} == set()


async def test_cards_that_another_server_shows_stay(store: SqlStore) -> None:
    await fill(store)
    deliveries = metadata.tables["deliveries"]
    async with store._database.write() as connection:
        shared = deliveries.c.id == "s2.m1"
        await connection.execute(deliveries.update().where(shared).values(card="s1.m1"))

    await store.erase_server(server_entry("s1"))

    kept = rows_with(await dump(store), "s1")["cards"]
    assert len(kept) == 1
    assert "s1.m1" in kept[0]


async def test_a_member_is_forgotten_in_every_server_and_nobody_else(
    store: SqlStore,
) -> None:
    await fill(store)
    before = await dump(store)
    listed = await store.kept_about("discord", "s1", person="m1", name="Name m1")

    counts = await store.forget_person("discord", "s1", person="m1", name="Name m1")

    after = await dump(store)
    named = {
        name: [row for row in rows if re.search(r"'m1'|Name m1", row)]
        for name, rows in after.items()
    }
    assert {name: rows for name, rows in named.items() if rows} == {}
    assert rows_with(after, "'m2'") == rows_with(before, "'m2'")
    assert rows_with(after, "Name m2") == rows_with(before, "Name m2")
    whole = {
        "reports",
        "managers",
        "drafts",
    }  # of which nothing is left that could stay
    assert {name: len(rows) for name, rows in after.items() if name not in whole} == {
        name: len(rows) for name, rows in before.items() if name not in whole
    }
    assert counts == dict.fromkeys(Kind, len(SERVERS))
    assert len(listed) == sum(counts.values())
    assert await store.kept_about("discord", "s1", person="m1", name="Name m1") == []


async def test_the_cards_of_the_forgotten_still_belong_to_their_posts(
    store: SqlStore,
) -> None:
    await fill(store)

    await store.forget_person("discord", "s1", person="m1", name="Name m1")

    async with store._database.read() as connection:
        tables = metadata.tables
        query = select(tables["cards"].c.card).join(
            tables["deliveries"],
            tables["deliveries"].c.card == tables["cards"].c.hash,
        )
        cards = list((await connection.execute(query)).scalars())
    assert len(cards) == len(SERVERS) * len(MEMBERS)


async def test_a_name_without_an_id_is_believed_in_its_own_server_only(
    store: SqlStore,
) -> None:
    await fill(store)
    history = metadata.tables["history"]
    async with store._database.write() as connection:
        await connection.execute(history.update().values(shared_by_id=""))

    counts = await store.forget_person("discord", "s1", person="m9", name="Name m1")

    left = rows_with(await dump(store), "Name m1")["history"]
    assert counts[Kind.HISTORY] == 1
    assert len(left) == 1
    assert "s2" in left[0]


async def test_a_nameless_person_is_nobody(store: SqlStore) -> None:
    await fill(store)

    counts = await store.forget_person("discord", "s1", person="m9", name="")

    assert not any(counts.values())


async def test_a_server_that_is_unknown_leaves_no_trace(store: SqlStore) -> None:
    later = NOW + timedelta(days=30)

    noted = await store.leave_server(server_entry("s9"), erase_at=later)

    assert noted is False
    assert rows_with(await dump(store), "s9") == {}
