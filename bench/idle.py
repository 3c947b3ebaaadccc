"""A tick with nothing to do: flat in the number of schedules, in time and in memory."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from bench.delivering import delivering
from bench.memory import resident_bytes
from bench.report import Figure, compare
from bench.schedules import BEFORE, embedded
from bench.server import sandbox_process

FEW, MANY = 1_000, 200_000
FULL = {"many": 1_000_000}
_ALLOWED = 1.5  # of the time of a tick with few
_GROWTH = 4 << 20  # bytes, for SQLite's own page cache


async def measure(*, many: int = MANY, rounds: int = 300) -> AsyncIterator[Figure]:
    """Compare a tick among many schedules with one among few."""
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(sandbox_process(0))
        ticks = {}
        for count in (FEW, many):
            url = await stack.enter_async_context(embedded())
            channels = [str(number) for number in range(count)]
            bot = await stack.enter_async_context(
                delivering(served, url, channels=channels)
            )
            bot.clock.time = BEFORE
            ticks[count] = bot.deliver.tick
        await compare({"warm up": ticks[many]}, rounds=10)
        before = resident_bytes(os.getpid())
        medians = await compare(
            {str(count): tick for count, tick in ticks.items()}, rounds=rounds
        )
        growth = resident_bytes(os.getpid()) - before
    yield Figure(
        f"a tick with {many} schedules, none due",
        medians[str(many)],
        f"{_ALLOWED} x the same with {FEW}",
        _ALLOWED * medians[str(FEW)],
    )
    yield Figure(
        f"memory that {rounds} such ticks take",
        max(growth, 0),
        "SQLite's page cache",
        _GROWTH,
        unit="MB",
        scale=1 / (1 << 20),
    )
