"""Three replicas on one PostgreSQL, in bad weather, under work and questions."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.core.delivery import LEASE
from bot.sandbox.server import Sandbox
from bot.storage.store import open_store
from tests.crash.replica import Replica
from tests.rooms import ROOMS
from tests.soak.ledger import Ledger, read_ledger
from tests.soak.lives import Life
from tests.soak.people import People
from tests.soak.troubles import Troubles
from tests.soak.weather import Weather
from tests.soak.work import Work

REPLICAS = 3
PATIENCE = 4 * LEASE.total_seconds()


@dataclass(frozen=True, slots=True)
class Found:
    """What a soak ended with."""

    seconds: float
    added: int
    ledger: Ledger
    weather: Weather
    lives: list[Life]
    people: dict[str, People]
    faults: list[str]
    refused: int


async def soak(
    sandbox: Sandbox,
    url: str,
    folder: Path,
    *,
    seconds: float,
    warm_up: float,
    seed: int,
) -> Found:
    """Let it all go on for some seconds, then end it in order and look."""
    began, troubles = time.monotonic(), Troubles()
    replicas = [_replica(folder, number, sandbox, url) for number in range(REPLICAS)]
    lives = [Life(number, one, troubles) for number, one in enumerate(replicas)]
    people = {name: People(room(sandbox), troubles) for name, room in ROOMS.items()}
    weather = Weather(sandbox, troubles, seed)
    async with open_store(url, migrate_first=True) as store:
        work = Work(sandbox, store, seed)
        await asyncio.gather(*(one.begin() for one in lives))
        await asyncio.gather(sandbox.discord.bot_ready(30), sandbox.slack.bot_ready(30))
        await work.begin()
        is_over = asyncio.Event()

        def spared(number: int) -> Callable[[], bool]:
            """The first is never killed; of the others, each lives for a half."""
            half = began + seconds / 2
            return lambda: number == 0 or (time.monotonic() < half) is (number == 1)

        async with asyncio.TaskGroup() as group:
            always = [
                *(group.create_task(one.watch(warm_up)) for one in lives),
                *(group.create_task(one.watch()) for one in people.values()),
                *(group.create_task(one.ask()) for one in people.values()),
            ]
            bad = [group.create_task(one) for one in (weather.rain(), weather.storm())]
            bad.append(group.create_task(work.go_on()))
            suffering = [
                group.create_task(
                    one.suffer(random.Random(seed + at), is_over, spared(at))  # noqa: S311
                )
                for at, one in enumerate(lives)
            ]
            await asyncio.sleep(seconds)
            is_over.set()
            for task in bad:
                task.cancel()
            weather.clear()
            await asyncio.gather(*suffering)
            await _is_over(url, sandbox)
            for task in always:
                task.cancel()
            await asyncio.gather(*always, return_exceptions=True)
        for one in lives:
            await one.end()
    return Found(
        seconds=time.monotonic() - began,
        added=work.added,
        ledger=await asyncio.to_thread(read_ledger, url, sandbox),
        weather=weather,
        lives=lives,
        people=people,
        faults=[line for one in replicas for line in one.faults],
        refused=sandbox.discord.limits.refused + sandbox.slack.limits.refused,
    )


def _replica(folder: Path, number: int, sandbox: Sandbox, url: str) -> Replica:
    own = folder / str(number)
    own.mkdir()
    return Replica(own, {**sandbox.environment, "DATABASE_URL": url})


async def _is_over(url: str, sandbox: Sandbox) -> None:
    """Wait until every slot has its end, or nothing more can be hoped for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (await asyncio.to_thread(read_ledger, url, sandbox)).is_over:
            return
        await asyncio.sleep(1)
