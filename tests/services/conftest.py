"""A real SQLite for the services."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.store import SqlStore, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with open_store(
        f"sqlite:///{tmp_path / 'store.db'}", migrate_first=True
    ) as opened:
        yield opened
