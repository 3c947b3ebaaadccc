"""The demo: the bot in pretend chats with a movable clock; and the chats alone."""

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
import tzlocal

from bot.cli.bot_process import GONE, BotProcess, spawn_bot
from bot.cli.demo_clock import MovableClock
from bot.cli.demo_controls import DemoControls
from bot.cli.demo_rooms import PLATFORMS, DemoRoom
from bot.cli.output import fail, note, run_async, say, start_logs, working
from bot.cli.signals import stop_on_signals
from bot.core.schedule import parse_time
from bot.errors import BotError
from bot.sandbox.server import Sandbox, open_sandbox

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
    start = datetime.combine(today, parse_time("08:59"), zone)
    clock = MovableClock(start - datetime.now(UTC))
    with stop_on_signals() as stop, tempfile.TemporaryDirectory() as folder:
        async with spawn_bot(clock) as bot:
            controls = DemoControls(clock, zone, bot)
            async with _serving(host, port, controls) as served:
                with working("The bot comes into the room…"):
                    url = f"sqlite:///{Path(folder) / 'demo.db'}"
                    await bot.open({**served.environment, "DATABASE_URL": url})
                    await _set_up(controls, bot, served, zone)
                    await controls.jump(start + timedelta(minutes=1))
                say(f"Daily Bite is in the room: {served.url}")
                note("Open that address in a browser. Ctrl-C ends the demo.")
                await _until_the_end(stop, bot)


async def _set_up(
    controls: DemoControls, bot: BotProcess, served: Sandbox, zone: ZoneInfo
) -> None:
    controls.rest = served.forget_limits
    controls.rooms = {name: DemoRoom(name, served) for name in PLATFORMS}
    for room in controls.rooms.values():
        await bot.ask("set_up", **room.place, timezone=zone.key)


async def _until_the_end(stop: asyncio.Event, bot: BotProcess) -> None:
    """Wait for Ctrl-C; the bot ends before the rooms that it is in."""
    waiting = {asyncio.create_task(one.wait()) for one in (stop, bot.lost)}
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()
    await bot.stop()
    if bot.lost.is_set() and not stop.is_set():
        raise BotError(GONE)


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
