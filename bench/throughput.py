"""Deliveries a second and core with nothing in the way, beside bare POSTs of the same."""

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from pydantic import SecretStr
from sqlalchemy import func, select

from bench.report import Figure
from bench.server import sandbox_process
from bot.app import Core, open_core
from bot.config import load_config
from bot.core.cards import bite_card
from bot.core.delivery import DeliveryState
from bot.core.schedule import Schedule
from bot.platforms.discord.client import open_discord
from bot.platforms.discord.render import render_post
from bot.services.deliver import Deliver
from bot.services.settings import new_schedule, starting
from bot.storage.engine import Database
from bot.storage.tables import deliveries

CHANNELS = 10_000
AT_ONCE = 100  # requests under way
_MOST = 1e6  # requests a second that the pace allows
START = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


class _Clock:
    """Stands still; the wave is due at once."""

    time = START

    def now(self) -> datetime:
        return self.time


async def measure(*, channels: int = CHANNELS) -> AsyncIterator[Figure]:
    """Compare whole deliveries with bare requests, in processor time of this process."""
    options = ("--channels", str(channels), "--per-second", "inf")
    async with sandbox_process(*options) as served:
        bare = await _bare(served)
    async with sandbox_process(*options) as served:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            ours = await _ours(served, url)
    yield Figure(
        f"a delivery of {channels}, all of it, on SQLite ({1 / ours:.0f} a second and core)",
        ours,
        "2 x a bare POST of the same body with aiohttp",
        2 * bare,
    )


def _headers(served: dict[str, Any]) -> dict[str, str]:
    token = served["environment"]["DISCORD_TOKEN"]
    return {"Authorization": f"Bot {token}", "Content-Type": "application/json"}


async def _bare(served: dict[str, Any]) -> float:
    """Send the same bodies by hand; give the processor seconds of one."""
    config = load_config({})
    async with open_core(_at(config, "sqlite:///:memory:")) as core:
        library = core.loaded.library
        bites = list(library.bites.values())
        bodies = [
            orjson.dumps(
                render_post(bite_card(one, library.topic_of(one)), mark="d_" + "0" * 20)
            )
            for one in bites
        ]
    base, headers = served["environment"]["DISCORD_API_URL"], _headers(served)
    left = iter(list(enumerate(served["channels"])))
    started = time.process_time()
    async with aiohttp.ClientSession() as session:

        async def work() -> None:
            for number, channel in left:
                url = f"{base}/channels/{channel}/messages"
                # Each nonce is its own, as each delivery's is.
                body = bodies[number % len(bodies)].replace(
                    b"0" * 20, f"{number:020}".encode()
                )
                async with session.post(url, data=body, headers=headers) as answer:
                    orjson.loads(await answer.read())
                    assert answer.status == 200

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (time.process_time() - started) / len(served["channels"])


def _at(config: Any, url: str) -> Any:
    section = config.database.model_copy(update={"url": SecretStr(url)})
    return config.model_copy(update={"database": section})


async def _ours(served: dict[str, Any], url: str) -> float:
    """Plan, claim, send and settle; give the processor seconds of one."""
    environment = served["environment"]
    clock = _Clock()
    async with (
        open_discord(
            token=environment["DISCORD_TOKEN"],
            api_url=environment["DISCORD_API_URL"],
            per_second=_MOST,
        ) as discord,
        open_core(_at(load_config({}), url), clock=clock) as core,
    ):
        await add_schedules(core, served["channels"])
        clock.time += timedelta(minutes=30, seconds=1)
        deliver = Deliver(
            store=core.store,
            platforms={"discord": discord},
            planner=core.planner,
            clock=clock,
            owner="bench",
        )
        gc.collect()
        started = time.process_time()
        while await _count(url, DeliveryState.SENT) < len(served["channels"]):
            await deliver.tick()
            await deliver.settle_all(timedelta(seconds=0.3))
        took = time.process_time() - started
    return took / len(served["channels"])


async def _count(url: str, state: DeliveryState) -> int:
    database = Database(url)
    try:
        async with database.read() as connection:
            query = select(func.count()).where(deliveries.c.state == state)
            return (await connection.execute(query)).scalar_one()
    finally:
        await database.close()


async def add_schedules(core: Core, channels: Sequence[str]) -> list[Schedule]:
    """Give each channel a server of its own, all due at nine."""
    now = core.clock.now()
    schedules = []
    for number, channel in enumerate(channels):
        base = new_schedule(
            platform="discord",
            server=str(1000 + number),
            channel=channel,
            timezone="UTC",
            now=now,
        )
        schedules.append(starting(base, now))
    return await core.admin.save_all(schedules, by="bench")


if __name__ == "__main__":

    async def _main() -> None:
        async for figure in measure():
            print(figure)

    asyncio.run(_main())
