"""Many channels due in the same minute, beside a loop that just sends to all of them."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
from discord.http import Route

from bench.report import Figure
from bot.app import App, open_app
from bot.config import load_config
from bot.core.delivery import DeliveryState
from bot.platforms.discord.rest import REQUESTS_PER_SECOND
from bot.sandbox.discord.world import Channel
from bot.sandbox.server import Sandbox, open_sandbox
from bot.services.settings import new_schedule, starting

CHANNELS = 300
_ALLOWED = 1.5  # of the time that the rate itself takes; a tick comes before it


class _Clock:
    """The time of day, which can be set forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set_forward(self, by: timedelta) -> None:
        self._ahead += by


async def measure(*, channels: int = CHANNELS) -> AsyncIterator[Figure]:
    """Compare the wave with the time that the limit leaves, and with a plain loop."""
    lost = await _plain_loop(channels)
    seconds, refused = await _our_wave(channels)
    ideal = channels / REQUESTS_PER_SECOND
    yield Figure(
        f"{channels} channels due together, none lost, {refused} refused "
        f"(a plain loop beside it lost {lost})",
        seconds,
        f"{_ALLOWED} x {channels} at {REQUESTS_PER_SECOND:.0f} a second",
        _ALLOWED * ideal,
    )


def _add_channels(sandbox: Sandbox, count: int) -> list[str]:
    world = sandbox.discord.world
    made = [Channel(world.ids.new(), f"channel-{number}") for number in range(count)]
    world.channels.update({one.id: one for one in made})
    return [one.id for one in made]


async def _plain_loop(channels: int) -> int:
    """Send to all at once with discord.py; count what never arrives."""
    async with open_sandbox() as sandbox:
        ids = _add_channels(sandbox, channels)
        Route.BASE = sandbox.environment["DISCORD_API_URL"]
        client = discord.Client(intents=discord.Intents.none())
        async with client:
            await client.login(sandbox.environment["DISCORD_TOKEN"])
            sends = (client.get_partial_messageable(int(one)).send("x") for one in ids)
            await asyncio.gather(*sends, return_exceptions=True)
        return channels - len(sandbox.discord.world.messages)


async def _our_wave(channels: int) -> tuple[float, int]:
    clock = _Clock()
    async with open_sandbox() as sandbox:
        ids = _add_channels(sandbox, channels)
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                name: text
                for name, text in sandbox.environment.items()
                if name.startswith("DISCORD")
            }
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            config = load_config({**environment, "DATABASE_URL": url})
            async with open_app(config, clock=clock) as app:
                due = await _add_schedules(app, ids)
                stop = asyncio.Event()
                running = asyncio.create_task(app.run(stop))
                await app.ready()
                clock.set_forward(due - clock.now())
                seconds = await _until_all_sent(app, channels)
                stop.set()
                await running
        return seconds, sandbox.discord.limits.refused


async def _add_schedules(app: App, channels: list[str]) -> datetime:
    """Give each channel a server of its own, all due in the same minute; say when."""
    now = app.core.clock.now()
    soon = (now + timedelta(minutes=1)).time().replace(second=0, microsecond=0)
    schedules = []
    for number, channel in enumerate(channels):
        base = new_schedule(
            platform="discord",
            server=str(1000 + number),
            channel=channel,
            timezone="UTC",
            now=now,
        )
        values = {name: getattr(base, name) for name in base.__slots__}
        schedules.append(starting(type(base)(**values | {"time": soon}), now))
    await app.core.admin.save_all(schedules, by="bench")
    return max(one.next_at for one in schedules if one.next_at)


async def _until_all_sent(app: App, channels: int) -> float:
    started = time.perf_counter()
    ids = [one.id for one in await app.core.store.schedules()]
    while True:
        last = await app.core.store.last_deliveries(ids)
        states = [one.state for one in last.values()]
        if states.count(DeliveryState.SENT) == channels:
            return time.perf_counter() - started
        if time.perf_counter() - started > channels:
            raise AssertionError(f"not all were sent: {len(states)} planned")
        await asyncio.sleep(0.1)
