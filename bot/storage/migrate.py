"""Bring a database to the schema of this version, from wherever it stands."""

import asyncio
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StoreError
from bot.storage.engine import Database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x0DA11B17E  # one upgrade at a time, whoever starts it


async def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to a revision.

    Raises:
        StoreError: The database does not answer.
    """
    if revision == "head" and await is_current(database):
        return
    await database.run_schema(lambda connection: _run(connection, revision, up=True))


async def downgrade(database: Database, revision: str) -> None:
    """Migrate down to a revision; `base` is the empty database."""
    await database.run_schema(lambda connection: _run(connection, revision, up=False))


async def is_current(database: Database) -> bool:
    """Tell whether the schema is that of this version."""
    head = await asyncio.to_thread(_head)
    async with database.read() as connection:
        return await connection.run_sync(_revision) == head


def configuration(connection: Connection) -> Config:
    """Give Alembic its folder and the connection to work on."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def _run(connection: Connection, revision: str, *, up: bool) -> None:
    if connection.dialect.name == "postgresql":
        # Large tables take longer than a statement of the bot's ever may.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    act = command.upgrade if up else command.downgrade
    act(configuration(connection), revision)
    if connection.dialect.name == "sqlite":
        _check_keys(connection)


def _check_keys(connection: Connection) -> None:
    """See that no row names one that is gone, as keys are not looked at meanwhile."""
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise StoreError(f"The database holds rows that belong to nothing: {tables}.")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return ScriptDirectory.from_config(config).get_current_head()
