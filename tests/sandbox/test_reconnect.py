"""discord.py, unpatched, on the sandbox's gateway: it logs in, and it comes back."""

from collections.abc import Awaitable, Callable

import discord
import pytest
from discord.http import Route

from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Client, running

Cut = Callable[[Sandbox], Awaitable[None]]


async def _close(sandbox: Sandbox) -> None:
    await sandbox.discord.close_gateways(4000)


async def _ask_to_reconnect(sandbox: Sandbox) -> None:
    sandbox.discord.gateway.send_all({"op": 7, "d": None})


async def _invalidate(sandbox: Sandbox) -> None:
    sandbox.discord.gateway.send_all({"op": 9, "d": False})


async def _refuse_to_resume(sandbox: Sandbox) -> None:
    sandbox.discord.gateway.refuses_resume = True
    await _ask_to_reconnect(sandbox)


async def test_client_logs_in_and_sees_the_server(sandbox: Sandbox) -> None:
    async with running(Client(), sandbox) as client:
        (guild,) = client.guilds

        assert client.user is not None
        assert client.user.name == "Daily Bite"
        assert guild.name == "Acme Engineering"
        assert [one.name for one in guild.channels] == [
            "daily-bite",
            "general",
            "announcements",
        ]
        assert guild.me.guild_permissions.send_messages


@pytest.mark.parametrize(
    ("cut", "heard", "identified"),
    [
        pytest.param(_close, "resumed", 1, id="close-4000"),
        pytest.param(_ask_to_reconnect, "resumed", 1, id="op-7"),
        pytest.param(_invalidate, "ready", 2, id="op-9"),
        pytest.param(_refuse_to_resume, "ready", 2, id="refused-resume"),
    ],
)
async def test_client_comes_back(
    sandbox: Sandbox, cut: Cut, heard: str, identified: int
) -> None:
    async with running(Client(), sandbox) as client:
        await cut(sandbox)

        assert await client.next() == heard
        assert sandbox.discord.gateway.identified == identified
        assert sandbox.discord.bot_online


async def test_client_hears_what_it_missed(sandbox: Sandbox) -> None:
    async with running(Client(), sandbox) as client:
        await _ask_to_reconnect(sandbox)
        sandbox.discord.deny("general", "SEND_MESSAGES")
        heard = {await client.next(), await client.next()}

        channel = client.get_channel(int(sandbox.discord.channel_id("general")))

    assert heard == {"resumed", "channel_update"}
    assert isinstance(channel, discord.TextChannel)
    assert not channel.permissions_for(channel.guild.me).send_messages


async def test_wrong_token_is_refused_at_login(sandbox: Sandbox) -> None:
    Route.BASE = sandbox.environment["DISCORD_API_URL"]

    async with Client() as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("not-the-token")
