"""Serve the pretend platforms and the chat page from one address."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path

from aiohttp import web

from bot.sandbox.controls import Controls
from bot.sandbox.discord.openapi import OpenApi
from bot.sandbox.discord.sandbox import DiscordSandbox
from bot.sandbox.faults import Faults
from bot.sandbox.page_api import PageApi
from bot.sandbox.page_discord import DiscordPage
from bot.sandbox.page_slack import SlackPage
from bot.sandbox.slack.sandbox import SlackSandbox

_PAGE = Path(__file__).parent / "page"
_MAX_BODY = 1 << 20
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox."""

    url: str
    discord: DiscordSandbox
    slack: SlackSandbox
    faults: Faults

    def forget_limits(self) -> None:
        """Forget what was used of all rate limits, as hours pass between two posts."""
        self.discord.limits.reset()
        self.slack.limits.reset()

    @property
    def environment(self) -> dict[str, str]:
        """What a bot beside it needs in its environment."""
        return {**self.discord.environment, **self.slack.environment}


@asynccontextmanager
async def open_sandbox(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    controls: Controls | None = None,
    openapi: Path | None = None,
    methods: Path | None = None,
) -> AsyncIterator[Sandbox]:
    """Serve until the block ends; port 0 takes a free one.

    Args:
        host: The address to listen on.
        port: The port to listen on.
        controls: The clock that the page may move; none hides its controls.
        openapi: Discord's OpenAPI file, to check every request against.
        methods: The published facts of Slack's methods, to check every call against.

    Raises:
        OSError: The address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    address = f"{_shown_host(host)}:{listener.getsockname()[1]}"
    faults = Faults()
    discord = DiscordSandbox(
        address=address, faults=faults, openapi=OpenApi(openapi) if openapi else None
    )
    slack = SlackSandbox(address=address, faults=faults, methods=methods)
    if controls:
        now = controls.now
        discord.world.now = slack.world.now = lambda: now().astimezone(UTC)
        slack.world.stamp = lambda: now().timestamp()
    app = _application(discord, slack, controls)
    runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    site = web.SockSite(runner, listener)
    await site.start()
    try:
        yield Sandbox(f"http://{address}/", discord, slack, faults)
    finally:
        async with asyncio.timeout(3):
            await discord.close_gateways(1001)
            await slack.close_sockets()
        await runner.cleanup()


def _shown_host(host: str) -> str:
    """Give the address that this machine reaches the server under."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _application(
    discord: DiscordSandbox, slack: SlackSandbox, controls: Controls | None
) -> web.Application:
    app = web.Application(middlewares=[_secure], client_max_size=_MAX_BODY)
    app.on_response_prepare.append(_hide_versions)
    discord.add_routes(app)
    slack.add_routes(app)
    page = PageApi([DiscordPage(discord), SlackPage(slack)], controls)
    page.add_routes(app)
    discord.world.listeners.append(partial(page.tell, "discord"))
    slack.world.listeners.append(partial(page.tell, "slack"))
    app.router.add_get("/", _index)
    app.router.add_static("/page/static/", _PAGE)
    return app


async def _index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_PAGE / "index.html")


@web.middleware
async def _secure(
    request: web.Request,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    is_wire = request.path.startswith(("/discord/", "/slack/"))
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        if not is_wire:
            refusal.headers.update(_SECURITY)
        raise
    if not response.prepared and not is_wire:
        response.headers.update(_SECURITY)
    return response


async def _hide_versions(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "Daily Bite's sandbox"
