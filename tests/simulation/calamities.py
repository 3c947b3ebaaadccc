"""What happens to all workers at once: outages, fail-overs, and admins."""

import asyncio
import sqlite3
from collections import deque
from datetime import timedelta
from random import Random

from bot.core.requests import Command, Person, Request
from bot.services.admin import Admin
from bot.services.days_off import DaysOff
from bot.services.plan import Planner
from bot.storage.store import SqlStore
from tests.simulation.database import memory
from tests.simulation.start import CHANNELS, shelf
from tests.simulation.virtual_time import VirtualClock
from tests.simulation.watch import Watch
from tests.simulation.worker import Faults, Trace

_DAY = timedelta(days=1).total_seconds()
_BEHIND = 20  # seconds of commits that a fail-over may lose


async def outage(faults: Faults, day: int) -> None:
    """Let all processes be gone when a day's posts come due."""
    await asyncio.sleep(day * _DAY + 55)
    usual = faults.rates
    faults.rates = usual | {"crash": 1.0}
    await asyncio.sleep(faults.random.uniform(20, 300))
    faults.rates = usual


class FailOver:
    """Lets the database forget what it did in the last seconds."""

    def __init__(self, chances: Random, watch: Watch, trace: Trace) -> None:
        self._random = chances
        self._watch = watch
        self._trace = trace
        self._kept: deque[tuple[float, sqlite3.Connection]] = deque(maxlen=30)

    def keep(self) -> None:
        """Remember the present state."""
        now = asyncio.get_running_loop().time()
        self._kept.append((now, memory().copy()))

    async def happen(self, at: float) -> None:
        """Go back a little, at a time."""
        await asyncio.sleep(at)
        before = at - self._random.uniform(0, _BEHIND)
        known = [copy for kept_at, copy in self._kept if kept_at <= before]
        if known:
            memory().restore(known[-1])
            self._trace.append((at, "database", "fails over"))
            self._watch.restored()


class Change:
    """Moves a schedule, or pauses it for a while, just when its post is due."""

    def __init__(self, chances: Random, trace: Trace) -> None:
        self.touched: set[str] = set()
        self._random = chances
        self._trace = trace

    async def happen(self, at: float) -> None:
        """Do what admins do, through the command that they use."""
        await asyncio.sleep(at)
        admin, name = _admin(), self._random.choice(CHANNELS)
        self.touched.add(name)
        if self._random.random() < 0.3:
            await _days_off(admin).pause(_request(Command.PAUSE, name))
            self._note(f"pauses {name}")
            await asyncio.sleep(self._random.uniform(1, 90))
            await admin.resume(_request(Command.RESUME, name))
            self._note(f"resumes {name}")
        time = f"09:{self._random.randrange(20):02}"
        await admin.schedule(_request(Command.SCHEDULE, name, time=time))
        self._note(f"moves {name} to {time}")

    def _note(self, what: str) -> None:
        self._trace.append((asyncio.get_running_loop().time(), "admin", what))


def _admin() -> Admin:
    store = SqlStore(memory().open())
    return Admin(
        store=store,
        platforms={},
        shelf=shelf(),
        planner=Planner(store, shelf()),
        clock=VirtualClock(),
    )


def _days_off(admin: Admin) -> DaysOff:
    store = SqlStore(memory().open())
    return DaysOff(admin=admin, store=store, clock=VirtualClock())


def _request(command: Command, schedule: str, **options: str) -> Request:
    return Request(
        id="1",
        platform="",  # whichever it is
        server="1",
        channel=schedule,
        person=Person(id="7", name="Ana"),
        command=command,
        options={"schedule": schedule, **options},
    )
