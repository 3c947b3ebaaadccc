"""Serve the routes that platforms need, behind one address with few words to say."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import ConfigError
from bot.ports import WebHandler

MAX_BODY = 1 << 20  # bytes
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Server": "-",
}


@asynccontextmanager
async def open_web(
    *, host: str, port: int, routes: Mapping[str, WebHandler]
) -> AsyncIterator[str]:
    """Serve POST requests to these paths until the block ends; give the address.

    Raises:
        ConfigError: The address cannot be listened on.
    """
    listener = _listen(host, port)
    app = web.Application(middlewares=[_plain], client_max_size=MAX_BODY)
    for path, handler in routes.items():
        app.router.add_post(path, handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        await runner.cleanup()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as exc:
        listener.close()
        told = f"web: {host}:{port} cannot be used ({exc.strerror}): set another PORT."
        raise ConfigError([told]) from exc
    return listener


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
    response.headers.update(_HEADERS)
    return response
