"""The server around the sandbox: its address, its environment, and its end."""

import asyncio
import secrets
import socket

import aiohttp
import pytest

from bot.sandbox.server import Sandbox, open_sandbox
from tests.sandbox.talk import Api, gateway_url


async def test_environment_is_what_a_bot_needs(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    assert set(bare.environment) == {
        "DISCORD_TOKEN",
        "DISCORD_API_URL",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_API_URL",
    }
    answer = await Api(session, bare)("GET", "/gateway/bot")
    assert answer.body["url"] == str(gateway_url(bare))
    assert answer.body["shards"] == 1


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        pytest.param("127.0.0.1", "http://127.0.0.1:", id="loopback"),
        pytest.param("0.0.0.0", "http://127.0.0.1:", id="any"),  # noqa: S104 - asked for
        pytest.param("localhost", "http://localhost:", id="name"),
    ],
)
async def test_shown_address_is_reached(
    session: aiohttp.ClientSession, host: str, shown: str
) -> None:
    async with open_sandbox(host=host) as sandbox:
        answer = await Api(session, sandbox)("GET", "/users/@me")

    assert sandbox.url.startswith(shown)
    assert answer.status == 200


async def test_taken_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            async with open_sandbox(port=port):
                pass


async def test_two_sandboxes_know_nothing_of_each_other(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_sandbox() as other:
        await Api(session, other).post("there")

        assert bare.discord.messages("general") == []
        assert len(other.discord.messages("general")) == 1


async def test_end_does_not_wait_for_a_client_that_hangs(
    session: aiohttp.ClientSession,
) -> None:
    """A bot that was stopped (SIGSTOP) never answers the farewell."""
    async with open_sandbox() as sandbox:
        writer = await _connect_and_freeze(sandbox)

    with pytest.raises(aiohttp.ClientConnectionError):
        await session.get(sandbox.url)
    writer.close()


async def _connect_and_freeze(sandbox: Sandbox) -> asyncio.StreamWriter:
    url = gateway_url(sandbox)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"GET {url.path} HTTP/1.1\r\nHost: {url.host}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_frame(_identify(sandbox)))
    await sandbox.discord.bot_ready()
    return writer


def _identify(sandbox: Sandbox) -> bytes:
    token = sandbox.environment["DISCORD_TOKEN"]
    return f'{{"op": 2, "d": {{"token": "{token}", "intents": 0}}}}'.encode()


def _frame(text: bytes) -> bytes:
    """Write one masked text frame, as RFC 6455 asks of clients."""
    mask = secrets.token_bytes(4)
    masked = bytes(one ^ mask[n % 4] for n, one in enumerate(text))
    return b"\x81" + bytes([0x80 | 126]) + len(text).to_bytes(2, "big") + mask + masked
