"""The whole pretend Slack behind one object, for tests, the page and the demo."""

import asyncio
from pathlib import Path

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.slack import oauth, responses, socket, wire
from bot.sandbox.slack.events_http import SignedHttp
from bot.sandbox.slack.grants import Grants
from bot.sandbox.slack.methods import Methods
from bot.sandbox.slack.oauth import OAuth
from bot.sandbox.slack.socket import SocketMode
from bot.sandbox.slack.wire import RequestRecord, Wire
from bot.sandbox.slack.workspace import Workspace
from bot.sandbox.slack.world import World

BOT_TOKEN = "xoxb-this-token-opens-nothing-real"  # noqa: S105
APP_TOKEN = "xapp-this-token-opens-nothing-real"  # noqa: S105
SIGNING_SECRET = "this-secret-signs-nothing-real"  # noqa: S105


class SlackSandbox(Workspace):
    """A Slack on loopback: one workspace with the app in it, and more where wanted."""

    def __init__(self, *, address: str, faults: Faults, methods: Path | None) -> None:
        world = World()
        self.faults = faults
        self.socket = SocketMode(world, address)
        self.http = SignedHttp(SIGNING_SECRET)
        self._address = address
        super().__init__(
            world, faults=faults, address=address, socket=self.socket, http=self.http
        )
        self.workspaces: list[Workspace] = [self]
        self.grants = Grants()
        self.grants.add(self, BOT_TOKEN)
        self.oauth = OAuth(self.workspaces, self.grants)
        self.wire = Wire(
            self.grants,
            app=self,
            app_token=APP_TOKEN,
            app_routes={"apps.connections.open": self.socket.open},
            open_routes={"oauth.v2.access": self.oauth.access},
            faults=faults,
            methods=Methods(methods) if methods else None,
        )
        base = {
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"http://{address}{wire.PREFIX}",
        }
        self.environment = {"SLACK_BOT_TOKEN": BOT_TOKEN, **base}
        self.environment_for_many = {
            "SLACK_CLIENT_ID": oauth.CLIENT_ID,
            "SLACK_CLIENT_SECRET": oauth.CLIENT_SECRET,
            **base,
        }

    def add_workspace(self, name: str) -> Workspace:
        """Make another workspace, without the app in it."""
        world = World(name=name, domain=name.lower().replace(" ", "-"))
        world.now, world.stamp = self.world.now, self.world.stamp
        world.app_id = self.world.app_id
        new = Workspace(
            world,
            faults=self.faults,
            address=self._address,
            socket=self.socket,
            http=self.http,
        )
        self.workspaces.append(new)
        return new

    def add_routes(self, app: web.Application) -> None:
        """Serve the Web API, Socket Mode, installs and response URLs."""
        for verb in ("GET", "POST"):
            app.router.add_route(verb, wire.PREFIX + "{method}", self.wire.handle)
        app.router.add_get(socket.PATH, self.socket.handle)
        app.router.add_get(oauth.PATH, self.oauth.show)
        app.router.add_post(oauth.PATH, self.oauth.decide)
        app.router.add_post(responses.PREFIX + "{id}", self._respond)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """Hand a response URL to the workspace that gave it."""
        key = request.match_info["id"]
        own = [one.responses for one in self.workspaces if key in one.responses.by_id]
        return await (own or [self.responses])[0].handle(request)

    @property
    def requests(self) -> list[RequestRecord]:
        """Every call of the Web API so far."""
        return self.wire.requests

    @property
    def violations(self) -> list[str]:
        """What broke the published facts of Slack's methods."""
        told = [one.responses.violations for one in self.workspaces]
        return [*self.wire.violations, *(one for each in told for one in each)]

    @property
    def request_url(self) -> str:
        """Where payloads go while no socket is connected; empty for nowhere."""
        return self.http.request_url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.http.request_url = url

    @property
    def bot_online(self) -> bool:
        """Tell whether the bot can be reached."""
        return self.socket.is_online or bool(self.request_url)

    async def bot_ready(self, timeout: float = 15) -> None:  # noqa: ASYNC109 - of the wait
        """Wait until a bot is connected, or its request URL is known."""
        if not self.request_url:
            async with asyncio.timeout(timeout):
                await self.socket.ready.wait()

    def sign(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """Give the headers that make a request look like Slack's."""
        return self.http.sign(body, timestamp)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot's connections to leave: one of Slack's reasons."""
        await self.socket.disconnect(reason)

    def drop_sockets(self) -> None:
        """Cut the bot's connections."""
        self.socket.drop()

    async def close_sockets(self) -> None:
        """Close the bot's connections, as when the sandbox ends."""
        await self.socket.close()
