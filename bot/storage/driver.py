"""SQLite's driver, with one way to its thread and back for each statement, not four.

A way costs more than most statements do, and the driver goes it to make a cursor, to
execute, to fetch and to close.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite

_CHUNK = 64  # rows that are read at a time where somebody iterates; nobody does


class Connection(aiosqlite.Connection):
    """A connection whose cursors live in its thread for one statement only."""

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """Give what the dialect expects of a cursor."""
        return Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], "Result"]) -> "Result":
        """Do something in the thread."""
        done: Result = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done


class Cursor:
    """Executes, fetches and closes in one go; what it found is kept here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "Cursor":
        """Be ready at once."""
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement, and fetch all that it gives."""
        await self._run(lambda cursor: cursor.execute(sql, parameters))

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        """Run a statement with each of these."""
        await self._run(lambda cursor: cursor.executemany(sql, parameters))

    async def fetchall(self) -> Sequence[Any]:
        """Give what was fetched."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: it is closed."""

    async def _run(self, execute: Callable[[sqlite3.Cursor], object]) -> None:
        def work(connection: sqlite3.Connection) -> Result:
            cursor = connection.cursor()
            try:
                execute(cursor)
                rows = cursor.fetchall() if cursor.description else ()
                return rows, cursor.description, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        result = await self._connection.run(work)
        self._rows, self.description, self.rowcount, self.lastrowid = result


Result = tuple[Sequence[Any], Any, int, int | None]


def connect(*arguments: Any, **options: Any) -> Connection:
    """Give a connection that opens as it is awaited.

    Its thread does not keep the process alive.
    """
    connection = Connection(lambda: sqlite3.connect(*arguments, **options), _CHUNK)
    connection._thread.daemon = True
    return connection
