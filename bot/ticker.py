"""The clockwork: APScheduler starts the services at intervals, and decides nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import BotError

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]
_PATIENCE = timedelta(seconds=3)  # with a tick that hangs
_SOON = timedelta(seconds=10)  # after the start, what comes seldom runs once
EVERY_SECOND = timedelta(seconds=1)
EVERY_TEN_SECONDS = timedelta(seconds=10)
EVERY_TEN_MINUTES = timedelta(minutes=10)
EVERY_HOUR = timedelta(hours=1)


@asynccontextmanager
async def open_ticker(jobs: Mapping[str, tuple[timedelta, Job]]) -> AsyncIterator[None]:
    """Start each job soon, and at its interval until the block ends.

    Failures are logged. A job is never started twice at a time. At the end nothing is started any more,
    and what runs gets a moment to end: APScheduler would cancel it.
    """
    running: dict[str, asyncio.Task[None]] = {}

    async def start(name: str, job: Job) -> None:
        if name not in running or running[name].done():
            running[name] = asyncio.create_task(_guarded(name, job), name=name)

    scheduler = AsyncIOScheduler(timezone=UTC)
    for name, (interval, job) in jobs.items():
        scheduler.add_job(
            start,
            IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC),
            args=(name, job),
            next_run_time=datetime.now(UTC) + min(interval, _SOON),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        if running:
            await asyncio.wait(running.values(), timeout=_PATIENCE.total_seconds())


async def _guarded(name: str, job: Job) -> None:
    try:
        await job()
    except BotError as error:  # such as a database that is away, each second
        log.warning("%s: %s", name, error)
    except Exception:  # the next tick tries again
        log.exception("%s failed", name)
