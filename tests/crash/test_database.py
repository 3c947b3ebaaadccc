"""A PostgreSQL that fails in the middle of a wave of posts: none lost, none twice."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import open_app
from bot.config import load_config
from bot.running import App
from bot.sandbox.server import Sandbox
from bot.storage.store import open_store
from tests.conftest import make_library, make_loaded
from tests.crash.due import add_channels, make_due, this_minute
from tests.crash.life import Life
from tests.crash.rows import let_pass, states
from tests.databases import Postgres
from tests.rooms import DiscordRoom

CHANNELS = 60
IS_UNDER_WAY = 20  # posts, when the trouble comes


def restart(server: Postgres) -> None:
    server.crash()
    server.start()


async def until(is_so: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.02)


async def all_sent(app: App, url: str) -> None:
    """Wait until the wave is over; rows that were left get their leases ended."""
    deadline = time.monotonic() + 40
    while states(url) != {"sent": CHANNELS} and time.monotonic() < deadline:
        await app.deliver.settle_all(timedelta(seconds=10))
        let_pass(url, timedelta())
        await asyncio.sleep(1.5)  # more than a tick


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Postgres.cut_all, id="connections cut"),
        pytest.param(restart, id="crash and restart", marks=pytest.mark.slow),
    ],
)
async def test_database_trouble_in_a_wave_loses_and_doubles_nothing(
    sandbox: Sandbox, postgres: Postgres, trouble: Callable[[Postgres], None]
) -> None:
    room, due = DiscordRoom(sandbox), this_minute()
    names = add_channels(sandbox, CHANNELS)
    ours = {"DISCORD_TOKEN", "DISCORD_API_URL"} & set(sandbox.environment)
    with postgres.database(migrated=True) as url:
        clock = Life(
            environment={name: sandbox.environment[name] for name in ours}
            | {"DATABASE_URL": url},
            ahead=due + timedelta(seconds=1) - datetime.now(UTC),
        )
        async with open_store(url) as store:
            await make_due(store, room, at=due, channels=names)
        loaded = make_loaded(make_library(CHANNELS))
        config = load_config(clock.environment)
        async with open_app(config, clock=clock, loaded=loaded) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            posts = sandbox.discord.world.messages
            await until(lambda: len(posts) >= IS_UNDER_WAY, 20)

            await asyncio.to_thread(trouble, postgres)
            in_the_middle = states(url)
            await all_sent(app, url)

            stop.set()
            await running
        assert in_the_middle["sent"] < CHANNELS
        assert states(url) == {"sent": CHANNELS}
    assert [len(room.posts(one)) for one in names] == [1] * CHANNELS
