"""Our Discord adapter, connected to the sandbox."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import settings

from bot.platforms.discord.rest import DiscordRest
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Connected, Listener, Memory, connect

settings.register_profile("daily-bite", deadline=None, derandomize=True)
settings.load_profile("daily-bite")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def rest(session: aiohttp.ClientSession, sandbox: Sandbox) -> DiscordRest:
    environment = sandbox.environment
    return DiscordRest(
        session,
        token=environment["DISCORD_TOKEN"],
        api_url=environment["DISCORD_API_URL"],
    )


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def connected(sandbox: Sandbox, listener: Listener) -> AsyncIterator[Connected]:
    async with connect(sandbox, listener, Memory()) as running:
        yield running
