"""Very many schedules due at once: all are planned, posts begin, and nothing stands still."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson

from bench.delivering import Delivering, delivering
from bench.report import Figure, none_of, seconds
from bench.schedules import embedded
from bench.server import child, sandbox_process

SCHEDULES = 20_000
FULL = {"schedules": 100_000}
_FASTER = 2  # times
_SOON = 2.0  # seconds until the first post
_BLOCKED = 0.05  # seconds that the event loop may stand still
_LOOK = 0.005  # seconds between two looks at that
_MICRO: dict[str, Any] = {"unit": "us", "scale": 1e6, "digits": 1}


async def measure(*, schedules: int = SCHEDULES) -> AsyncIterator[Figure]:
    """Compare planning with APScheduler's way through as many jobs."""
    a_job, dropped = await _apscheduler(schedules)
    async with sandbox_process(schedules) as served:
        async with embedded() as url, delivering(served, url) as bot:
            planning = await _plan_all(bot)
        async with embedded() as url, delivering(served, url) as bot:
            began = time.time()
            blocked = await _tick(bot)
            left = await bot.core.store.due_schedules(bot.clock.now(), limit=1)
            await bot.deliver.stop(timedelta(seconds=5))
            first = (await served.accepted()).first - began
    yield Figure(
        f"planning each of {schedules} schedules due at once, in processor time",
        planning / schedules,
        f"1/{_FASTER} of APScheduler's for as many jobs; it drops {dropped}",
        a_job / _FASTER,
        **_MICRO,
    )
    yield none_of(f"left unplanned of {schedules} due at once", len(left))
    yield seconds(
        f"first post of {schedules} due at once", first, f"{_SOON:.0f} s", _SOON
    )
    yield Figure(
        f"the longest that the event loop stands still, {schedules} due at once",
        blocked,
        f"{_BLOCKED * 1000:.0f} ms",
        _BLOCKED,
    )


async def _plan_all(bot: Delivering) -> float:
    """Give the processor time of planning alone."""
    started = time.process_time()
    while await bot.core.planner.plan(bot.clock.now()):
        pass
    return time.process_time() - started


async def _tick(bot: Delivering) -> float:
    """Plan all and begin to post; give the longest that the loop stood still."""
    watching = asyncio.create_task(_watch(longest := [0.0]))
    await bot.deliver.tick()
    watching.cancel()
    return longest[0]


async def _watch(longest: list[float]) -> None:
    """Note by how much the loop comes late to a short sleep."""
    while True:
        wanted = time.perf_counter() + _LOOK
        await asyncio.sleep(_LOOK)
        longest[0] = max(longest[0], time.perf_counter() - wanted)


async def _apscheduler(jobs: int) -> tuple[float, int]:
    """Give the processor time of one of many jobs due at once, and count the dropped.

    In a process of its own, as the settings of our garbage collector are not its own.
    """
    async with child("bench.jobs", str(jobs)) as process:
        assert process.stdout
        took, dropped = orjson.loads(await process.stdout.readline())
        return took, dropped
