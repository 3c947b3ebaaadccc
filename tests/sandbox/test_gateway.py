"""The gateway, spoken to without any library: what it sends, and why it hangs up."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.puppet import Puppet
from tests.sandbox.talk import (
    GUILD_MESSAGES,
    GUILDS,
    HEARTBEAT,
    Api,
    Socket,
    gateway_url,
    open_socket,
)

_HELLO, _ACK = 10, 11


@pytest.mark.parametrize("compress", ["", "zlib-stream", "zstd-stream"])
async def test_ready_arrives_in_every_compression(
    session: aiohttp.ClientSession, bare: Sandbox, compress: str
) -> None:
    async with open_socket(session, bare, compress) as socket:
        hello = await socket.receive()
        await socket.identify()
        ready = await socket.receive()
        guild = await socket.receive()

    assert hello == {"op": _HELLO, "d": {"heartbeat_interval": 41250}}
    assert (ready["op"], ready["t"], ready["s"]) == (0, "READY", 1)
    assert ready["d"]["resume_gateway_url"] == f"{gateway_url(bare)}/resume"
    assert ready["d"]["guilds"] == [{"id": bare.discord.server_id, "unavailable": True}]
    assert (guild["t"], guild["s"]) == ("GUILD_CREATE", 2)
    assert [one["name"] for one in guild["d"]["channels"]] == [
        "daily-bite",
        "general",
        "announcements",
    ]


async def test_heartbeat_is_acknowledged(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_socket(session, bare) as socket:
        await socket.receive()
        await socket.send(HEARTBEAT, None)
        answer = await socket.receive()

    assert answer == {"op": _ACK}


async def test_silence_is_hung_up_on(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    bare.discord.gateway.heartbeat = 0.1

    async with open_socket(session, bare) as socket:
        await socket.begin()
        code = await socket.close_code()

    assert code == 4009
    assert not bare.discord.bot_online


async def test_heartbeats_keep_a_connection(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    bare.discord.gateway.heartbeat = 0.4

    async with open_socket(session, bare) as socket:
        await socket.begin()
        for _ in range(5):
            await asyncio.sleep(0.15)
            await socket.send(HEARTBEAT, 1)

        assert bare.discord.bot_online


async def _second_identify(socket: Socket) -> None:
    await socket.begin()
    await socket.identify()


@pytest.mark.parametrize(
    ("act", "code"),
    [
        pytest.param(lambda one: one.identify(token="no"), 4004, id="wrong-token"),
        pytest.param(_second_identify, 4005, id="second-identify"),
        pytest.param(
            lambda one: one.send(HEARTBEAT, "x" * 4096), 4002, id="4096-characters"
        ),
        pytest.param(
            lambda one: one.send_text(
                json.dumps({"op": 1, "d": "é" * 3000}, ensure_ascii=False)
            ),
            4002,
            id="6000-bytes",
        ),
        pytest.param(lambda one: one.send_text("{"), 4002, id="no-json"),
        pytest.param(lambda one: one.send_text("[1]"), 4002, id="no-object"),
        pytest.param(lambda one: one.send_text("{}"), 4002, id="no-op"),
    ],
)
async def test_breach_of_protocol_is_hung_up_on(
    session: aiohttp.ClientSession,
    bare: Sandbox,
    act: Callable[[Socket], Any],
    code: int,
) -> None:
    async with open_socket(session, bare) as socket:
        await act(socket)
        closed_with = await socket.close_code()

    assert closed_with == code


@pytest.mark.parametrize(
    ("intents", "events"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(GUILDS, ["GUILD_CREATE", "CHANNEL_UPDATE"], id="guilds"),
        pytest.param(GUILD_MESSAGES, ["MESSAGE_CREATE"], id="messages"),
    ],
)
async def test_intents_choose_the_events(
    session: aiohttp.ClientSession, bare: Sandbox, intents: int, events: list[str]
) -> None:
    async with open_socket(session, bare) as socket:
        await socket.begin(intents)
        bare.discord.people.say("ben", "general", "hello")
        bare.discord.deny("general", "SEND_MESSAGES")
        await socket.send(HEARTBEAT)
        heard = []
        while (payload := await socket.receive())["op"] != _ACK:
            heard.append(payload["t"])

    assert heard == events


async def test_private_messages_are_not_told(
    session: aiohttp.ClientSession, bare: Sandbox, api: Api, puppet: Puppet
) -> None:
    await api.register({"name": "hello", "description": "Says hello"})
    puppet.will(4, content="only you", flags=64)

    async with open_socket(session, bare) as socket:
        await socket.begin(GUILD_MESSAGES)
        await bare.discord.slash("ben", "general", "hello")
        bare.discord.people.say("ben", "general", "all of you")
        told = await socket.event("MESSAGE_CREATE")

    assert told["d"]["content"] == "all of you"


async def test_closing_is_seen_with_its_code(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_socket(session, bare) as socket:
        await socket.begin()
        _, code = await asyncio.gather(
            bare.discord.close_gateways(4000), socket.close_code()
        )

    assert code == 4000
    assert not bare.discord.bot_online
