"""SQLite in memory behind SQLAlchemy's asynchronous engine, without any thread.

Each transaction runs in one go, as `BEGIN IMMEDIATE` makes it; a worker may be held up,
die or be told of an error before it begins, before it commits, and after that.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import migrate
from bot.storage.engine import Database, open_engine, parse_url
from tests.simulation.worker import PRESENT, Worker

URL = "sqlite://"


class Memory:
    """The one database of this test process, emptied for each run."""

    def __init__(self) -> None:
        self.raw = sqlite3.connect(":memory:", check_same_thread=False)
        self.engine: AsyncEngine = open_engine(
            parse_url(URL),
            async_creator=self._connect,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=50,
        )
        self.committed: Callable[[], None] = lambda: None
        # Three places for planted bugs.
        self.prepare: Callable[[sqlite3.Connection], object] = lambda _: None
        self.rewrite: Callable[[str], str] = lambda sql: sql
        self.splits: Iterator[int] | None = None

    async def _connect(self) -> "_Connection":
        return _Connection(self)

    def copy(self) -> sqlite3.Connection:
        """Give all data as it is now."""
        kept = sqlite3.connect(":memory:")
        self.raw.backup(kept)
        return kept

    def restore(self, kept: sqlite3.Connection) -> None:
        """Go back to what was kept."""
        kept.backup(self.raw)

    def begin_anew(
        self, first: sqlite3.Connection, committed: Callable[[], None]
    ) -> None:
        """Take a first state for a run, whatever was before."""
        self.committed = committed
        self.restore(first)
        self.prepare(self.raw)

    def open(self) -> Database:
        """Give what one process has: its own writer lock, the common data."""
        return Database(URL, engine=self.engine)


@cache
def memory() -> Memory:
    """Give this process's database; its compiled statements are kept for all runs."""
    return Memory()


@cache
def empty_schema() -> sqlite3.Connection:
    """Give an empty database as the migrations make it."""
    with asyncio.Runner() as runner:
        runner.run(migrate.upgrade(memory().open()))
    return memory().copy()


class _AtOnce:
    """Takes the place of the queue to the driver's thread."""

    def put_nowait(self, job: tuple[asyncio.Future[Any], Callable[[], Any]]) -> None:
        future, function = job
        future.set_result(function())


class _Connection:
    """What the dialect expects of an aiosqlite connection."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.raw = self._conn = self._connection = memory.raw
        self._tx = _AtOnce()
        self._writes, self._changes = False, 0

    @property
    def isolation_level(self) -> str | None:
        return self.raw.isolation_level

    def cursor(self) -> "_Cursor":
        return _Cursor(self)

    async def create_function(self, *args: Any, **options: Any) -> None:
        self.raw.create_function(*args, **options)

    async def begin(self, sql: str) -> None:
        if worker := PRESENT.get():
            await worker.step("begin")
            self._stumble(worker)
        # SQLAlchemy ends a read in a task of its own, which others may overtake; until
        # then a read waits for nothing, so it needs no transaction here.
        if sql != "BEGIN":
            self.raw.execute(sql)
            self._writes, self._changes = True, self.raw.total_changes

    async def commit(self) -> None:
        worker = PRESENT.get()
        if worker:
            self._die(worker)
            self._stumble(worker)
        self.raw.commit()
        self._writes = False
        if self.raw.total_changes > self._changes:
            self.memory.committed()
        if worker:
            await worker.step("committed")
            self._stumble(worker)

    def _die(self, worker: Worker) -> None:
        if worker.dies("commit"):
            self._undo()  # as the database does with what a dead process left open
            raise asyncio.CancelledError

    def _stumble(self, worker: Worker) -> None:
        if worker.faults.happens("database"):
            self._undo()
            raise sqlite3.OperationalError("disk I/O error")

    def _undo(self) -> None:
        if self._writes:
            self.raw.rollback()
            self._writes = False

    async def rollback(self) -> None:
        self._undo()

    async def close(self) -> None:
        pass

    def stop(self) -> None:
        pass


class _Cursor:
    """What the dialect expects of an aiosqlite cursor."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._cursor = connection.raw.cursor()

    async def __aenter__(self) -> "_Cursor":
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        if sql.startswith("BEGIN"):
            await self._connection.begin(sql)
            return
        memory = self._connection.memory
        sql = memory.rewrite(sql)
        if memory.splits and (split := split_claim(sql, parameters)):
            next(memory.splits)
            sql, parameters = await self._read_first(*split)
        self._cursor.execute(sql, parameters)

    async def _read_first(
        self, read: tuple[str, Any], write: Callable[[list[Any]], tuple[str, Any]]
    ) -> tuple[str, Any]:
        """Plant a bug: look for work in one transaction, and take it in another."""
        found = [row[0] for row in self._connection.raw.execute(*read)]
        self._connection.raw.rollback()
        if worker := PRESENT.get():
            await asyncio.sleep(worker.faults.random.uniform(0, 3))
        self._connection.raw.execute("BEGIN IMMEDIATE")
        return write(found)

    async def executemany(self, sql: str, parameters: Any) -> None:
        self._cursor.executemany(self._connection.memory.rewrite(sql), parameters)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


def split_claim(
    sql: str, parameters: Any
) -> tuple[tuple[str, Any], Callable[[list[Any]], tuple[str, Any]]] | None:
    """Take a claim apart: the read inside of it, and the write with what was read."""
    head, found, rest = sql.partition("deliveries.id IN (SELECT")
    if not found or not sql.startswith("UPDATE deliveries"):
        return None
    at = _end_of_bracket(rest)
    inner, tail = "SELECT" + rest[:at], rest[at + 1 :]
    begin = head.count("?")
    end = begin + inner.count("?")

    def write(ids: list[Any]) -> tuple[str, Any]:
        places = ", ".join("?" * len(ids)) or "NULL"
        return (
            f"{head}deliveries.id IN ({places}){tail}",
            (*parameters[:begin], *ids, *parameters[end:]),
        )

    return (inner, parameters[begin:end]), write


def _end_of_bracket(text: str) -> int:
    """Give the place of the bracket that closes one which was open before."""
    depth = 1
    for at, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return at
    raise ValueError(f"no bracket closes in {text!r}")
