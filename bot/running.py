"""A bot while it runs: its jobs, whom it listens to, and how it ends."""

import asyncio
import contextlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.content import Loaded
from bot.core.keeping import DRAFT_LIVES
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, StoreError
from bot.ports import Clock, Connection
from bot.services.admin import Admin
from bot.services.correct import Corrections
from bot.services.deliver import Deliver
from bot.services.doctor import Doctor
from bot.services.gate import Gate
from bot.services.health import Health
from bot.services.membership import Membership
from bot.services.plan import Planner
from bot.services.roles import BEAT, Roles
from bot.storage.store import SqlStore
from bot.ticker import (
    EVERY_HOUR,
    EVERY_SECOND,
    EVERY_TEN_MINUTES,
    EVERY_TEN_SECONDS,
    Job,
    open_ticker,
)
from bot.watch import Watch, take_up

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=8)  # for what is under way when the bot is told to stop
_CLOSES_IN = 1.5  # seconds, for connections whose other end is silent
KEPT = {
    "processed_events": timedelta(hours=24),
    "drafts": DRAFT_LIVES,
    "cards": timedelta(days=31),
    "audit": timedelta(days=180),
    "reports": timedelta(days=400),
    "install_states": timedelta(hours=24),
    "deliveries": timedelta(days=400),
}


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
                correcting(one): (EVERY_TEN_MINUTES, partial(self._correct, one))
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
        role = correcting(platform)
        if self.roles and not self.roles.holds(role):
            return
        away = await self.corrections.spread(platform)
        if self.roles and away:
            self.roles.step_aside(role)

    async def _clean(self) -> None:
        now = self.core.clock.now()
        deleted = await self.core.store.clean(
            {table: now - age for table, age in KEPT.items()}
        )
        if deleted:
            log.info("housekeeping: %s old rows deleted", deleted)


def correcting(platform: str) -> str:
    """Name the job that edits what all replicas posted there, and the role to do so."""
    return f"corrections-{platform}"
