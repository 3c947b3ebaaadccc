"""Discord's commands over the wire, beside the least that discord.py can do there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bench.report import Figure, compare
from bench.running import bounds, daily_bite
from bot.sandbox.server import Sandbox, open_sandbox


async def measure(*, rounds: int = 150) -> AsyncIterator[Figure]:
    """Compare our commands with a command that answers "ok"."""
    async with (
        open_sandbox() as plain,
        _trivial_bot(plain),
        open_sandbox() as ours,
        daily_bite(ours, "DISCORD") as select_one,
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
    for figure in bounds("Discord", medians):
        yield figure


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
