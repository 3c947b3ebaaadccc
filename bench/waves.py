"""Many channels due in the same minute, at the platforms' limits, by real processes."""

import asyncio
import os
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from bench.report import Figure, none_of, seconds
from bench.schedules import DUE, embedded, prepare
from bench.server import Accepted, Served, child, sandbox_process
from bench.stock import sender
from tests.databases import Postgres, open_postgres

CHANNELS, SLACK_CHANNELS = 250, 100
FULL = {"channels": 1000, "slack_channels": 600}
_LEAD = 2.0  # seconds from the word to the due moment
_SOON = 2.0  # seconds within which the first is posted
_PATIENCE = 3.0  # of the ideal time, until what is missing counts as lost


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """Channels that are due together, and how long the limit lets them take.

    Args:
        allowed: Of the ideal time, from the first accepted post to the last.
    """

    name: str
    allowed: float
    channels: int = 0
    platform: str = "discord"
    per_second: float = 50.0  # what the platform lets through
    replicas: int = 1
    fixed_window: bool = False

    @property
    def ideal(self) -> float:
        return self.channels / self.per_second


_DISCORD = (
    _Wave(name="bucket", allowed=1.04),
    _Wave(name="window", allowed=1.04, fixed_window=True),
    _Wave(name="bucket, 2 replicas", allowed=1.08, replicas=2),
    _Wave(name="window, 3 replicas", allowed=1.08, replicas=3, fixed_window=True),
)
_SLACK = _Wave(name="one workspace", allowed=1.05, platform="slack", per_second=5.0)


async def measure(
    *, channels: int = CHANNELS, slack_channels: int = SLACK_CHANNELS
) -> AsyncIterator[Figure]:
    """Start all bots, then let one wave after the other be due; Slack's beside them."""
    lost = await _plain_loop(channels)
    waves = [
        *(replace(one, channels=channels) for one in _DISCORD),
        replace(_SLACK, channels=slack_channels),
    ]
    started, turn = asyncio.Barrier(len(waves)), asyncio.Lock()
    with open_postgres() as server:
        runs = [asyncio.create_task(_run(one, server, started, turn)) for one in waves]
        for wave, run in zip(waves, runs, strict=True):
            plain = lost if wave.platform == "discord" else None
            for figure in _figures(wave, *await run, plain=plain):
                yield figure


def _figures(
    wave: _Wave, accepted: Accepted, due: float, *, plain: int | None = None
) -> Iterator[Figure]:
    """Give the figures of a wave, and how many a plain loop beside it loses."""
    where = f"{wave.platform.capitalize()}, {wave.name}"
    yield seconds(
        f"{where}: first to last of {wave.channels} channels due together",
        accepted.last - accepted.first,
        f"{wave.allowed} x {wave.channels} at {wave.per_second:.0f}/s",
        wave.allowed * wave.ideal,
    )
    first = accepted.first - due
    yield seconds(
        f"{where}: first post after it is due", first, f"{_SOON:.0f} s", _SOON
    )
    yield none_of(f"{where}: rate-limit answers", accepted.refused)
    wrong = wave.channels - list(accepted.posts.values()).count(1)
    beside = "" if plain is None else f"; discord.py in a plain loop loses {plain}"
    yield none_of(f"{where}: lost or doubled{beside}", wrong)


async def _run(
    wave: _Wave, server: Postgres, started: asyncio.Barrier, turn: asyncio.Lock
) -> tuple[Accepted, float]:
    """Give what the platform accepted, and when it was due, in real time."""
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(
            sandbox_process(
                wave.channels,
                platform=wave.platform,
                fixed_window=wave.fixed_window,
            )
        )
        is_shared = wave.replicas > 1
        url = (
            stack.enter_context(server.database())
            if is_shared
            else await stack.enter_async_context(embedded())
        )
        await prepare(url, served.channels, platform=wave.platform)
        replicas = await stack.enter_async_context(_replicas(wave, served, url))
        await started.wait()
        async with turn if wave.platform == "discord" else nullcontext():
            due = time.time() + _LEAD
            for one in replicas:
                assert one.stdin
                one.stdin.write(f"{DUE.isoformat()} {due}\n".encode())
            return await _until_all(wave, served, due), due


@asynccontextmanager
async def _replicas(
    wave: _Wave, served: Served, url: str
) -> AsyncIterator[list[Process]]:
    """Start them all, and wait until each has its share of the rate."""
    own = {**os.environ, **served.of(wave.platform), "DATABASE_URL": url}
    options = ("--replicas", str(wave.replicas))
    async with AsyncExitStack() as stack:
        started = [
            await stack.enter_async_context(
                child("bench.replica", *options, env=own, stderr=DEVNULL)
            )
            for _ in range(wave.replicas)
        ]
        for one in started:
            assert one.stdout
            if await one.stdout.readline() != b"ready\n":
                raise AssertionError(f"{wave.name}: a replica does not run")
        yield started


async def _until_all(wave: _Wave, served: Served, due: float) -> Accepted:
    while True:
        accepted = await served.accepted()
        is_over = time.time() - due > _PATIENCE * wave.ideal
        if len(accepted.posts) >= wave.channels or is_over:
            return accepted
        await asyncio.sleep(0.5)


async def _plain_loop(channels: int) -> int:
    """Send to all at once with discord.py; count what never arrives."""
    async with sandbox_process(channels) as served, sender(served) as send:
        sends: list[Any] = [send(one, "x") for one in served.channels]
        await asyncio.gather(*sends, return_exceptions=True)
        return channels - len((await served.accepted()).posts)
