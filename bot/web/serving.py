"""Open a port for an application, with few words to say to whoever asks."""

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import ConfigError

log = logging.getLogger(__name__)

MAX_BODY = 1 << 20  # bytes
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Server": "-",
}


def new_application() -> web.Application:
    """Build an application that bounds what it takes, and does not say what it is."""
    return web.Application(middlewares=[_plain], client_max_size=MAX_BODY)


@asynccontextmanager
async def serve(
    app: web.Application, *, host: str, port: int, name: str, variable: str
) -> AsyncIterator[str]:
    """Serve until the block ends; give the address.

    Args:
        app: What answers.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        name: What it is called in the configuration.
        variable: What sets another port in the environment.

    Raises:
        ConfigError: The address cannot be listened on.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as exc:
            why = f"{name}: {host}:{port} cannot be used ({_why(exc)})"
            raise ConfigError([f"{why}: set another {variable}."]) from exc
        url = _url(host, runner.addresses[0][1])
        log.info("the %s port is open: %s", name, url)
        yield url
    finally:
        await runner.cleanup()


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(error: OSError) -> str:
    """Give the system's words without asyncio's."""
    number = error.errno or 0  # negative where a name cannot be resolved
    return os.strerror(number) if number > 0 else str(error.strerror)


@web.middleware
async def _plain(
    request: web.Request,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers.update(_HEADERS)
        raise
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = _HEADERS["Server"]
    return response
