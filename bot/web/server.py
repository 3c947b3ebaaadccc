"""The web port: what platforms need, whether the bot is well, and what it keeps."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from aiohttp import web

from bot.ports import WebHandler
from bot.services.health import Checks
from bot.web.install import InstallPages, Way
from bot.web.privacy import PrivacyPage
from bot.web.serving import new_application, serve


@asynccontextmanager
async def open_web(
    host: str,
    port: int,
    routes: Mapping[str, WebHandler],
    checks: Checks,
    *,
    pages: Mapping[str, WebHandler] = MappingProxyType({}),
    ways: Mapping[str, Way] = MappingProxyType({}),
) -> AsyncIterator[str]:
    """Serve what platforms and people ask for; give the address.

    Args:
        host: The address to listen on.
        port: The port to listen on.
        routes: What platforms post to.
        checks: What `/readyz` says.
        pages: What people's browsers visit at the platforms' wish.
        ways: By platform, what gives the address at which anybody adds the bot.

    Raises:
        ConfigError: The address cannot be listened on.
    """
    app = new_application()
    for path, handler in routes.items():
        app.router.add_post(path, handler)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _Ready(checks).answer)
    app.router.add_get("/privacy", PrivacyPage().answer)
    for path, handler in pages.items():
        app.router.add_get(path, handler, allow_head=False)
    InstallPages(ways).add_routes(app)
    async with serve(app, host=host, port=port, name="web", variable="PORT") as url:
        yield url


async def _alive(_request: web.Request) -> web.Response:
    """Answer at all: the event loop works."""
    return web.json_response({"status": "ok"})


class _Ready:
    def __init__(self, checks: Checks) -> None:
        self._checks = checks

    async def answer(self, _request: web.Request) -> web.Response:
        """Say of each check what was found; 503 unless all is well."""
        checks = await self._checks()
        is_ready = all(one.is_ok for one in checks.values())
        found = {name: one.words for name, one in checks.items()}
        told = {"status": "ready" if is_ready else "not ready", "checks": found}
        return web.json_response(told, status=200 if is_ready else 503)
