"""Copy a SQLite database while others use it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError
from bot.storage.engine import parse_url

_PATIENCE = 30.0  # seconds, with a writer


def back_up(url: str, to: Path) -> Path:
    """Write a copy that is one moment of the database; give the path of the original.

    Raises:
        StoreError: It is no SQLite file, or the copy cannot be made.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(
            "Only SQLite files are backed up here: for PostgreSQL, use pg_dump."
        )
    file = Path(parsed.database or "")
    if not file.is_file():
        raise StoreError(f"There is no database file {file} to back up.")
    _create(to)
    try:
        _copy(file, to)
    except BaseException as exc:  # half a copy must not look like a whole one
        to.unlink()
        if isinstance(exc, sqlite3.Error):
            raise StoreError(f"{file} cannot be backed up: {exc}.") from exc
        raise
    return file


def _create(to: Path) -> None:
    """Make the file before anything is in it: readable for its owner only."""
    try:
        os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as exc:
        raise StoreError(f"{to} exists already: name another file.") from exc
    except OSError as exc:
        raise StoreError(f"{to} cannot be created: {exc.strerror}.") from exc


def _copy(file: Path, to: Path) -> None:
    """Let SQLite copy all pages in one read transaction; nobody waits for it."""
    address = f"{file.resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as source,
        closing(sqlite3.connect(to)) as copy,
    ):
        source.backup(copy)
