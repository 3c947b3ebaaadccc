"""A pretend Slack by itself, the real client for it, and a real Bolt app on it."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.faults import Faults
from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import BoltBot, build_app, open_socket_mode


def methods_file() -> Path | None:
    """Give the facts of Slack's methods, where the environment names them."""
    name = os.environ.get("SLACK_METHODS")
    return Path(name) if name else None


@asynccontextmanager
async def serve(app: web.Application, listener: socket.socket) -> AsyncIterator[None]:
    """Serve an application until the block ends."""
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield
    finally:
        await runner.cleanup()


def listen() -> tuple[socket.socket, str]:
    """Take a free port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    listener, address = listen()
    sandbox = SlackSandbox(address=address, faults=Faults(), methods=methods_file())
    app = web.Application()
    sandbox.add_routes(app)
    async with serve(app, listener):
        yield sandbox
        await sandbox.close_sockets()


@pytest.fixture
def client(slack: SlackSandbox) -> AsyncWebClient:
    return AsyncWebClient(
        slack.environment["SLACK_BOT_TOKEN"],
        base_url=slack.environment["SLACK_API_URL"],
        retry_handlers=[],
        timeout=5,
    )


@pytest.fixture
async def bolt(slack: SlackSandbox, client: AsyncWebClient) -> AsyncIterator[BoltBot]:
    """Run a Bolt app on the sandbox, over Socket Mode."""
    bot = build_app(slack, client)
    async with open_socket_mode(bot, slack):
        yield bot


@pytest.fixture
async def http_bolt(
    slack: SlackSandbox, client: AsyncWebClient
) -> AsyncIterator[BoltBot]:
    """Run a Bolt app that is reached by signed requests."""
    bot = build_app(slack, client)
    listener, address = listen()
    async with serve(bot.web_app(), listener):
        slack.request_url = f"http://{address}/slack/events"
        yield bot
