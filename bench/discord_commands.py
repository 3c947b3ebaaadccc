"""Discord's commands over the wire, beside the least that discord.py can do there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from discord.http import Route

from bench.report import Figure, compare
from bench.running import bounds, daily_bite
from bench.trivial import build_client
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
    """Run the least bot of the same framework."""
    _aim_at(sandbox)
    client = build_client()
    async with client:
        await client.login(sandbox.environment["DISCORD_TOKEN"])
        running = asyncio.create_task(client.connect())
        await sandbox.discord.bot_ready()
        await client.wait_until_ready()
        yield
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
