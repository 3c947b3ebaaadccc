"""Very many schedules due at once: all are planned, posts begin, and nothing stands still."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bench.delivering import Delivering, delivering
from bench.report import Figure, none_of, seconds
from bench.schedules import embedded
from bench.server import sandbox_process

SCHEDULES = 20_000
FULL = {"schedules": 100_000}
JOBS = 10_000  # of APScheduler, whose cost for each is what counts
_FASTER = 2  # times
_SOON = 2.0  # seconds until the first post
_BLOCKED = 0.05  # seconds that the event loop may stand still
_LOOK = 0.005  # seconds between two looks at that
_ADDING = timedelta(seconds=6)  # enough to add all jobs before they are due
_MICRO: dict[str, Any] = {"unit": "us", "scale": 1e6, "digits": 1}


async def measure(*, schedules: int = SCHEDULES) -> AsyncIterator[Figure]:
    """Compare planning with APScheduler's way through as many jobs."""
    a_job, dropped = await _apscheduler()
    async with (
        sandbox_process(schedules) as served,
        embedded() as url,
        delivering(served, url) as bot,
    ):
        began = time.time()
        planning, blocked = await _plan_all(bot)
        left = len(await bot.core.store.due_schedules(bot.clock.now(), limit=schedules))
        accepted = await served.accepted()
        await bot.deliver.stop(timedelta(seconds=5))
    yield Figure(
        f"planning each of {schedules} schedules due at once, in processor time",
        planning / schedules,
        f"1/{_FASTER} of APScheduler's for each of {JOBS} jobs; it drops {dropped}",
        a_job / _FASTER,
        **_MICRO,
    )
    yield none_of(f"dropped of {schedules} schedules due at once", left)
    yield seconds(
        f"first post of {schedules} due at once",
        accepted.first - began,
        f"{_SOON:.0f} s",
        _SOON,
    )
    yield Figure(
        f"the longest that the event loop stands still, {schedules} due at once",
        blocked,
        "an answer must not wait",
        _BLOCKED,
    )


async def _plan_all(bot: Delivering) -> tuple[float, float]:
    """Give the processor time, and the longest that the loop stood still."""
    watching = asyncio.create_task(_watch(longest := [0.0]))
    started = time.process_time()
    await bot.deliver.tick()
    took = time.process_time() - started
    watching.cancel()
    return took, longest[0]


async def _watch(longest: list[float]) -> None:
    """Note by how much the loop comes late to a short sleep."""
    while True:
        wanted = time.perf_counter() + _LOOK
        await asyncio.sleep(_LOOK)
        longest[0] = max(longest[0], time.perf_counter() - wanted)


async def _apscheduler() -> tuple[float, int]:
    """Give the processor time of one of many jobs due at once, and count the dropped."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = AsyncIOScheduler(timezone=UTC)
    ended: list[int] = []
    scheduler.add_listener(
        lambda event: ended.append(event.code), EVENT_JOB_EXECUTED | EVENT_JOB_MISSED
    )
    scheduler.start()
    due = datetime.now(UTC) + _ADDING
    for _ in range(JOBS):
        trigger = CronTrigger(hour=9, timezone=UTC)
        scheduler.add_job(_nothing, trigger, next_run_time=due)
    await asyncio.sleep((due - datetime.now(UTC)).total_seconds() - _LOOK)
    started = time.process_time()
    while len(ended) < JOBS:
        await asyncio.sleep(_LOOK)
    took = time.process_time() - started
    scheduler.shutdown(wait=False)
    return took / JOBS, ended.count(EVENT_JOB_MISSED)


async def _nothing() -> None:
    """Do what costs nothing."""
