"""The composition root: a Config in, a running bot out, closed in reverse order."""

import asyncio
import contextlib
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import (
    AsyncExitStack,
    asynccontextmanager,
)
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.config import Config
from bot.content import Loaded, load_content, shipped_content
from bot.core.keeping import DRAFT_LIVES
from bot.core.shelf import Shelf
from bot.core.spread import Spread
from bot.desk import open_gate
from bot.errors import ConfigError, DeliveryError, StoreError
from bot.kinds import NO_CREDENTIALS, PLATFORMS, RENDERERS, configured
from bot.ports import Clock, Connection, Handler, Platform, WebHandler
from bot.services.admin import Admin
from bot.services.after_post import AfterPost
from bot.services.correct import Corrections
from bot.services.deliver import Deliver
from bot.services.doctor import Doctor
from bot.services.gate import Gate
from bot.services.health import Health
from bot.services.membership import Membership
from bot.services.metrics import UNMEASURED
from bot.services.plan import Planner
from bot.services.roles import BEAT, Roles
from bot.storage.alone import hold_alone
from bot.storage.store import SqlStore, open_store
from bot.ticker import (
    EVERY_HOUR,
    EVERY_SECOND,
    EVERY_TEN_MINUTES,
    EVERY_TEN_SECONDS,
    Job,
    open_ticker,
)
from bot.watch import Watch, take_up
from bot.web.metrics import open_metrics
from bot.web.server import open_web

log = logging.getLogger(__name__)


GRACE = timedelta(seconds=8)  # for what is under way when the bot is told to stop
_CLOCKS_DIFFER = timedelta(seconds=30)  # by so much they may
_CLOSES_IN = 1.5  # seconds, for connections whose other end is silent
_KEPT = {
    "processed_events": timedelta(hours=24),
    "drafts": DRAFT_LIVES,
    "cards": timedelta(days=31),
    "audit": timedelta(days=180),
    "reports": timedelta(days=400),
    "install_states": timedelta(hours=24),
    "deliveries": timedelta(days=400),
}


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """Give the present in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Core:
    """What the command line needs: the state and the rules, without any connection."""

    store: SqlStore
    loaded: Loaded  # as it was at the start
    shelf: Shelf
    planner: Planner
    admin: Admin
    clock: Clock

    async def backlog(self, platforms: Collection[str]) -> Mapping[str, int]:
        """Count the posts of each platform that are due and have not ended."""
        return await self.store.backlog(platforms, self.clock.now())


@dataclass(frozen=True, slots=True)
class App:
    """A bot that is ready to run."""

    core: Core
    deliver: Deliver
    doctor: Doctor
    membership: Membership
    corrections: Corrections
    gate: Gate
    connections: Mapping[str, Connection]
    health: Health
    watch: Watch | None = None  # over the files, where the content came from files
    roles: Roles | None = None  # where replicas may share the database
    web_url: str = ""  # where the web port is open, if anything needs it
    metrics_url: str = ""  # where the metrics port is open, if it is wanted

    async def run(self, stop: asyncio.Event) -> None:
        """Answer and post until told to stop; then end what is under way.

        Raises:
            DeliveryError: A platform refuses the bot for good.
        """
        jobs: dict[str, tuple[timedelta, Job]] = {
            "deliver": (EVERY_SECOND, self.deliver.tick),
            "doctor": (EVERY_TEN_MINUTES, self.doctor.check),
            "housekeeping": (EVERY_HOUR, self._clean),
            "membership": (EVERY_HOUR, self.membership.look_round),
            "content": (EVERY_TEN_SECONDS, self._reload),
            **{
                _correcting(one): (EVERY_TEN_MINUTES, partial(self._correct, one))
                for one in self.connections
            },
        }
        if self.roles:
            jobs["replicas"] = (BEAT, self.roles.beat)
        listening = asyncio.create_task(self._listen())
        stopping = asyncio.create_task(stop.wait())
        try:
            async with open_ticker(jobs):
                await asyncio.wait(
                    {stopping, listening}, return_when=asyncio.FIRST_COMPLETED
                )
                self.health.stop()
                self.deliver.halt()
        finally:
            await self._end(GRACE)
            for task in (stopping, listening):
                task.cancel()
            await asyncio.wait({stopping, listening}, timeout=_CLOSES_IN)
            # What came in until nobody listened any more.
            await self.gate.settle_all(timedelta(seconds=_CLOSES_IN))
            await self._leave()
        if listening.done() and not listening.cancelled():
            listening.result()

    async def _end(self, grace: timedelta) -> None:
        """Give posts and answers that are under way the same time to end."""
        await asyncio.gather(self.deliver.stop(grace), self.gate.settle_all(grace))

    async def _leave(self) -> None:
        """Let other replicas take over at once; without a word they do so later."""
        if self.roles:
            leaving = asyncio.create_task(self.roles.leave(), name="leave")
            await asyncio.wait({leaving}, timeout=_CLOSES_IN)
            if leaving.done():
                with contextlib.suppress(StoreError):
                    leaving.result()

    async def ready(self) -> None:
        """Wait until every platform can hand the bot what people ask."""
        await asyncio.gather(*(one.ready.wait() for one in self.connections.values()))

    async def _listen(self) -> None:
        """Stay on all platforms; one that is refused for good stops no other.

        Raises:
            DeliveryError: No platform is left.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._listen_on(one))
                for one in self.connections.values()
            ]
        raise next(task.result() for task in tasks)

    async def _listen_on(self, connection: Connection) -> DeliveryError:
        try:
            if self.roles and connection.listens_alone:
                await self.roles.while_held(
                    connection.name,
                    lambda: connection.run(self.gate, self.core.store),
                )
            else:
                await connection.run(self.gate, self.core.store)
        except DeliveryError as error:
            log.error("%s: %s", connection.name, error)  # noqa: TRY400 - a sentence
            self.health.refuse(connection.name, str(error))
            return error
        raise RuntimeError(f"{connection.name} stopped to listen")

    async def _reload(self) -> None:
        if self.watch:
            await take_up(self.watch, self.core.shelf)

    async def _correct(self, platform: str) -> None:
        role = _correcting(platform)
        if self.roles and not self.roles.holds(role):
            return
        away = await self.corrections.spread(platform)
        if self.roles and away:
            self.roles.step_aside(role)

    async def _clean(self) -> None:
        now = self.core.clock.now()
        deleted = await self.core.store.clean(
            {table: now - age for table, age in _KEPT.items()}
        )
        if deleted:
            log.info("housekeeping: %s old rows deleted", deleted)


def _correcting(platform: str) -> str:
    """Name the job that edits what all replicas posted there, and the role to do so."""
    return f"corrections-{platform}"


def load_library(config: Config) -> Loaded:
    """Read the shipped library and the operator's own folders.

    Raises:
        ContentError: A folder does not exist.
    """
    return load_content(_folders(config), renderers=RENDERERS)


def _spread(config: Config) -> Spread:
    return Spread(config.delivery.spread_minutes)


def _folders(config: Config) -> list[Path]:
    return [shipped_content(), *config.content.paths]


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
    async with open_store(
        url, migrate_first=config.database.is_embedded, keys=config.secrets.keys
    ) as store:
        shelf = Shelf(content.library)
        planner = Planner(store, shelf, _spread(config))
        admin = Admin(
            store=store,
            platforms={} if platforms is None else platforms,
            shelf=shelf,
            planner=planner,
            clock=the_clock,
        )
        yield Core(store, content, shelf, planner, admin, the_clock)


@asynccontextmanager
async def open_app(
    config: Config, *, clock: Clock | None = None, loaded: Loaded | None = None
) -> AsyncIterator[App]:
    """Open everything; the optional arguments are for tests and the demo.

    Raises:
        ConfigError: There are no credentials for any platform.
        StoreError: The database cannot be used.
    """
    kinds = configured(config)
    if not kinds:
        raise ConfigError([NO_CREDENTIALS])
    async with AsyncExitStack() as stack:
        url = config.database.url.get_secret_value()
        is_alone = stack.enter_context(hold_alone(url))
        platforms: dict[str, Connection] = {}
        watch = None if loaded else Watch(_folders(config), renderers=RENDERERS)
        content = watch.loaded if watch else loaded
        core = await stack.enter_async_context(
            open_core(config, clock=clock, loaded=content, platforms=platforms)
        )
        for name, kind in kinds.items():
            opened = kind.open(config, core.store)
            platforms[name] = await stack.enter_async_context(opened)
        core.shelf.edition.prepare()
        if is_alone:
            await core.store.end_leases(core.clock.now())
        owner = f"{socket.gethostname()}-{secrets.token_hex(4)}"[:64]
        roles = None
        if not config.database.is_embedded:
            roles = await _join(core, platforms, owner)
        health = _health(core, platforms, roles)
        web_url, metrics_url, metrics = "", "", UNMEASURED
        if (port := config.metrics.port) is not None:
            counting = await stack.enter_async_context(
                open_metrics(config.metrics.host, port, platforms, core.backlog)
            )
            metrics, metrics_url = counting, counting.url
        membership = Membership(store=core.store, platforms=platforms, clock=core.clock)
        gate = open_gate(
            store=core.store,
            shelf=core.shelf,
            admin=core.admin,
            clock=core.clock,
            platforms=platforms,
            metrics=metrics,
            membership=membership,
            privacy_url=config.web.privacy_url,
        )
        routes, pages = _routes(platforms), _pages(platforms, gate)
        if routes or pages or config.web.is_wanted:
            web = open_web(
                config.web.host,
                config.web.port,
                routes,
                health.checks,
                pages=pages,
                ways={name: one.invite_url for name, one in platforms.items()},
            )
            web_url = await stack.enter_async_context(web)
        doctor = Doctor(store=core.store, platforms=platforms, clock=core.clock)
        yield App(
            web_url=web_url,
            metrics_url=metrics_url,
            roles=roles,
            watch=watch,
            core=core,
            doctor=doctor,
            membership=membership,
            corrections=Corrections(
                store=core.store,
                platforms=platforms,
                shelf=core.shelf,
                clock=core.clock,
            ),
            deliver=Deliver(
                store=core.store,
                platforms=platforms,
                planner=core.planner,
                clock=core.clock,
                owner=owner,
                absent=[name for name in PLATFORMS if name not in platforms],
                metrics=metrics,
                on_refused=doctor.report,
                spread=_spread(config),
                after=AfterPost(
                    store=core.store,
                    platforms=platforms,
                    shelf=core.shelf,
                    clock=core.clock,
                ),
            ),
            gate=gate,
            connections=platforms,
            health=health,
        )


def _routes(connections: Mapping[str, Connection]) -> dict[str, WebHandler]:
    return {
        path: handler
        for one in connections.values()
        for path, handler in one.web_routes.items()
    }


def _pages(
    connections: Mapping[str, Connection], handler: Handler
) -> dict[str, WebHandler]:
    return {
        path: page
        for one in connections.values()
        for path, page in one.web_pages(handler).items()
    }


def _health(
    core: Core, connections: Mapping[str, Connection], roles: Roles | None
) -> Health:
    def listens(platform: str) -> bool:
        alone = connections[platform].listens_alone
        return not (roles and alone) or roles.holds(platform)

    return Health(store=core.store, connections=connections, listens=listens)


async def _join(core: Core, platforms: Mapping[str, Connection], owner: str) -> Roles:
    """Take a place among the replicas that share a database.

    Raises:
        StoreError: The clocks of this host and of the database differ too much.
    """
    roles = Roles(
        store=core.store,
        clock=core.clock,
        owner=owner,
        platforms=platforms,
        roles=[
            *(name for name, one in platforms.items() if one.listens_alone),
            *map(_correcting, platforms),
        ],
    )
    here = SystemClock().now()
    apart = abs(await roles.beat() - here)
    if apart > _CLOCKS_DIFFER:
        raise StoreError(
            f"The database's clock and this host's differ by {apart.total_seconds():.0f} s: "
            "set both by NTP, then start again."
        )
    return roles
