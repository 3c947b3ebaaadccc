"""The composition root: a Config in, a running bot out, closed in reverse order."""

import asyncio
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.config import Config
from bot.content import Loaded, load_content, shipped_content
from bot.core.content_rules import Renderer
from bot.core.search import Search
from bot.core.selection import Courses
from bot.errors import ConfigError, DeliveryError
from bot.platforms.discord.client import DiscordPlatform, open_discord
from bot.platforms.discord.render import render_content
from bot.ports import Clock, Platform
from bot.services.admin import Admin
from bot.services.answer import Answer
from bot.services.complete import Completion
from bot.services.deliver import Deliver
from bot.services.gate import Gate
from bot.services.plan import Planner
from bot.storage.store import SqlStore, open_store
from bot.ticker import EVERY_HOUR, EVERY_SECOND, open_ticker

log = logging.getLogger(__name__)

RENDERERS: Mapping[str, Renderer] = {"discord": render_content}
GRACE = timedelta(seconds=8)  # for what is under way when the bot is told to stop
_KEPT = {"processed_events": timedelta(hours=24), "audit": timedelta(days=180)}


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """Give the present in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Core:
    """What the command line needs: the state and the rules, without any connection."""

    store: SqlStore
    loaded: Loaded
    planner: Planner
    admin: Admin
    clock: Clock


@dataclass(frozen=True, slots=True)
class App:
    """A bot that is ready to run."""

    core: Core
    deliver: Deliver
    gate: Gate
    discord: DiscordPlatform | None

    async def run(self, stop: asyncio.Event) -> None:
        """Answer and post until told to stop; then end what is under way.

        Raises:
            DeliveryError: A platform refuses the bot for good.
        """
        jobs = {
            "deliver": (EVERY_SECOND, self.deliver.tick),
            "housekeeping": (EVERY_HOUR, self._clean),
        }
        connections = [asyncio.create_task(one) for one in self._connections()]
        stopping = asyncio.create_task(stop.wait())
        try:
            with open_ticker(jobs):
                await asyncio.wait(
                    {stopping, *connections}, return_when=asyncio.FIRST_COMPLETED
                )
        finally:
            await self.deliver.stop(GRACE)
            for task in (stopping, *connections):
                task.cancel()
            ended = await asyncio.gather(*connections, return_exceptions=True)
        for one in ended:
            if isinstance(one, DeliveryError):
                raise one

    def _connections(self) -> Iterator[Coroutine[Any, Any, None]]:
        if self.discord:
            yield self.discord.run(self.gate, self.core.store)

    async def _clean(self) -> None:
        now = self.core.clock.now()
        deleted = await self.core.store.clean(
            {table: now - age for table, age in _KEPT.items()}
        )
        if deleted:
            log.info("housekeeping: %s old rows deleted", deleted)


def load_library(config: Config) -> Loaded:
    """Read the shipped library and the operator's own folders.

    Raises:
        ContentError: A folder does not exist.
    """
    folders = [shipped_content(), *config.content.paths]
    return load_content(folders, renderers=RENDERERS)


@asynccontextmanager
async def open_core(
    config: Config,
    *,
    clock: Clock | None = None,
    loaded: Loaded | None = None,
    platforms: Mapping[str, Platform] | None = None,
) -> AsyncIterator[Core]:
    """Open the state and the rules; migrates an embedded SQLite by itself."""
    url = config.database.url.get_secret_value()
    content = loaded or load_library(config)
    the_clock = clock or SystemClock()
    is_embedded = url.startswith("sqlite")
    async with open_store(url, migrate_first=is_embedded) as store:
        planner = Planner(store, content.library, Courses(content.library))
        admin = Admin(
            store=store,
            platforms=platforms or {},
            library=content.library,
            planner=planner,
            clock=the_clock,
        )
        yield Core(store, content, planner, admin, the_clock)


@asynccontextmanager
async def open_app(
    config: Config, *, clock: Clock | None = None, loaded: Loaded | None = None
) -> AsyncIterator[App]:
    """Open everything; the optional arguments are for tests and the demo.

    Raises:
        ConfigError: There are no credentials for any platform.
        StoreError: The database cannot be used.
    """
    if not config.has_platform:
        raise ConfigError(
            [
                "No platform has credentials: set DISCORD_TOKEN, "
                "or try `dailybite demo`, which needs none."
            ]
        )
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(
            open_discord(
                token=config.discord.token.get_secret_value(),
                api_url=config.discord.api_url,
                gateway_url=config.discord.gateway_url,
            )
        )
        platforms: dict[str, Platform] = {discord.name: discord}
        core = await stack.enter_async_context(
            open_core(config, clock=clock, loaded=loaded, platforms=platforms)
        )
        yield App(
            core=core,
            deliver=Deliver(
                store=core.store,
                platforms=platforms,
                planner=core.planner,
                clock=core.clock,
                owner=f"{socket.gethostname()}-{secrets.token_hex(4)}"[:64],
            ),
            gate=_gate(core, platforms),
            discord=discord,
        )


def _gate(core: Core, platforms: Mapping[str, Platform]) -> Gate:
    library = core.loaded.library
    search = Search(library)
    answer = Answer(
        store=core.store,
        platforms=platforms,
        library=library,
        search=search,
        courses=core.planner.courses,
        clock=core.clock,
    )
    return Gate(
        commands={**answer.commands(), **core.admin.commands()},
        completion=Completion(store=core.store, library=library, search=search),
        store=core.store,
        clock=core.clock,
    )
