"""The clockwork: APScheduler calls the services at intervals, and decides nothing."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]
EVERY_SECOND = timedelta(seconds=1)
EVERY_HOUR = timedelta(hours=1)


@contextmanager
def open_ticker(jobs: Mapping[str, tuple[timedelta, Job]]) -> Iterator[None]:
    """Call each job at its interval until the block ends; failures are logged.

    Jobs start work and return at once: what is under way when the block ends is
    not waited for, and a job is never started twice at a time.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    for name, (interval, job) in jobs.items():
        scheduler.add_job(
            _guarded(name, job),
            IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC),
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


def _guarded(name: str, job: Job) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job()
        except Exception:  # the next tick tries again
            log.exception("%s failed", name)

    return run
