"""A sandbox in a process of its own, so that a client's processor time is its own."""

import argparse
import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.sandbox.discord.world import Channel
from bot.sandbox.server import Sandbox, open_sandbox


@asynccontextmanager
async def sandbox_process(*options: str) -> AsyncIterator[dict[str, Any]]:
    """Start it; gives its environment, and the ids of its channels."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.server", *options),
        stdin=PIPE,
        stdout=PIPE,
        limit=1 << 24,
    )
    assert started.stdout
    assert started.stdin
    try:
        yield json.loads(await started.stdout.readline())
    finally:
        started.stdin.close()
        await started.wait()


async def _serve(channels: int, per_second: float) -> None:
    async with open_sandbox() as sandbox:
        sandbox.discord.limits.per_second = per_second
        ids = add_channels(sandbox, channels)
        print(json.dumps({"environment": sandbox.environment, "channels": ids}))
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


def add_channels(sandbox: Sandbox, count: int) -> list[str]:
    """Add so many channels to the pretend Discord; give their ids."""
    world = sandbox.discord.world
    made = [Channel(world.ids.new(), f"channel-{number}") for number in range(count)]
    world.channels.update({one.id: one for one in made})
    return [one.id for one in made]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--channels", type=int, default=0)
    parser.add_argument("--per-second", type=float, default=50)
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.channels, chosen.per_second))
