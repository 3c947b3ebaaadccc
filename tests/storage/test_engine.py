"""Databases as they open, migrate and fail, on SQLite and on a real PostgreSQL."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import DateTime

from bot.errors import StoreError
from bot.storage import migrate
from bot.storage.engine import Database, parse_url
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import UtcDateTime, metadata
from tests.storage.make import NOW


async def test_naive_times_are_refused(store: SqlStore) -> None:
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(Exception, match="naive datetime"):
        await store.first_time("discord", "x", naive)


def test_no_table_has_a_bare_datetime() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]

    assert not [one for one in columns if isinstance(one.type, DateTime)]
    assert [one for one in columns if isinstance(one.type, UtcDateTime)]


async def test_migrations_go_up_down_and_up(empty_url: str) -> None:
    database = Database(empty_url)
    try:
        await migrate.upgrade(database)
        await migrate.downgrade(database, "base")
        assert not await migrate.is_current(database)
        await migrate.upgrade(database)
        assert await migrate.is_current(database)

        def compare(connection: Any) -> list[Any]:
            context = MigrationContext.configure(connection)
            return list(compare_metadata(context, metadata))

        assert await database.run_schema(compare) == []
    finally:
        await database.close()


async def test_an_old_schema_is_refused(empty_url: str) -> None:
    with pytest.raises(StoreError, match="dailybite db upgrade"):
        async with open_store(empty_url):
            pass


async def test_an_unreachable_database_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be created"):
        async with open_store(f"sqlite:///{tmp_path}/no/such/folder.db"):
            pass
    with pytest.raises(StoreError, match="does not answer"):
        async with open_store("postgresql://u:p@127.0.0.1:1/x?connect_timeout=2"):
            pass


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg"),
        ("postgresql://u:p@h/d", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite+aiosqlite"),
    ],
)
def test_urls_of_hosting_platforms_are_understood(url: str, driver: str) -> None:
    assert parse_url(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nonsense"])
def test_other_urls_are_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite"):
        parse_url(url)


async def test_a_new_file_is_private_and_no_thread_stays(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    await asyncio.to_thread(int)  # the event loop has a thread of its own, which stays
    before = set(threading.enumerate())

    async with open_store(f"sqlite:///{file}", migrate_first=True) as opened:
        await opened.ping()

    started = set(threading.enumerate()) - before
    for one in started:
        one.join(timeout=5)  # a closed connection's thread ends by itself
    assert file.stat().st_mode & 0o077 == 0
    assert not [one for one in started if one.is_alive()]
