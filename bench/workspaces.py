"""Many Slack workspaces due in the same minute, each with its own token and limits."""

import asyncio
import os
import time
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bench.report import Figure, none_of, seconds
from bench.schedules import BEFORE, DUE, embedded, prepare
from bench.server import Accepted, Served, child, sandbox_process
from bot.content import load_content, shipped_content
from bot.core.cards import bite_card
from bot.core.installs import Installation
from bot.kinds import RENDERERS
from bot.platforms.slack.render import render_post
from bot.storage.engine import Database
from bot.storage.sealed import new_key
from bot.storage.store import open_store
from bot.storage.tables import schedules

WORKSPACES, CHANNELS = 200, 5
_PER_SECOND = 5.0  # that a workspace lets through
_ALLOWED = 1.05
_LEAD = 2.0  # seconds from the word to the due moment
_PATIENCE = 30.0  # seconds until what is missing counts as lost


async def measure(
    *, workspaces: int = WORKSPACES, channels: int = CHANNELS
) -> AsyncIterator[Figure]:
    """Let all of them be due together; beside them, what the bare SDK needs."""
    bare = await _bare(workspaces, channels)
    accepted, due = await _ours(workspaces, channels)
    limits = channels / _PER_SECOND
    of = f"{workspaces} workspaces x {channels} channels"
    yield seconds(
        f"Slack, {of}: first to last",
        accepted.last - accepted.first,
        f"{_ALLOWED} x the longer of {limits:.1f} s (their limits) and "
        f"{bare:.1f} s (slack_sdk alone sends the same)",
        _ALLOWED * max(limits, bare),
    )
    yield seconds(
        f"Slack, {of}: first post after it is due", accepted.first - due, "2 s", 2.0
    )
    yield none_of(f"Slack, {of}: rate-limit answers", accepted.refused)
    wrong = workspaces * channels - list(accepted.posts.values()).count(1)
    yield none_of(f"Slack, {of}: lost or doubled", wrong)


async def _ours(workspaces: int, channels: int) -> tuple[Accepted, float]:
    """Give what was accepted, and when it was due, in real time."""
    key = new_key()
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(
            sandbox_process(channels, platform="slack", workspaces=workspaces)
        )
        url = await stack.enter_async_context(embedded())
        await _prepare(url, served, key)
        settings = {
            **served.of("slack"),
            "DATABASE_URL": url,
            "DAILYBITE_KEY": key,
            "PUBLIC_URL": "https://bites.example",
            "PORT": "0",
        }
        bot = await stack.enter_async_context(
            child("bench.replica", env={**os.environ, **settings}, stderr=DEVNULL)
        )
        assert bot.stdin
        assert bot.stdout
        if await bot.stdout.readline() != b"ready\n":
            raise AssertionError("the bot does not run")
        due = time.time() + _LEAD
        bot.stdin.write(f"{DUE.isoformat()} {due}\n".encode())
        return await _until_all(served, workspaces * channels), due


async def _prepare(url: str, served: Served, key: str) -> None:
    """Write an installation for each workspace, and a schedule for each channel."""
    of = {key: one["team"] for one in served.workspaces for key in one["channels"]}
    await prepare(url, list(of), platform="slack")
    database = Database(url)
    async with database.write() as connection:
        for channel, team in of.items():
            own = schedules.c.channel == channel
            await connection.execute(update(schedules).where(own).values(server=team))
    await database.close()
    async with open_store(url, keys=[key]) as store:
        for one in served.workspaces:
            await store.keep_installation(
                Installation(
                    platform="slack",
                    server=one["team"],
                    token=one["token"],
                    bot=one["bot"],
                    bot_user=one["bot_user"],
                    installed_at=BEFORE,
                )
            )


async def _until_all(served: Served, wanted: int) -> Accepted:
    began = time.time()
    while True:
        accepted = await served.accepted()
        if len(accepted.posts) >= wanted or time.time() - began > _PATIENCE:
            return accepted
        await asyncio.sleep(0.5)


async def _bare(workspaces: int, channels: int) -> float:
    """Give the seconds in which Slack's SDK sends the same, with nothing to record."""
    library = load_content([shipped_content()], renderers=RENDERERS).library
    first = next(iter(library.bites.values()))
    card = bite_card(first, library.topic_of(first))
    async with (
        sandbox_process(channels, platform="slack", workspaces=workspaces) as served,
        aiohttp.ClientSession() as session,
    ):
        base = served.environment["SLACK_API_URL"]

        async def send_all(workspace: dict[str, Any]) -> None:
            client = AsyncWebClient(
                token=workspace["token"], base_url=base, session=session
            )
            await _spaced(client, workspace["channels"], card)

        await asyncio.gather(*map(send_all, served.workspaces))
        accepted = await served.accepted()
        assert len(accepted.posts) == workspaces * channels
        return accepted.last - accepted.first


async def _spaced(client: AsyncWebClient, channels: Sequence[str], card: Any) -> None:
    """Send at the workspace's limit, each post on its own."""
    began = asyncio.get_running_loop().time()

    async def send(number: int, channel: str) -> None:
        ahead = began + number / _PER_SECOND - asyncio.get_running_loop().time()
        await asyncio.sleep(max(ahead, 0.0))
        payload = render_post(card, channel=channel, mark=f"d_{number:020}")
        await client.api_call("chat.postMessage", json=payload)

    await asyncio.gather(*(send(*one) for one in enumerate(channels)))
