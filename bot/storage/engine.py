"""Open a database by its URL, with the settings that keep commits and order."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError

T = TypeVar("T")
_SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose the last commits at a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA secure_delete=ON",
)
# A database that hangs must not hang the bot: milliseconds, but for the first. Nor
# must a replica that is frozen in the middle of a transaction, and holds locks in it:
# the others have to get them before their own leases end.
_POSTGRES_LIMITS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "options": "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=5000",
}
# Not a database; not answering; a connection that the server has ended.
_UNUSABLE = (DatabaseError, OperationalError, InternalError)
_READ_ONLY = "dailybite_read_only"


class Database:
    """One engine with the two ways to use it: read, and write.

    Args:
        url: Where the database is.
        engine: An open engine from `open_engine`, in place of one of its own.
    """

    def __init__(self, url: str, *, engine: AsyncEngine | None = None) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = engine or open_engine(self.url)
        # SQLite has one writer; waiting here is fair and does not sleep.
        self._writer: Any = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for one or a few reads."""
        with explain_errors():
            async with self._engine.connect() as connection:
                yield await connection.execution_options(**{_READ_ONLY: True})

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that may write; commits at the end."""
        with explain_errors():
            async with self._writer, self._engine.begin() as connection:
                yield connection

    async def run_schema(self, work: Callable[[Connection], T]) -> T:
        """Run synchronous schema work in one write transaction."""
        with explain_errors():
            async with (
                self._writer,
                self._engine.connect() as connection,
                _without_keys(connection),
                connection.begin(),
            ):
                return await connection.run_sync(work)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


@asynccontextmanager
async def _without_keys(connection: AsyncConnection) -> AsyncIterator[None]:
    """Let SQLite not look at foreign keys, which it can be told outside transactions.

    It changes a table by making it anew and dropping the old one, whose rows others
    still name.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    await connection.run_sync(_run_bare, "PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await connection.run_sync(_run_bare, "PRAGMA foreign_keys=ON")


def _run_bare(connection: Connection, statement: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()


def parse_url(url: str) -> URL:
    """Read a database URL; hosting platforms' `postgres://` is understood.

    Raises:
        StoreError: It is none, or its database is not supported.
    """
    plain = url.replace("postgres://", "postgresql://", 1)
    try:
        parsed = make_url(plain)
    except ArgumentError as exc:
        raise StoreError(
            "The database URL cannot be read. "
            "Use sqlite:///file.db or postgresql://host/name."
        ) from exc
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreError(
        f'The database "{backend}" is not supported. Use sqlite:// or postgresql://.'
    )


@contextmanager
def explain_errors() -> Iterator[None]:
    """Turn a lost or unreachable database into one sentence.

    Raises:
        StoreError: The database does not answer, or refuses the log-in.
    """
    try:
        yield
    except PoolTimeoutError as exc:
        raise StoreError("The database is too busy to answer.") from exc
    except (DatabaseError, InterfaceError, OSError) as exc:
        # Its other subclasses, such as a broken constraint, are faults of ours.
        if isinstance(exc, DatabaseError) and type(exc) not in _UNUSABLE:
            raise
        if isinstance(exc, DBAPIError) and "no such table" in str(exc.orig):
            raise StoreError(
                "The database is older than this version: run `dailybite db upgrade`."
            ) from exc
        if type(exc) is DatabaseError:
            raise StoreError(
                f"The database cannot be read ({exc.orig}): "
                "restore a backup, or move it away to begin anew."
            ) from exc
        why = str(exc.orig if isinstance(exc, DBAPIError) else exc).splitlines()[0]
        raise StoreError(f"The database does not answer ({why}).") from exc


def open_engine(url: URL, **options: Any) -> AsyncEngine:
    """Open an engine with our settings; the options are SQLAlchemy's own.

    Raises:
        StoreError: The file cannot be created, or a driver is missing.
    """
    try:
        if url.get_backend_name() == "sqlite":
            _create_private(url)
            engine = create_async_engine(url, **options)
            event.listen(engine.sync_engine, "connect", _configure_sqlite)
            event.listen(engine.sync_engine, "begin", _begin_sqlite)
            return engine
        limits = {"pool_pre_ping": True, "connect_args": _POSTGRES_LIMITS}
        return create_async_engine(url, **limits | options)
    except (NoSuchModuleError, ModuleNotFoundError) as exc:
        raise StoreError(
            'PostgreSQL needs one more package: pip install "daily-bite[postgres]".'
        ) from exc


def _create_private(url: URL) -> None:
    """Make a new database file readable for its owner only."""
    if not url.database or url.database == ":memory:":
        return
    file = Path(url.database)
    if file.exists():
        return
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as exc:
        raise StoreError(
            f"The database file {file} cannot be created: {exc.strerror}."
        ) from exc


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver opens transactions of its own
    cursor = connection.cursor()
    for setting in _SQLITE_SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once: a later upgrade fails however long one waits."""
    is_reader = connection.get_execution_options().get(_READ_ONLY)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")
