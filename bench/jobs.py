"""What APScheduler takes for one of many jobs that are due at once."""

import asyncio
import logging
import sys
import time
from datetime import UTC, datetime, timedelta

import orjson
from apscheduler.events import (
    EVENT_JOB_EXECUTED,
    EVENT_JOB_MISSED,
    JobExecutionEvent,
)
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

_ADDED = 3_000  # jobs that APScheduler surely takes on in a second
_LOOK = 0.005  # seconds before they are due


async def measure(jobs: int) -> tuple[float, int]:
    """Give the processor seconds of one job, and count those that were dropped."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = AsyncIOScheduler(timezone=UTC)
    ended: list[int] = []
    all_ended = asyncio.Event()

    def end(event: JobExecutionEvent) -> None:
        ended.append(event.code)
        if len(ended) == jobs:
            all_ended.set()

    scheduler.add_listener(end, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    scheduler.start()
    due = datetime.now(UTC) + timedelta(seconds=2 + jobs / _ADDED)
    for _ in range(jobs):
        trigger = CronTrigger(hour=9, timezone=UTC)
        scheduler.add_job(_nothing, trigger, next_run_time=due)
    await asyncio.sleep((due - datetime.now(UTC)).total_seconds() - _LOOK)
    started = time.process_time()
    await all_ended.wait()
    took = time.process_time() - started
    scheduler.shutdown(wait=False)
    return took / jobs, ended.count(EVENT_JOB_MISSED)


async def _nothing() -> None:
    """Do what costs nothing."""


if __name__ == "__main__":
    print(orjson.dumps(asyncio.run(measure(int(sys.argv[1])))).decode(), flush=True)
