"""Choosing an unseen bite: as cheap as nothing, however many servers have seen much."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from sqlalchemy import func, insert, literal, select, true

from bench.report import Figure, compare
from bench.schedules import embedded
from bot.ports import Showing, Store
from bot.services.choose import Wanted, choose
from bot.storage.engine import Database
from bot.storage.history import history_values
from bot.storage.migrate import upgrade
from bot.storage.store import SqlStore
from bot.storage.tables import history

BITES, BATCH = 10_000, 400
SERVERS = 2_000
FULL = {"servers": 10_000}
_FEW = BATCH  # servers of the small databases
_SHORT, _LONG = 10, 500  # bites that each server has seen
_FLAT = 1.5  # what noise may add to what is flat
_SELECTS = 2  # `select 1` that a choice may cost
_EACH = 30e-6  # seconds for each choice of a batch
_ORDER = tuple(f"topic/bite-{number:05}" for number in range(BITES))
_WHEN = datetime(2026, 11, 24, tzinfo=UTC)


async def measure(*, servers: int = SERVERS, rounds: int = 60) -> AsyncIterator[Figure]:
    """Compare many servers with few, and a long history with a short one."""
    async with AsyncExitStack() as stack:
        few, crowded, short = [
            SqlStore(await _open(stack, servers=count, seen=seen))
            for count, seen in ((_FEW, _LONG), (servers, _LONG), (_FEW, _SHORT))
        ]
        medians = await compare(
            {
                "few": lambda: _choose(few, _LONG, BATCH),
                "crowded": lambda: _choose(crowded, _LONG, BATCH),
                "short": lambda: _choose(short, _SHORT, BATCH),
                "single": lambda: _choose(crowded, _LONG, 1),
                "select": crowded.ping,
            },
            rounds=rounds,
        )
    for figure in _figures(medians, servers):
        yield figure


def _figures(medians: dict[str, float], servers: int) -> list[Figure]:
    those = f"of {BITES} bites, {servers} servers that saw {_LONG}"
    return [
        Figure(
            f"a choice {those}",
            medians["single"],
            f"{_SELECTS} x `select 1`",
            _SELECTS * medians["select"],
        ),
        Figure(
            f"each of {BATCH} choices {those}",
            medians["crowded"] / BATCH,
            f"{_EACH * 1e6:.0f} us",
            _EACH,
            unit="us",
            scale=1e6,
            digits=1,
        ),
        Figure(
            f"{BATCH} choices {those}",
            medians["crowded"],
            f"{_FLAT} x the same among {_FEW}",
            _FLAT * medians["few"],
        ),
        Figure(
            f"{BATCH} choices of {BITES} bites with {_LONG} seen",
            medians["few"],
            f"{_FLAT} x the same with {_SHORT} seen",
            _FLAT * medians["short"],
        ),
    ]


async def _choose(store: Store, cursor: int, count: int) -> None:
    wanted = [Wanted("discord", str(server), _ORDER, cursor) for server in range(count)]
    found = await choose(store, wanted)
    if found != [cursor] * count:
        raise AssertionError("the benchmark chose something that was seen")


async def _open(stack: AsyncExitStack, *, servers: int, seen: int) -> Database:
    """Fill a database: each server has seen the first bites of the order."""
    database = Database(await stack.enter_async_context(embedded()))
    stack.push_async_callback(database.close)
    await upgrade(database)
    shown = Showing(bite="", shown_at=_WHEN)
    values = history_values("discord", "", shown)
    server, bite = (
        func.json_each(json.dumps(one)).table_valued("value", name=name)
        for name, one in (
            ("servers", sorted(map(str, range(servers)))),
            ("bites", _ORDER[:seen]),
        )
    )
    columns = {
        **{name: literal(one, history.c[name].type) for name, one in values.items()},
        "server": server.c.value,
        "bite": bite.c.value,
    }
    rows = select(*columns.values()).select_from(server.join(bite, true()))
    async with database.write() as connection:
        await connection.execute(insert(history).from_select([*columns], rows))
    return database
