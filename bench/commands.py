"""Commands over the real wire, beside the least that discord.py can do there."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bench.library import build_library
from bench.report import Figure, compare
from bot.app import open_app
from bot.config import load_config
from bot.content import Loaded
from bot.sandbox.server import Sandbox, open_sandbox

BITES = 5_000
_TOPIC, _WORDS, _COMPLETE = 10, 50, 20  # how many `select 1` each may add


class _FastClock:
    """A minute passes at each look, so that nobody is asking too fast."""

    def __init__(self) -> None:
        self._time = datetime(2026, 11, 24, tzinfo=UTC)

    def now(self) -> datetime:
        self._time += timedelta(minutes=1)
        return self._time


async def measure(*, rounds: int = 150) -> AsyncIterator[Figure]:
    """Compare our commands with a command that answers "ok"."""
    async with (
        open_sandbox() as plain,
        _trivial_bot(plain),
        open_sandbox() as ours,
        _daily_bite(ours) as select_one,
    ):
        medians = await compare(
            {
                "trivial": lambda: _run(plain, "/bite x"),
                "trivial completion": lambda: _complete(plain),
                "select": select_one,
                "topic": lambda: _run(ours, "/bite topic"),
                "words": lambda: _run(ours, "/bite gradient vanishing layer 77"),
                "completion": lambda: _complete(ours),
            },
            rounds=rounds,
        )
    for name, what, base, count in (
        ("topic", "/bite <topic>", "trivial", _TOPIC),
        ("words", f"/bite <words>, {BITES} bites", "trivial", _WORDS),
        (
            "completion",
            f"autocomplete, {BITES} bites",
            "trivial completion",
            _COMPLETE,
        ),
    ):
        yield Figure(
            what,
            medians[name],
            f"a trivial handler + {count} x `select 1`",
            medians[base] + count * medians["select"],
        )


async def _run(sandbox: Sandbox, line: str) -> None:
    _aim_at(sandbox)
    outcome = await sandbox.discord.type("ben", "general", line)
    if outcome.kind != "message":
        raise AssertionError(f"{line}: {outcome.error or outcome.kind}")


def _aim_at(sandbox: Sandbox) -> None:
    """Let discord.py answer this sandbox; it knows one address per process."""
    Route.BASE = sandbox.environment["DISCORD_API_URL"]


async def _complete(sandbox: Sandbox) -> None:
    _aim_at(sandbox)
    choices = await sandbox.discord.people.autocomplete(
        "ben", "general", "bite", {"topic": "layer 7"}, focused="topic"
    )
    if not choices:
        raise AssertionError("nothing was offered")


@asynccontextmanager
async def _trivial_bot(sandbox: Sandbox) -> AsyncIterator[None]:
    """Run the least bot of the same framework: a command that answers "ok"."""
    _aim_at(sandbox)
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
    tree = app_commands.CommandTree(client)

    async def complete(
        _interaction: discord.Interaction[Any], _current: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name="ok", value="ok")]

    @tree.command(description="The least command")
    @app_commands.autocomplete(topic=complete)
    async def bite(interaction: discord.Interaction[Any], topic: str) -> None:
        await interaction.response.send_message(f"ok {topic}"[:9], ephemeral=True)

    async with client:
        await client.login(sandbox.environment["DISCORD_TOKEN"])
        await tree.sync()
        running = asyncio.create_task(client.connect())
        await sandbox.discord.bot_ready()
        await client.wait_until_ready()
        yield
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@asynccontextmanager
async def _daily_bite(sandbox: Sandbox) -> AsyncIterator[Any]:
    """Run the whole bot with a large library; give its `select 1`."""
    loaded = Loaded(build_library(BITES), (), (), {})
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **sandbox.environment,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
        }
        async with open_app(
            load_config(environment), loaded=loaded, clock=_FastClock()
        ) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            await sandbox.discord.bot_ready()
            yield app.core.store.ping
            stop.set()
            await running
