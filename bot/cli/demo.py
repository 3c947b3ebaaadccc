"""The demo: the bot in pretend chats with a movable clock; and the chats alone."""

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
import tzlocal

from bot.app import App, open_app
from bot.cli.output import fail, note, run_async, say, start_logs, working
from bot.cli.signals import stop_on_signals
from bot.config import load_config
from bot.core.delivery import DeliveryState
from bot.core.schedule import Schedule, State, parse_time
from bot.sandbox.discord.sandbox import DiscordSandbox
from bot.sandbox.server import Sandbox, open_sandbox
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.services.settings import new_schedule, starting

CHANNEL = "daily-bite"
POST_TIME = "09:00"
FARTHEST = timedelta(days=31)  # of one jump; each post takes its second
_PATIENCE = timedelta(seconds=20)  # of real time, for one post
_SMALLEST = timedelta(microseconds=1)
_UNDER_WAY = (DeliveryState.PLANNED, DeliveryState.SENDING)

HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[
    int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)
]
EventsOption = Annotated[
    str,
    typer.Option(
        help="Where a bot without Socket Mode takes Slack's events, such as "
        "http://127.0.0.1:8081/slack/events",
    ),
]


class MovableClock:
    """A clock that runs, and that can be set forward."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Give the pretended present in UTC."""
        return datetime.now(UTC) + self._ahead

    def set_forward(self, to: datetime) -> None:
        """Go on to an instant; never back."""
        self._ahead += max(to - self.now(), timedelta())


class DemoControls:
    """Moves the bot's clock for the page: from one due post to the next."""

    def __init__(self, clock: MovableClock, zone: ZoneInfo) -> None:
        self._clock = clock
        self._zone = zone
        self._moving = asyncio.Lock()
        self.app: App | None = None
        self.rest: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        """Give the pretended present in the zone to show."""
        return self._clock.now().astimezone(self._zone)

    async def skip(self) -> None:
        """Go on to tomorrow's first post, or to tomorrow morning if none is planned."""
        async with self._moving:
            today = self.now().date()
            while (due := await self._next_due()) is not None:
                await self._go(due)
                if due.astimezone(self._zone).date() > today:
                    return
            morning = datetime.combine(
                today + timedelta(days=1), parse_time(POST_TIME), self._zone
            )
            await self._go(morning)

    async def jump(self, to: datetime) -> None:
        """Go on to an instant, posting what comes due on the way.

        Raises:
            ValueError: It lies in the past, or too far ahead.
        """
        async with self._moving:
            if to < self.now() - timedelta(minutes=1):
                raise ValueError("Time only goes forward here: choose a later date.")
            if to - self.now() > FARTHEST:
                raise ValueError(f"Go at most {FARTHEST.days} days at a time.")
            while (due := await self._next_due()) is not None and due <= to:
                await self._go(due)
            await self._go(to)

    async def _schedules(self) -> list[Schedule]:
        if self.app is None:
            return []
        found = await self.app.core.store.schedules()
        return [one for one in found if one.state is State.ACTIVE and one.next_at]

    async def _next_due(self) -> datetime | None:
        instants = [one.next_at for one in await self._schedules() if one.next_at]
        return min(instants, default=None)

    async def _go(self, to: datetime) -> None:
        """Set the clock, and wait until all that is due then was posted."""
        self._clock.set_forward(to.astimezone(UTC) + _SMALLEST)
        self.rest()
        if self.app is None:
            return
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            await self.app.deliver.tick()
            await self.app.deliver.settle_all(_PATIENCE)
            while await self._is_under_way():
                await asyncio.sleep(0.2)
                await self.app.deliver.tick()

    async def _is_under_way(self) -> bool:
        if self.app is None:
            return False
        store = self.app.core.store
        ids = [one.id for one in await store.schedules()]
        last = await store.last_deliveries(ids)
        return any(one.state in _UNDER_WAY for one in last.values())


def demo(host: HostOption = "127.0.0.1", port: PortOption = 8080) -> None:
    """Try everything without any account: opens a chat room on your computer."""
    start_logs()
    logging.getLogger().setLevel(logging.WARNING)
    run_async(_demo(host, port))


def sandbox(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    slack_events: EventsOption = "",
) -> None:
    """Serve the pretend platforms alone; prints the environment for a `run` beside."""
    start_logs()
    run_async(_sandbox(host, port, slack_events))


async def _demo(host: str, port: int) -> None:
    zone = ZoneInfo(tzlocal.get_localzone_name() or "UTC")
    today = datetime.now(zone).date()
    clock = MovableClock(datetime.combine(today, parse_time("08:59"), zone))
    controls = DemoControls(clock, zone)
    with stop_on_signals() as stop, tempfile.TemporaryDirectory() as folder:
        async with _serving(host, port, controls) as served:
            url = f"sqlite:///{Path(folder) / 'demo.db'}"
            config = load_config({**served.environment, "DATABASE_URL": url})
            async with open_app(config, clock=clock) as app:
                controls.app = app
                controls.rest = served.forget_limits
                running = asyncio.create_task(app.run(stop))
                with working("The bot comes into the room…"):
                    await app.ready()
                    await _add_schedules(app, served, zone)
                    await controls.jump(
                        datetime.combine(today, parse_time(POST_TIME), zone)
                    )
                say(f"Daily Bite is in the room: {served.url}")
                note("Open that address in a browser. Ctrl-C ends the demo.")
                await running


async def _add_schedules(app: App, served: Sandbox, zone: ZoneInfo) -> None:
    now = app.core.clock.now()
    for platform in ("discord", "slack"):
        room: DiscordSandbox | SlackSandbox = getattr(served, platform)
        base = new_schedule(
            platform=platform,
            server=room.server_id,
            channel=room.channel_id(CHANNEL),
            timezone=zone.key,
            now=now,
        )
        ana = room.world.person("ana")
        chosen = replace(starting(base, now), created_by=ana.name)
        await app.core.admin.save(chosen, by=ana.id)


async def _sandbox(host: str, port: int, slack_events: str) -> None:
    with stop_on_signals() as stop:
        async with _serving(host, port, None) as served:
            served.slack.request_url = slack_events
            for name, value in served.environment.items():
                say(f"{name}={value}")
            note(f"The chat page: {served.url}  (Ctrl-C ends the sandbox)")
            note("Start the bot beside it with these lines in its environment.")
            await stop.wait()


@asynccontextmanager
async def _serving(
    host: str, port: int, controls: DemoControls | None
) -> AsyncIterator[Sandbox]:
    try:
        async with open_sandbox(
            host=host,
            port=port,
            controls=controls,
            openapi=_facts("DISCORD_OPENAPI"),
            methods=_facts("SLACK_METHODS"),
        ) as served:
            yield served
    except OSError as exc:
        if exc.errno is None:
            raise
        why = os.strerror(exc.errno) if exc.errno > 0 else exc.strerror
        fail(f"{host}:{port} cannot be used ({why}): choose another --host or --port.")


def _facts(variable: str) -> Path | None:
    """Give a file of a platform's public facts, to check every request against."""
    name = os.environ.get(variable)
    return Path(name) if name else None
