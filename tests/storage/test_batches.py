"""Rows that are written and read together, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.storage.batches import insert_all, read_all, update_all
from bot.storage.engine import Database
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import cards, deliveries, leases
from tests.storage.make import add, make_plan

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def database(store: SqlStore) -> Database:
    return store._database


async def test_what_is_written_together_is_read_as_it_was(database: Database) -> None:
    rows = [{"hash": f"h{number}", "card": "é\n'", "at": AT} for number in range(3)]
    async with database.write() as connection:
        await insert_all(connection, cards, rows)
        query = select(cards).order_by(cards.c.hash)
        assert [one._asdict() for one in await read_all(connection, query)] == rows
        plain = (await connection.execute(query)).all()
        assert [tuple(one) for one in plain] == [tuple(row.values()) for row in rows]
        assert await read_all(connection, query.where(cards.c.hash == "none")) == []


async def test_every_kind_of_column_is_read_as_one_by_one(store: SqlStore) -> None:
    await store.plan([make_plan(await add(store))])
    async with store._database.read() as connection:
        together = await read_all(connection, select(deliveries))
        one_by_one = (await connection.execute(select(deliveries))).all()

    assert [tuple(row) for row in together] == [tuple(row) for row in one_by_one]


async def test_instants_become_utc_and_others_are_refused(database: Database) -> None:
    east = AT.astimezone(timezone(timedelta(hours=9)))
    async with database.write() as connection:
        await insert_all(connection, cards, [{"hash": "h", "card": "", "at": east}])
        (row,) = await read_all(connection, select(cards.c.at))
        assert row.at == AT
        assert row.at.tzinfo is UTC
        naive = [{"hash": "n", "card": "", "at": AT.replace(tzinfo=None)}]
        with pytest.raises((TypeError, ValueError)):
            await insert_all(connection, cards, naive)


async def test_each_row_gets_its_own_values(database: Database) -> None:
    rows = [{"name": f"r{number}", "owner": "a", "until": AT} for number in range(3)]
    later = AT + timedelta(hours=1)
    async with database.write() as connection:
        await insert_all(connection, leases, rows)
        changes = [{"name": "r0", "owner": "b"}, {"name": "r2", "owner": "c"}]
        assert await update_all(connection, leases, changes, key=["name"]) == 2
        one = [{"name": "r1", "until": later}]
        assert await update_all(connection, leases, one, key=["name"]) == 1
        assert await update_all(connection, leases, [], key=["name"]) == 0
        found = await read_all(connection, select(leases).order_by(leases.c.name))
    assert [(one.owner, one.until) for one in found] == [
        ("b", AT),
        ("a", later),
        ("c", AT),
    ]


async def test_a_key_that_is_taken_lets_nothing_in(database: Database) -> None:
    rows = [{"name": name, "owner": "a", "until": AT} for name in ("x", "y", "x")]
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await insert_all(connection, leases, rows)
    async with database.read() as connection:
        assert await read_all(connection, select(leases)) == []


async def test_a_text_that_is_too_long_is_not_cut(postgres_url: str) -> None:
    async with open_store(postgres_url) as store:
        row = {"name": "x" * 81, "owner": "a", "until": AT}
        with pytest.raises(DBAPIError, match="too long"):
            async with store._database.write() as connection:
                await insert_all(connection, leases, [row])
