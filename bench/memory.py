"""What each Discord server costs in memory, beside discord.py as it comes."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.report import Figure
from bot.sandbox.server import Sandbox, open_sandbox

FEW, MANY = 100, 10_000  # servers
_ALLOWED = 3 * 1024  # bytes for each
_CHANNELS, _ROLES = 20, 10
OURS = ("-m", "bot", "run")
STOCK = ("-m", "bench.trivial")


async def measure(*, few: int = FEW, many: int = MANY) -> AsyncIterator[Figure]:
    """Compare two sizes of each bot, every one in a process of its own."""
    stock = await _per_server(STOCK, few, many)
    ours = await _per_server(OURS, few, many)
    yield Figure(
        f"memory for each Discord server, {many} of them "
        f"(stock discord.py: {stock / 1024:.2f} KB)",
        max(ours, 0),
        f"{_ALLOWED // 1024} KB a server",
        _ALLOWED,
        unit="KB",
        scale=1 / 1024,
    )


async def _per_server(program: tuple[str, ...], few: int, many: int) -> float:
    """Give the bytes that one more server takes."""
    sizes = [await _resident(program, count) for count in (few, many)]
    return (sizes[1] - sizes[0]) / (many - few)


async def _resident(program: tuple[str, ...], servers: int) -> int:
    """Give the memory of a bot that has heard of so many servers."""
    async with open_sandbox() as sandbox:
        sandbox.discord.gateway.more_servers = _Servers(sandbox, servers)
        async with _process(program, sandbox) as process:
            await sandbox.discord.bot_ready(timeout=30)
            await _ask(sandbox)  # comes after all servers
            return resident_bytes(process.pid)


async def _ask(sandbox: Sandbox) -> None:
    for _ in range(30):
        outcome = await sandbox.discord.type("ben", "general", "/bite x")
        if outcome.kind == "message":
            return
    raise AssertionError(f"no answer: {outcome.error or outcome.kind}")


@asynccontextmanager
async def _process(
    program: tuple[str, ...], sandbox: Sandbox
) -> AsyncIterator[asyncio.subprocess.Process]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", *program),
            env={**os.environ, **sandbox.discord.environment, "DATABASE_URL": url},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.kill()
            await process.wait()


def resident_bytes(process: int) -> int:
    """Ask Linux for the memory that a process has."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class _Servers:
    """So many servers with channels and roles, made as they are sent: 14 KB each."""

    def __init__(self, sandbox: Sandbox, count: int) -> None:
        self._count = count
        world = sandbox.discord.world
        channel = world.channel_object(next(iter(world.channels.values())))
        overwrites = [
            {"id": f"{7 * 10**17 + number}", "type": 0, "allow": "3072", "deny": "0"}
            for number in range(2)
        ]
        topic = "What this channel is for, in a sentence or two. " * 3
        more = {"permission_overwrites": overwrites, "topic": topic}
        self._server = {
            **world.server_object(),
            "channels": _numbered(_CHANNELS, {**channel, **more}),
            "roles": _numbered(_ROLES, world.server_object()["roles"][0]),
            "members": [world.member(world.bot_id)],
            **dict.fromkeys(("threads", "voice_states", "presences"), ()),
            "member_count": 40,
        }

    def __iter__(self) -> Any:
        for number in range(self._count):
            yield {**self._server, "id": f"{9 * 10**17 + number}"}


def _numbered(count: int, like: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**like, "id": f"{8 * 10**17 + number}", "name": f"{like['name']}-{number}"}
        for number in range(count)
    ]
