"""A bot in many pretend Slack workspaces, and people who add it in a browser."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
from sqlalchemy import select

from bot.app import open_app
from bot.config import load_config
from bot.core.bites import Library
from bot.running import App
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.workspace import Workspace
from bot.storage.sealed import new_key
from bot.storage.tables import install_states
from tests.conftest import MovedClock, make_loaded
from tests.databases import sqlite_url

COOKIE = "slack-app-oauth-state"
_LIMIT = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser ends on."""

    url: str
    status: int
    text: str

    @property
    def ended(self) -> str:
        """The last word of its address."""
        return urlsplit(self.url).path.rpartition("/")[2]


class Browser:
    """Follows links with a cookie jar; takes Secure cookies from this machine."""

    def __init__(self, session: aiohttp.ClientSession, app_url: str) -> None:
        self._session = session
        self._app_url = app_url
        self.cookies: dict[str, str] = {}

    async def ask(self) -> str:
        """Press "Add to Slack"; give the address of Slack's question."""
        answer = await self._get(f"{self._app_url}/slack/install")
        assert answer.status == 302
        return answer.headers["Location"]

    async def decide(
        self, question: str, workspace: Workspace, decision: str = "allow"
    ) -> str:
        """Answer Slack's question; give where Slack sends the browser."""
        query = {key: one[0] for key, one in parse_qs(urlsplit(question).query).items()}
        given = {**query, "workspace": workspace.team_id, "decision": decision}
        async with self._session.post(
            question.partition("?")[0], data=given, allow_redirects=False
        ) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]

    async def open(self, address: str) -> Page:
        """Open one of the bot's addresses, and follow it to the end."""
        answer = await self._get(address)
        while answer.status in (302, 303):
            address = answer.headers["Location"]
            answer = await self._get(address)
        return Page(address, answer.status, await answer.text())

    async def install(self, workspace: Workspace, decision: str = "allow") -> Page:
        """Add the bot to a workspace, from the first press to the last page."""
        question = await self.ask()
        return await self.open(await self.decide(question, workspace, decision))

    async def _get(self, address: str) -> aiohttp.ClientResponse:
        sent = "; ".join(f"{key}={one}" for key, one in self.cookies.items())
        answer = await self._session.get(
            address, headers={"Cookie": sent} if sent else {}, allow_redirects=False
        )
        await answer.read()
        for name, morsel in answer.cookies.items():
            self.cookies[name] = morsel.value
        return answer


class Many:
    """The running bot, its sandbox, and short ways to use both."""

    def __init__(
        self,
        app: App,
        sandbox: Sandbox,
        clock: MovedClock,
        session: aiohttp.ClientSession,
    ) -> None:
        self.app = app
        self.store = app.core.store
        self.sandbox = sandbox
        self.slack = sandbox.slack
        self.clock = clock
        self._session = session

    def browser(self) -> Browser:
        """Give a browser that nobody has used."""
        return Browser(self._session, self.app.web_url)

    async def install(self, workspace: Workspace) -> None:
        """Add the bot to a workspace."""
        page = await self.browser().install(workspace)
        assert (page.ended, page.status) == ("added", 200), page

    async def schedule(self, workspace: Workspace) -> str:
        """Set up a schedule as Ana; give what she is told."""
        line = "/bite-admin schedule 09:00 Europe/Paris"
        return (await workspace.type("ana", "daily-bite", line)).text

    async def next_post(self) -> None:
        """Go on to the next due posts, and wait until they are done."""
        schedules = await self.store.schedules()
        due = min(one.next_at for one in schedules if one.next_at)
        self.clock.time = max(due, self.clock.time)
        await self.app.deliver.tick()
        await self.app.deliver.settle_all(_LIMIT)

    async def states(self) -> list[str]:
        """List the attempts to install that are stored."""
        async with self.store._database.read() as connection:
            return list(
                (await connection.execute(select(install_states.c.hash))).scalars()
            )

    def calls(self, method: str, workspace: Workspace) -> int:
        """Count the calls of a method with the token of a workspace."""
        return sum(
            one.method == method and one.team == workspace.team_id
            for one in self.slack.requests
        )


def posts(workspace: Workspace) -> list[str]:
    """List the ids of the bot's posts in a workspace's channel."""
    bot = workspace.world.bot_user_id
    shown = workspace.messages("daily-bite")
    return [one["ts"] for one in shown if one["user"] == bot]


def environment(
    sandbox: Sandbox, folder: Path, mode: str, *, key: str
) -> dict[str, str]:
    """Give what a bot for many workspaces needs; its port is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return {
        **sandbox.slack.environment_for_many,
        "DATABASE_URL": sqlite_url(folder),
        "DAILYBITE_KEY": key,
        "SLACK_MODE": mode,
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


@asynccontextmanager
async def running_many(
    sandbox: Sandbox,
    clock: MovedClock,
    library: Library,
    settings: Mapping[str, str],
) -> AsyncIterator[Many]:
    """Run the bot; the same settings mean the same database."""
    slack, stop = sandbox.slack, asyncio.Event()
    slack.oauth.redirect_urls = {f"{settings['PUBLIC_URL']}/slack/oauth_redirect"}
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        open_app(
            load_config(settings), clock=clock, loaded=make_loaded(library)
        ) as app,
    ):
        running = asyncio.create_task(app.run(stop))
        is_http = settings["SLACK_MODE"] == "http"
        slack.request_url = f"{app.web_url}/slack/events" if is_http else ""
        await slack.bot_ready()
        await app.ready()
        yield Many(app, sandbox, clock, session)
        stop.set()
        await running


def some_key() -> str:
    """Make a key."""
    return new_key()


def in_the_clear(found: bytes) -> list[bytes]:
    """List what looks like a token of Slack's."""
    return re.findall(rb"xox[a-z][.-][\w.-]+", found)
