"""What many tests share: bites, a library, clocks, a sandbox, and a running bot."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest
import structlog
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import open_app
from bot.config import ENVIRONMENT, load_config
from bot.content import Loaded
from bot.core.bites import Bite, Level, Library, Recall, Source, Topic
from bot.logs import keep_secret
from bot.platforms.discord.client import open_discord
from bot.platforms.slack.client import open_slack
from bot.platforms.slack.opening import open_slack_for_many
from bot.ports import Showing
from bot.running import App
from bot.sandbox.server import Sandbox, open_sandbox
from tests.databases import Postgres, open_postgres, sqlite_url
from tests.rooms import ROOMS, Room, Told, title, words

START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday, 08:00 in Paris


def make_bite(bite_id: str = "topic/one", **changes: Any) -> Bite:
    """Build a bite that fits all rules, with whatever should differ."""
    slug = bite_id.partition("/")[2]
    name = slug.replace("-", " ").capitalize()
    values: dict[str, Any] = {
        "id": bite_id,
        "title": f"{name}: why it matters",
        "summary": f"{name} is a thing that people meet. " + "It has words. " * 18,
        "footgun": f"People use {name} without looking twice; look twice before you do.",
        "deeper": "Here is an example with the number 42. " * 11,
        "level": Level.BEGINNER,
        "checked": date(2026, 11, 20),
        "stale_after": 12,
        "revision": 1,
        "sources": (Source(f"The {name} paper", "https://example.org/paper", 2020),),
        "recall": Recall(f"What goes wrong with {name}?", "Nobody looks twice."),
    }
    return Bite(**values | changes)


def make_library(count: int = 6, topics: tuple[str, ...] = ("topic",)) -> Library:
    """Build a library with so many bites per topic."""
    return Library.of(
        [
            Topic(id=one, name=one.capitalize(), description="About it")
            for one in topics
        ],
        [
            make_bite(f"{one}/bite-{n:03}", aliases=(f"{one} gradient {n:03}",))
            for one in topics
            for n in range(count)
        ],
    )


def make_loaded(library: Library) -> Loaded:
    """Build what `load_content` gives for a library."""
    return Loaded(library, (), (), {})


def pytest_xdist_auto_num_workers() -> int:
    """Run one more worker than there are cores: many tests wait for a clock."""
    return (os.cpu_count() or 1) + 1


class MovedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def move(self, **by: float) -> datetime:
        self.time += timedelta(**by)
        return self.time


class Bot:
    """A running bot with its sandbox, its clock, and short ways to use them."""

    def __init__(
        self, app: App, sandbox: Sandbox, clock: MovedClock, room: Room
    ) -> None:
        self.app = app
        self.sandbox = sandbox
        self.discord = sandbox.discord
        self.clock = clock
        self.room = room
        self.store = app.core.store

    async def tick(self) -> None:
        """Let the bot do what is due, and wait until it is done."""
        await self.app.deliver.tick()
        await self.app.deliver.settle_all(timedelta(seconds=10))

    async def next_post(self) -> None:
        """Go on to the next due post."""
        schedules = await self.store.schedules()
        due = min(one.next_at for one in schedules if one.next_at)
        self.clock.time = max(due, self.clock.time)
        self.room.rest()
        await self.tick()

    def titles(self, channel: str = "daily-bite") -> list[str]:
        """List the titles of all posts in a channel."""
        return [title(one) for one in self.room.posts(channel)]

    async def share_again(self, sharer: str) -> Told:
        """Share a bite that somebody of such a name has shared before."""
        shown = Showing(
            bite="topic/bite-001",
            shown_at=self.clock.now(),
            channel="1",
            message_id="2",
            shared_by=sharer,
        )
        await self.store.record_showing(self.room.name, self.room.server, shown)
        asked = await self.room.type("ben", "general", "/bite bite 001")
        return await self.room.click("ben", asked, "Share")

    async def schedule(self, channel_name: str = "daily-bite", **options: str) -> str:
        """Set up a schedule as Ana, and give what she is told."""
        wanted = {"time": "09:00", "timezone": "Europe/Paris", **options}
        told = await self.room.admin("ana", channel_name, "schedule", **wanted)
        return words(told)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def library() -> Library:
    return make_library()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL of this test process's own, for who asks for one."""
    with open_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """Give the URL of a PostgreSQL database without a row."""
    with postgres.database(migrated=True) as url:
        yield url


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a developer's environment reaches a test."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _logs_back() -> Iterator[None]:
    """Put back what `set_up_logs` changes once per process."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    yield
    sys.excepthook = hook
    root.handlers[:] = handlers
    root.setLevel(level)
    keep_secret(())
    structlog.reset_defaults()


@pytest.fixture
def discord_addresses() -> Iterator[None]:
    """Put back what discord.py keeps once per process."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    warnings = discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
    discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave = warnings


@pytest.fixture(autouse=True)
def _guilds_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pretend Discord's few servers not be waited for."""
    monkeypatch.setattr("bot.platforms.discord.gateway._GUILDS_COME", 0.02)


@pytest.fixture
async def sandbox(discord_addresses: None) -> AsyncIterator[Sandbox]:
    openapi, methods = facts("DISCORD_OPENAPI"), facts("SLACK_METHODS")
    async with open_sandbox(openapi=openapi, methods=methods) as served:
        yield served
        assert served.discord.violations == []
        assert served.slack.violations == []


def facts(variable: str) -> Path | None:
    """Give a file of a platform's public facts, where the environment names it."""
    name = os.environ.get(variable)
    return Path(name) if name else None


def openapi_file() -> Path | None:
    """Give Discord's OpenAPI file, where the environment names it."""
    return facts("DISCORD_OPENAPI")


@pytest.fixture
def hours_pass(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let no request wait for the last one, as hours lie between them."""
    if not request.node.get_closest_marker("paced"):
        quick = partial(open_discord, per_second=1000.0)
        monkeypatch.setattr("bot.kinds.open_discord", quick)
    monkeypatch.setattr("bot.platforms.slack.rest._BETWEEN", 0.0)
    monkeypatch.setattr("bot.platforms.slack.rest._EDITS_PER_SECOND", 1000.0)
    monkeypatch.setattr("bot.kinds.open_slack", partial(open_slack, per_second=1000.0))
    many = partial(open_slack_for_many, per_second=1000.0)
    monkeypatch.setattr("bot.kinds.open_slack_for_many", many)


# How Slack's events come in changes little of what a scenario is about.
PLATFORMS = (
    "discord",
    "slack-socket",
    pytest.param("slack-http", marks=pytest.mark.slow),
)


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    """Name the platform that a scenario runs on; by default it runs on both."""
    return str(request.param)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep one in six of what else runs over Slack's HTTP, in the reduced form."""
    if os.environ.get("DAILYBITE_SLOW") != "reduced":
        return
    doubled = [
        one
        for one in items
        if "slack-http" in one.name and one.get_closest_marker("slow")
    ]
    left_out = {one.nodeid for at, one in enumerate(doubled) if at % 6}
    config.hook.pytest_deselected(
        items=[one for one in items if one.nodeid in left_out]
    )
    items[:] = [one for one in items if one.nodeid not in left_out]


@pytest.fixture
async def bot(
    sandbox: Sandbox,
    clock: MovedClock,
    library: Library,
    tmp_path: Path,
    platform: str,
    hours_pass: None,
) -> AsyncIterator[Bot]:
    """Run the whole bot on the sandbox; its ticker finds nothing due by itself."""
    async with running_bot(sandbox, clock, library, tmp_path, platform) as running:
        yield running


@asynccontextmanager
async def running_bot(
    sandbox: Sandbox, clock: MovedClock, library: Library, folder: Path, platform: str
) -> AsyncIterator[Bot]:
    """Start a bot on one platform; the same folder means the same database."""
    name, _, mode = platform.partition("-")
    room = ROOMS[name](sandbox)
    environment = {
        "DATABASE_URL": sqlite_url(folder),
        "PORT": "0",
        "METRICS_PORT": "0",
        "SLACK_MODE": mode,
        **{
            key: text
            for key, text in sandbox.environment.items()
            if key.startswith(name.upper())
        },
    }
    stop = asyncio.Event()
    async with open_app(
        load_config(environment), clock=clock, loaded=make_loaded(library)
    ) as app:
        running = asyncio.create_task(app.run(stop))
        if mode == "http":
            sandbox.slack.request_url = f"{app.web_url}/slack/events"
        await room.ready()
        await app.ready()
        yield Bot(app, sandbox, clock, room)
        stop.set()
        await running
