"""Servers take no memory: whatever Discord tells of them is not kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import discord
import pytest

from bot.platforms.discord.commands import Relay
from bot.platforms.discord.gateway import GatewayClient
from bot.platforms.discord.rest import DiscordRest
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Listener, Memory
from tests.sandbox.talk import gateway_url


@pytest.fixture
async def client(
    sandbox: Sandbox, rest: DiscordRest, listener: Listener
) -> AsyncIterator[GatewayClient]:
    """The bot's own client, connected, in a server with channels and roles."""

    async def address() -> str:
        return str(gateway_url(sandbox))

    discord.http.Route.BASE = sandbox.environment["DISCORD_API_URL"]
    ready = asyncio.Event()
    client = GatewayClient(
        address=address, relay=Relay(rest, listener), memory=Memory(), ready=ready
    )
    async with client:
        running = asyncio.create_task(
            client.start(sandbox.environment["DISCORD_TOKEN"])
        )
        await asyncio.wait_for(ready.wait(), 10)
        yield client
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def kept(client: GatewayClient) -> list[object]:
    """List all that discord.py remembers of servers and people."""
    state = client._connection
    people = [one for one in state._users.values() if one != client.user]
    return [*client.guilds, *client.get_all_channels(), *client.emojis, *people]


async def test_servers_are_not_kept(client: GatewayClient, sandbox: Sandbox) -> None:
    outcome = await sandbox.discord.slash("ben", "general", "topics")

    assert outcome.text == "done"
    assert kept(client) == []


@pytest.mark.parametrize(
    "event",
    [
        "GUILD_CREATE",
        "GUILD_UPDATE",
        "GUILD_DELETE",
        "CHANNEL_CREATE",
        "CHANNEL_UPDATE",
        "CHANNEL_DELETE",
        "THREAD_CREATE",
        "THREAD_LIST_SYNC",
        "GUILD_ROLE_CREATE",
        "GUILD_ROLE_DELETE",
        "STAGE_INSTANCE_CREATE",
        "VOICE_STATE_UPDATE",
        "A_KIND_OF_TOMORROW",
    ],
)
async def test_news_of_servers_are_not_even_parsed(
    client: GatewayClient, sandbox: Sandbox, event: str
) -> None:
    sandbox.discord.gateway.dispatch(event, {"id": "1", "guild_id": "1"})
    outcome = await sandbox.discord.slash("ben", "general", "topics")

    assert outcome.text == "done"
    assert kept(client) == []


async def test_servers_come_back_empty_after_a_new_session(
    client: GatewayClient, sandbox: Sandbox
) -> None:
    sandbox.discord.gateway.send_all({"op": 7, "d": None})
    sandbox.discord.gateway.ready.clear()
    await sandbox.discord.bot_ready()
    outcome = await sandbox.discord.slash("ana", "daily-bite", "topics")

    assert outcome.text == "done"
    assert kept(client) == []
