"""Sending with discord.py as it comes, for comparison."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import discord
from discord.http import Route

from bench.server import Served

Send = Callable[[str, str], Awaitable[object]]


@asynccontextmanager
async def sender(served: Served) -> AsyncIterator[Send]:
    """Log in to a sandbox; gives the way to send a text to a channel."""
    Route.BASE = served.environment["DISCORD_API_URL"]
    client = discord.Client(intents=discord.Intents.none())
    async with client:
        await client.login(served.environment["DISCORD_TOKEN"])

        async def send(channel: str, text: str) -> object:
            return await client.get_partial_messageable(int(channel)).send(text)

        yield send
