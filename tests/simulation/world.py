"""One run: a platform, a database, workers that die and come back, and two days."""

import asyncio
import logging
import random
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import inf
from typing import Any

from stamina.instrumentation import get_on_retry_hooks, set_on_retry_hooks

from bot.errors import BotError, StoreError
from bot.services.deliver import Deliver
from bot.services.plan import Planner
from bot.storage.store import SqlStore
from tests.simulation.calamities import Change, FailOver, outage
from tests.simulation.database import memory
from tests.simulation.platform import Place, Reach
from tests.simulation.start import first_database, shelf
from tests.simulation.variants import Variant
from tests.simulation.virtual_time import VirtualClock, VirtualTimeLoop, seconds_until
from tests.simulation.watch import Promises, Row, Watch, moment
from tests.simulation.worker import PRESENT, Faults, Trace, Worker

DAYS, WORKERS = 2, 3
_STORM = timedelta(days=DAYS - 1, minutes=20)  # then faults end, and all must be well
_THE_END = timedelta(days=DAYS - 1, hours=8)
_OVER = timedelta(hours=9)  # nothing is due for so long: all has ended
_SKEW = 1.5  # seconds that a host's clock may be wrong
_NEXT = """
    SELECT min(at) FROM (
        SELECT min(next_at) AS at FROM schedules WHERE state = 'active' UNION ALL
        SELECT min(next_attempt_at) FROM deliveries WHERE state = 'planned' UNION ALL
        SELECT min(lease_until) FROM deliveries WHERE state = 'sending')"""


class World:
    """Everything in one run; the same seed means the same run."""

    def __init__(self, variant: Variant, seed: int, bugs: frozenset[str]) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a game
        self.trace: Trace = []
        self.place = Place(variant.kind, keeps_nonces="no_nonce" not in bugs)
        self.watch = Watch(memory().raw, self.place)
        self._variant, self._bugs = variant, bugs
        self._faults = Faults.by_chance(self.random, freezes=variant.freezes)
        self._fail_over = FailOver(self.random, self.watch, self.trace)
        self._change = Change(self.random, self.trace)
        self._turns: list[float] = []  # when something else changes the database
        self._born = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Live through it; the watch notes what went wrong that must not."""
        first = first_database(self._variant.kind.name)
        memory().begin_anew(first, self._committed)
        policy = (self._variant.on_unknown,)
        memory().raw.execute("UPDATE schedules SET on_unknown = ?", policy)
        self._committed()
        for _ in range(WORKERS):
            self._spawn(self._keep_alive())
        self._spawn_calamities()
        await asyncio.sleep(_STORM.total_seconds())
        self._faults.calm = True
        await self._until_all_ended()
        self._tell_of_surprises()
        self.watch.ends(Promises(self._variant.promises_one, self._must_be_sent))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.add(asyncio.create_task(work))

    def _tell_of_surprises(self) -> None:
        """Note what ended with an error that nobody expects."""
        for task in self._tasks:
            if task.done() and not task.cancelled() and (error := task.exception()):
                self.watch.faults.append(f"a surprise: {error!r}")

    def _spawn_calamities(self) -> None:
        if self.random.random() < 0.25:
            day = self.random.randrange(DAYS)
            self._spawn(outage(self._faults, day))
        if self._variant.fails_over:
            for day in range(DAYS):
                self._spawn(self._fail_over.happen(self._turn(day, 60, 200)))
        if self._variant.changes:
            day = self.random.randrange(DAYS)
            self._spawn(self._change.happen(self._turn(day, 40, 180)))

    def _turn(self, day: int, first: float, last: float) -> float:
        """Choose a time of a day; nobody sleeps past it."""
        at = day * timedelta(days=1).total_seconds() + self.random.uniform(first, last)
        self._turns.append(at)
        return at

    def _committed(self) -> None:
        self.watch.committed()
        if self._variant.fails_over:
            self._fail_over.keep()

    async def _keep_alive(self) -> None:
        """Start a process again whenever it died, after a while."""
        await asyncio.sleep(self.random.uniform(0, 50))
        while True:
            self._born += 1
            skew = self.random.uniform(-_SKEW, _SKEW)
            worker = Worker(f"w{self._born}", self._faults, skew, self.trace)
            self._spawn(self._work(worker))
            await worker.died.wait()
            longest = 400 if self.random.random() < 0.2 else 40
            await asyncio.sleep(self.random.uniform(1, longest))

    async def _work(self, worker: Worker) -> None:
        """Tick each second while anything is due; ticks between find nothing."""
        PRESENT.set(worker)
        deliver = self._deliver(worker)
        while not worker.died.is_set():
            a_second = self.random.uniform(0.5, 1.5)
            wait = self._until_due() - worker.skew
            if wait > 0:
                nap = min(wait / 3, self._until_turn())
                await asyncio.sleep(max(a_second, nap))
                continue
            try:
                await deliver.tick()
            except StoreError as error:
                worker.note(f"could not tick: {error}")
            await asyncio.sleep(a_second)
            if worker.faults.happens("told to stop"):
                await self._stop(worker, deliver)

    async def _stop(self, worker: Worker, deliver: Deliver) -> None:
        """End a process in order; it lives on for a moment."""
        worker.note("is told to stop")
        await deliver.stop(timedelta(seconds=self.random.choice((0.2, 8))))
        worker.note("stops")
        await asyncio.sleep(self.random.uniform(0, 3))
        worker.died.set()

    def _deliver(self, worker: Worker) -> Deliver:
        store = SqlStore(memory().open())
        retries = "sdk_retry" in self._bugs
        reach = Reach(self.place, worker, self.watch, retries=retries)
        return Deliver(
            store=store,
            platforms={reach.name: reach},
            planner=Planner(store, shelf()),
            clock=VirtualClock(worker.skew),
            owner=worker.owner,
        )

    def _until_due(self) -> float:
        """Give the true time until anything is due."""
        (at,) = memory().raw.execute(_NEXT).fetchone()
        return seconds_until(moment(at)) if at else inf

    def _until_turn(self) -> float:
        """Give the time until just after something else changes the database."""
        now = asyncio.get_running_loop().time()
        return min((at - now + 1 for at in self._turns if at >= now), default=3600)

    def _must_be_sent(self, row: Row) -> bool:
        """Tell whether nothing excuses that a delivery was not sent."""
        return self._variant.kind.reads and row.schedule not in self._change.touched

    async def _until_all_ended(self) -> None:
        while asyncio.get_running_loop().time() < _THE_END.total_seconds():
            await asyncio.sleep(60)
            if self._until_due() > _OVER.total_seconds():
                return


class _Surprises(logging.Handler):
    """Notes errors that the bot logs as none of those it raises on purpose."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, BotError):
            self._faults.append(f"a surprise: {record.getMessage()}: {error!r}")


@contextmanager
def _same_chances(seed: int, faults: list[str]) -> Iterator[None]:
    """Let the waits of libraries be the same in each run as well, and quiet."""
    log, handler = logging.getLogger("bot"), _Surprises(faults)
    kept, hooks, propagate = random.getstate(), get_on_retry_hooks(), log.propagate
    random.seed(seed)
    set_on_retry_hooks([])
    log.propagate = False
    log.addHandler(handler)
    yield
    log.removeHandler(handler)
    log.propagate = propagate
    set_on_retry_hooks(hooks)
    random.setstate(kept)


def simulate(variant: Variant, seed: int, bugs: frozenset[str] = frozenset()) -> World:
    """Live through one run."""
    first_database(variant.kind.name)  # it needs an event loop of its own
    world = World(variant, seed, bugs)
    with (
        _same_chances(seed, world.watch.faults),
        asyncio.Runner(loop_factory=VirtualTimeLoop) as runner,
    ):
        runner.run(world.run())
    return world
