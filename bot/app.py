"""The composition root: a Config in, a running bot out, closed in reverse order."""

import logging
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import (
    AsyncExitStack,
    asynccontextmanager,
)
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Config
from bot.content import Loaded, load_content, shipped_content
from bot.core.shelf import Shelf
from bot.core.spread import Spread
from bot.desk import open_gate
from bot.errors import ConfigError, StoreError
from bot.kinds import NO_CREDENTIALS, PLATFORMS, configured
from bot.ports import Clock, Connection, Handler, Platform, WebHandler
from bot.running import App, Core, correcting
from bot.services.admin import Admin
from bot.services.after_post import AfterPost
from bot.services.correct import Corrections
from bot.services.deliver import Deliver
from bot.services.doctor import Doctor
from bot.services.health import Health
from bot.services.membership import Membership
from bot.services.metrics import UNMEASURED
from bot.services.plan import Planner
from bot.services.roles import Roles
from bot.storage.alone import hold_alone
from bot.storage.store import open_store
from bot.watch import Watch
from bot.web.metrics import open_metrics
from bot.web.server import open_web

log = logging.getLogger(__name__)


_CLOCKS_DIFFER = timedelta(seconds=30)  # by so much they may


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """Give the present in UTC."""
        return datetime.now(UTC)


def load_library(config: Config) -> Loaded:
    """Read the shipped library and the operator's own folders.

    Raises:
        ContentError: A folder does not exist.
    """
    return load_content(_folders(config))


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
        watch = None if loaded else Watch(_folders(config))
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
            *map(correcting, platforms),
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
