"""Three bots on one PostgreSQL, killed and frozen at random: each slot one post."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core.delivery import LEASE
from bot.sandbox.server import Sandbox
from bot.storage.store import open_store
from tests.crash.due import add_channels, make_due, this_minute
from tests.crash.replica import Replica
from tests.crash.rows import states
from tests.databases import Postgres
from tests.rooms import DiscordRoom

REPLICAS = 3
IS_REDUCED = os.environ.get("DAILYBITE_SLOW") == "reduced"
WAVES, PER_WAVE = (3, 15) if IS_REDUCED else (12, 20)
SEED = 20261124
FREEZES = (0.5, 4.0)  # seconds
LONG_FREEZES = 0 if IS_REDUCED else 0.5  # how many begin with one
LONGEST_FREEZE = LEASE.total_seconds() + 5
PATIENCE = 3 * LEASE.total_seconds()


@asynccontextmanager
async def open_replicas(
    folder: Path, environment: dict[str, str]
) -> AsyncIterator[list[Replica]]:
    replicas = []
    for number in range(REPLICAS):
        own = folder / str(number)
        own.mkdir()
        replicas.append(Replica(own, environment))
    await asyncio.gather(*(one.start() for one in replicas))
    try:
        yield replicas
    finally:
        await asyncio.gather(*(one.kill() for one in replicas))


async def make_trouble(
    replica: Replica, dice: random.Random, is_over: asyncio.Event
) -> None:
    """Kill and freeze one replica again and again; it runs at the end."""
    if dice.random() < LONG_FREEZES:
        await replica.freeze(LONGEST_FREEZE)
    while not is_over.is_set():
        await asyncio.sleep(dice.uniform(1, 4))
        if dice.random() < 0.5:
            await replica.kill()
            await asyncio.sleep(dice.uniform(0, 1))
            await replica.start()
        else:
            await replica.freeze(dice.uniform(*FREEZES))


@asynccontextmanager
async def trouble(replicas: list[Replica]) -> AsyncIterator[None]:
    """Let each replica have its own trouble until the block ends."""
    is_over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for number, one in enumerate(replicas):
            dice = random.Random(SEED + number)  # noqa: S311 - no secret
            group.create_task(make_trouble(one, dice, is_over))
        yield
        is_over.set()


async def all_sent(url: str, count: int) -> None:
    """Wait until every slot is posted, or nothing more can be hoped for."""
    try:
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(states, url) != {"sent": count}:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
    except TimeoutError:
        return  # the test says what is missing


async def add_waves(sandbox: Sandbox, url: str) -> list[str]:
    """Let more and more slots come due; give their channels."""
    room, names = DiscordRoom(sandbox), add_channels(sandbox, WAVES * PER_WAVE)
    async with open_store(url) as store:
        for wave in range(WAVES):
            some = names[wave * PER_WAVE : (wave + 1) * PER_WAVE]
            await make_due(store, room, at=this_minute(), channels=some)
            while not states(url):  # noqa: ASYNC110 - others plan it
                await asyncio.sleep(0.2)  # reviews need that something was shown
            await asyncio.sleep(2)
    return names


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_replicas_in_trouble_lose_and_double_nothing(
    sandbox: Sandbox, postgres: Postgres, tmp_path: Path
) -> None:
    with postgres.database(migrated=True) as url:
        environment = {
            "DATABASE_URL": url,
            "DISCORD_TOKEN": sandbox.environment["DISCORD_TOKEN"],
            "DISCORD_API_URL": sandbox.environment["DISCORD_API_URL"],
        }
        async with open_replicas(tmp_path, environment) as replicas:
            await sandbox.discord.bot_ready()
            async with trouble(replicas):
                names = await add_waves(sandbox, url)
            await all_sent(url, len(names))

        room = DiscordRoom(sandbox)
        assert states(url) == {"sent": len(names)}
        assert Counter(len(room.posts(one)) for one in names) == {1: len(names)}
        assert [line for one in replicas for line in one.faults] == []
