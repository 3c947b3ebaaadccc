"""Choosing an unseen bite: flat in the number of servers and in the history's length."""

import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from bench.report import Figure, compare
from bot.ports import Showing, Store
from bot.services.choose import Wanted, choose
from bot.storage.engine import Database
from bot.storage.history import history_values
from bot.storage.migrate import upgrade
from bot.storage.store import SqlStore
from bot.storage.tables import history

BITES, BATCH = 10_000, 100
_FEW, _MANY = 100, 1_000  # servers
_SHORT, _LONG = 10, 1_000  # bites that each server has seen
_ALLOWED = 1.5  # "flat": what noise may add
_ORDER = tuple(f"topic/bite-{number:05}" for number in range(BITES))
_WHEN = datetime(2026, 11, 24, tzinfo=UTC)


async def measure(*, rounds: int = 40) -> AsyncIterator[Figure]:
    """Compare many servers with few, and a long history with a short one."""
    with tempfile.TemporaryDirectory() as folder:
        base = await _open(folder, servers=_FEW, seen=_LONG)
        crowded = await _open(folder, servers=_MANY, seen=_LONG)
        short = await _open(folder, servers=_FEW, seen=_SHORT)
        medians = await compare(
            {
                "base": lambda: _choose(SqlStore(base), _LONG),
                "crowded": lambda: _choose(SqlStore(crowded), _LONG),
                "short": lambda: _choose(SqlStore(short), _SHORT),
            },
            rounds=rounds,
        )
        for database in (base, crowded, short):
            await database.close()
    yield Figure(
        f"{BATCH} choices of {BITES} bites among {_MANY} servers",
        medians["crowded"],
        f"{_ALLOWED} x the same among {_FEW}",
        _ALLOWED * medians["base"],
    )
    yield Figure(
        f"{BATCH} choices of {BITES} bites with {_LONG} seen",
        medians["base"],
        f"{_ALLOWED} x the same with {_SHORT} seen",
        _ALLOWED * medians["short"],
    )


async def _choose(store: Store, cursor: int) -> None:
    wanted = [Wanted("discord", str(server), _ORDER, cursor) for server in range(BATCH)]
    found = await choose(store, wanted)
    if found != [cursor] * BATCH:
        raise AssertionError("the benchmark chose something that was seen")


async def _open(folder: str, *, servers: int, seen: int) -> Database:
    database = Database(f"sqlite:///{Path(folder) / f'{servers}-{seen}.db'}")
    await upgrade(database)
    for server in range(servers):
        rows = [
            history_values("discord", str(server), Showing(bite=one, shown_at=_WHEN))
            for one in _ORDER[:seen]
        ]
        async with database.write() as connection:
            await connection.execute(insert(history), rows)
    return database
