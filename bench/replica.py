"""The bot as `dailybite run` runs it, but by a clock that is told what time it is."""

import argparse
import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

from bench.schedules import BEFORE
from bot.app import open_app
from bot.cli.running import leave_out_of_collections
from bot.config import load_config
from bot.platforms.discord.rest import REQUESTS_PER_SECOND
from bot.platforms.slack.rest import POSTS_PER_SECOND
from bot.running import App

_RATES = {"discord": REQUESTS_PER_SECOND, "slack": POSTS_PER_SECOND}


class _Clock:
    """The time of day, which can be set."""

    def __init__(self) -> None:
        self.set(BEFORE)

    def now(self) -> datetime:
        """Give the time that passed since it was set."""
        return datetime.now(UTC) + self._ahead

    def set(self, time: datetime, *, at: float | None = None) -> None:
        """Let a moment of the real time, or the present, be another time."""
        moment = datetime.fromtimestamp(at, UTC) if at else datetime.now(UTC)
        self._ahead: timedelta = time - moment


async def main(replicas: int) -> None:
    """Run until the input ends; each line of it says when the posts are due."""
    clock = _Clock()
    async with open_app(load_config(dict(os.environ)), clock=clock) as app:
        leave_out_of_collections()
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        await _wait_for_share(app, replicas)
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            due, at = line.split()
            clock.set(datetime.fromisoformat(due), at=float(at))
        stop.set()
        await running


async def _wait_for_share(app: App, replicas: int) -> None:
    """Wait until all are there and each has its part of the rate."""
    (platform,) = app.connections.values()
    whole = _RATES[platform.name]
    while True:
        if 0 < platform.per_second < whole / (replicas - 0.5):
            return
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicas", type=int, default=1)
    asyncio.run(main(parser.parse_args().replicas))
