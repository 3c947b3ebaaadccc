"""Databases full of schedules that are due together, written in one statement each."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import String, cast, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.settings import new_schedule, starting
from bot.storage.engine import Database
from bot.storage.migrate import upgrade
from bot.storage.rows import schedule_values
from bot.storage.tables import schedules

DUE = datetime(2026, 11, 24, 9, tzinfo=UTC)
BEFORE = DUE - timedelta(minutes=30)
_migrating = asyncio.Lock()  # Alembic knows one database at a time


class StillClock:
    """Stands still until somebody sets it."""

    def __init__(self, time: datetime = BEFORE) -> None:
        self.time = time

    def now(self) -> datetime:
        """Give the time that it was set to."""
        return self.time


@asynccontextmanager
async def embedded() -> AsyncIterator[str]:
    """Give the address of a SQLite file that is not there yet."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.db'}"


async def prepare(
    url: str, channels: Sequence[str], *, platform: str = "discord"
) -> None:
    """Build the tables, with a schedule for each channel, all due at `DUE`.

    Each channel is in a server of its own.
    """
    database = Database(url)
    try:
        async with _migrating:
            await upgrade(database)
        async with database.write() as connection:
            await _insert(connection, channels, platform)
    finally:
        await database.close()


async def _insert(
    connection: AsyncConnection, channels: Sequence[str], platform: str
) -> None:
    base = new_schedule(
        platform=platform, server="", channel="", timezone="UTC", now=BEFORE
    )
    values = schedule_values(starting(base, BEFORE), BEFORE) | {"created_at": BEFORE}
    key, channel, source = _listed(connection, channels)
    number = cast(key + 10**6, String)
    columns = {
        **{name: literal(one, schedules.c[name].type) for name, one in values.items()},
        "id": literal("s").concat(number),
        "server": literal("1").concat(number),
        "channel": channel,
    }
    rows = select(*columns.values()).select_from(source)
    await connection.execute(insert(schedules).from_select([*columns], rows))


def _listed(
    connection: AsyncConnection, channels: Sequence[str]
) -> tuple[Any, Any, Any]:
    """Give the number, the text and the table of a list in one parameter."""
    if connection.dialect.name == "sqlite":
        text = json.dumps([*channels])
        found = func.json_each(text).table_valued("key", "value")
    else:
        listed = func.jsonb_array_elements_text(cast([*channels], JSONB))
        found = listed.table_valued("value", with_ordinality="key").render_derived()
    return found.c.key, found.c.value, found
