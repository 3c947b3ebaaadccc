"""A database per test: a SQLite file, or one in a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.store import SqlStore, open_store


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    async with open_store(database_url, migrate_first=True) as opened:
        yield opened
