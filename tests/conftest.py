"""What many tests share: bites, a library, clocks, a sandbox, and a running bot."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App, open_app
from bot.config import ENVIRONMENT, load_config
from bot.content import Loaded
from bot.core.bites import Bite, Level, Library, Recall, Source, Topic
from bot.sandbox.server import Sandbox, open_sandbox

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

    def __init__(self, app: App, sandbox: Sandbox, clock: MovedClock) -> None:
        self.app = app
        self.sandbox = sandbox
        self.discord = sandbox.discord
        self.clock = clock
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
        self.discord.limits.reset()
        await self.tick()

    def titles(self, channel: str = "daily-bite") -> list[str]:
        """List the first lines of all posts in a channel."""
        return [one["content"].split("\n")[0] for one in self.discord.messages(channel)]

    async def schedule(self, options: str = "", channel: str = "daily-bite") -> str:
        """Set up a schedule as Ana, and give what she is told."""
        line = f"/bite-admin schedule time: 09:00 timezone: Europe/Paris {options}"
        outcome = await self.discord.type("ana", channel, line)
        return outcome.text


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def library() -> Library:
    return make_library()


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a developer's environment reaches a test."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def discord_addresses() -> Iterator[None]:
    """Put back what discord.py keeps once per process."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    warnings = discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
    discord.VoiceClient.warn_nacl, discord.VoiceClient.warn_dave = warnings


@pytest.fixture
async def sandbox(discord_addresses: None) -> AsyncIterator[Sandbox]:
    async with open_sandbox(openapi=openapi_file()) as served:
        yield served
        assert served.discord.violations == []


def openapi_file() -> Path | None:
    """Give Discord's OpenAPI file, where the environment names it."""
    import os

    name = os.environ.get("DISCORD_OPENAPI")
    return Path(name) if name else None


@pytest.fixture
async def bot(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path
) -> AsyncIterator[Bot]:
    """Run the whole bot on the sandbox; its ticker finds nothing due by itself."""
    async with running_bot(sandbox, clock, library, tmp_path) as running:
        yield running


def running_bot(
    sandbox: Sandbox, clock: MovedClock, library: Library, folder: Path
) -> "BotContext":
    return BotContext(sandbox, clock, library, folder)


class BotContext:
    """Starts and stops a bot; the same folder means the same database."""

    def __init__(
        self, sandbox: Sandbox, clock: MovedClock, library: Library, folder: Path
    ) -> None:
        self._sandbox = sandbox
        self._clock = clock
        self._library = library
        self._url = f"sqlite:///{folder / 'bot.db'}"
        self._stack = AsyncExitStack()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> Bot:
        environment = {**self._sandbox.environment, "DATABASE_URL": self._url}
        app = await self._stack.enter_async_context(
            open_app(
                load_config(environment),
                clock=self._clock,
                loaded=make_loaded(self._library),
            )
        )
        self._running = asyncio.create_task(app.run(self._stop))
        await self._sandbox.discord.bot_ready()
        return Bot(app, self._sandbox, self._clock)

    async def __aexit__(self, *_exc: object) -> None:
        self._stop.set()
        await self._running
        await self._stack.aclose()
