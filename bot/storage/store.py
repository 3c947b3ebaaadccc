"""The store on SQL: each method is one transaction on either database."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select

from bot.core.delivery import Delivery, Outcome
from bot.core.schedule import Schedule
from bot.errors import StoreError
from bot.ports import AuditEntry, Leases, Plan, Settled, Showing
from bot.storage import (
    history,
    leases,
    ledger,
    migrate,
    plans,
    schedules,
    settlements,
)
from bot.storage.backlog import backlog
from bot.storage.channels import ChannelStore
from bot.storage.content import ContentStore
from bot.storage.control import ControlStore
from bot.storage.doctor import DoctorStore
from bot.storage.engine import Database
from bot.storage.history import history_values
from bot.storage.inserts import insert_new
from bot.storage.installs import InstallStore
from bot.storage.known import note_server
from bot.storage.managers import ManagerStore
from bot.storage.places import of_server
from bot.storage.privacy import PrivacyStore
from bot.storage.retention import BATCH, RULES
from bot.storage.rows import audit_of
from bot.storage.sealed import Seal
from bot.storage.tables import audit, command_hashes, processed_events
from bot.storage.tables import history as history_table
from bot.storage.week import posted_since
from bot.storage.welcome import WelcomeStore

_MAX_AUDIT = 100
OLD_SCHEMA = "The database is older than this version: run `dailybite db upgrade`."


@asynccontextmanager
async def open_store(
    url: str, *, migrate_first: bool = False, keys: Sequence[str] = ()
) -> "AsyncIterator[SqlStore]":
    """Open the store at a database URL; closes its connections at the end.

    Args:
        url: Where the database is.
        migrate_first: Bring its schema up to date.
        keys: What seals tokens: the first one, and others that open them too.

    Raises:
        StoreError: The database cannot be reached, or has an old schema and
            `migrate_first` was not asked for.
    """
    database = Database(url)
    try:
        if migrate_first:
            await migrate.upgrade(database)
        elif not await migrate.is_current(database):
            raise StoreError(OLD_SCHEMA)
        yield SqlStore(database, Seal(keys))
    finally:
        await database.close()


class SqlStore(
    DoctorStore,
    ContentStore,
    ControlStore,
    PrivacyStore,
    ManagerStore,
    ChannelStore,
    InstallStore,
    WelcomeStore,
):
    """All state in SQL."""

    def __init__(self, database: Database, seal: Seal | None = None) -> None:
        self._database = database
        self._seal = seal or Seal()

    async def add_schedule(self, schedule: Schedule, entry: AuditEntry) -> Schedule:
        """Keep a new schedule."""
        async with self._database.write() as connection:
            return await schedules.add(connection, schedule, entry)

    async def add_first_schedule(
        self, schedule: Schedule, entry: AuditEntry
    ) -> Schedule | None:
        """Keep a new schedule, unless its channel has one."""
        async with self._database.write() as connection:
            return await schedules.add_first(connection, schedule, entry)

    async def add_schedules(
        self, pairs: Sequence[tuple[Schedule, AuditEntry]]
    ) -> list[Schedule]:
        """Keep several new schedules: all or none."""
        async with self._database.write() as connection:
            return [await schedules.add(connection, *pair) for pair in pairs]

    async def change_schedule(self, schedule: Schedule, entry: AuditEntry) -> bool:
        """Overwrite a schedule."""
        async with self._database.write() as connection:
            return await schedules.change(connection, schedule, entry)

    async def schedule(self, schedule_id: str) -> Schedule | None:
        """Give a schedule that was not removed."""
        async with self._database.read() as connection:
            return await schedules.by_id(connection, schedule_id)

    async def schedules(
        self, *, platform: str = "", server: str = "", channel: str = ""
    ) -> list[Schedule]:
        """List schedules, oldest first."""
        async with self._database.read() as connection:
            return await schedules.listed(
                connection, platform=platform, server=server, channel=channel
            )

    async def last_deliveries(self, schedules_: Sequence[str]) -> dict[str, Delivery]:
        """Give the newest delivery of each."""
        async with self._database.read() as connection:
            return await schedules.last_deliveries(connection, schedules_)

    async def posted_since(
        self, since: Mapping[str, date]
    ) -> dict[str, list[tuple[date, str]]]:
        """Give the new bites that schedules have posted since a day of each."""
        async with self._database.read() as connection:
            return await posted_since(connection, since)

    async def due_schedules(self, now: datetime, *, limit: int) -> list[Schedule]:
        """List active schedules whose next slot is due."""
        async with self._database.read() as connection:
            return await schedules.due(connection, now, limit)

    async def began(self, ids: Collection[str]) -> set[str]:
        """Give those of these schedules that ever had a delivery."""
        async with self._database.read() as connection:
            return await schedules.began(connection, ids)

    async def plan(self, plans_: Sequence[Plan]) -> list[Delivery]:
        """Write plans, each whole or not at all."""
        async with self._database.write() as connection:
            return await plans.plan(connection, plans_)

    async def claim(
        self,
        *,
        owner: str,
        now: datetime,
        limit: int,
        platforms: Sequence[str] = (),
        due_before: datetime | None = None,
        per_server: int | None = None,
        but_not: Collection[str] = (),
    ) -> list[Delivery]:
        """Take deliveries whose time has come; an idle look writes nothing."""
        wanted = ledger.of_platforms(platforms, due_before, but_not)
        async with self._database.read() as connection:
            if not await ledger.has_ready(connection, wanted, now):
                return []
        async with self._database.write() as connection:
            return await ledger.claim(
                connection,
                wanted,
                owner=owner,
                now=now,
                limit=limit,
                per_server=per_server,
            )

    async def settle_all(
        self, pairs: Sequence[tuple[Delivery, Outcome]], *, now: datetime
    ) -> list[Settled]:
        """Write outcomes, each under its delivery's fence."""
        async with self._database.write() as connection:
            return await settlements.settle(connection, pairs, now)

    async def receipt(self, delivery_id: str) -> str | None:
        """Give the message of a delivery, if its proof came too late."""
        async with self._database.read() as connection:
            found = await settlements.receipts(connection, [delivery_id])
            return found[0][1] if found else None

    async def end_leases(self, now: datetime) -> int:
        """End the leases of all deliveries; count them."""
        async with self._database.write() as connection:
            return await ledger.end_leases(connection, now)

    async def renew(
        self, owner: str, roles: Sequence[str], *, now: datetime, lease: timedelta
    ) -> Leases:
        """Renew a replica's leases, and take the roles that are free."""
        async with self._database.write() as connection:
            return await leases.renew(connection, owner, roles, now=now, lease=lease)

    async def leave(self, owner: str) -> None:
        """Give up everything that a replica holds."""
        async with self._database.write() as connection:
            await leases.leave(connection, owner)

    async def keep_message(self, delivery_id: str, message_id: str) -> None:
        """Say which message of a delivery stays."""
        async with self._database.write() as connection:
            await ledger.keep_message(connection, delivery_id, message_id)

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """Give one delivery."""
        async with self._database.read() as connection:
            return await ledger.by_id(connection, delivery_id)

    async def unseen(
        self, wanted: Sequence[tuple[str, str, Sequence[str]]]
    ) -> list[list[int]]:
        """Say for each which positions are unseen."""
        if not wanted:
            return []
        async with self._database.read() as connection:
            return await history.unseen(connection, wanted)

    async def longest_ago(
        self, platform: str, server: str, bites: Sequence[str]
    ) -> str | None:
        """Give the bite of these that the server saw longest ago."""
        async with self._database.read() as connection:
            return await history.longest_ago(connection, platform, server, bites)

    async def showing(self, platform: str, server: str, bite: str) -> Showing | None:
        """Tell when a server saw a bite."""
        async with self._database.read() as connection:
            return await history.showing(connection, platform, server, bite)

    async def record_showing(
        self, platform: str, server: str, showing: Showing
    ) -> bool:
        """Put a bite into the history; False when it is there already."""
        values = history_values(platform, server, showing)
        async with self._database.write() as connection:
            await note_server(connection, platform, server, showing.shown_at)
            return await insert_new(connection, history_table, values)

    async def take_showing(
        self, platform: str, server: str, read: Showing, renewed: Showing
    ) -> bool:
        """Take over a showing that was never completed; one wins."""
        async with self._database.write() as connection:
            return await history.take(connection, (platform, server), read, renewed)

    async def complete_showing(
        self,
        platform: str,
        server: str,
        bite: str,
        *,
        message_id: str,
        revision: int | None = None,
    ) -> None:
        """Add the message to a showing, and which revision it shows if that is new."""
        where = (platform, server, bite)
        async with self._database.write() as connection:
            await history.set_message(connection, where, message_id, revision)

    async def forget_showing(self, platform: str, server: str, bite: str) -> None:
        """Take a shared bite out of the history."""
        async with self._database.write() as connection:
            await history.forget(connection, (platform, server, bite))

    async def first_time(self, platform: str, event: str, now: datetime) -> bool:
        """Note an event; False when it was noted before."""
        values = {"platform": platform, "event": event, "at": now}
        async with self._database.write() as connection:
            return await insert_new(connection, processed_events, values)

    async def audit(self, platform: str, server: str) -> list[AuditEntry]:
        """List a server's changes, newest first."""
        query = (
            select(audit)
            .where(*of_server(audit, platform, server))
            .order_by(audit.c.id.desc())
            .limit(_MAX_AUDIT)
        )
        async with self._database.read() as connection:
            return [audit_of(row) for row in await connection.execute(query)]

    async def command_hash(self, application: str) -> str:
        """Give the hash of the registered commands, or nothing."""
        query = select(command_hashes.c.hash).where(
            command_hashes.c.application == application
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar() or ""

    async def keep_command_hash(self, application: str, value: str) -> None:
        """Remember the hash of the registered commands."""
        where = command_hashes.c.application == application
        async with self._database.write() as connection:
            await connection.execute(delete(command_hashes).where(where))
            await connection.execute(
                insert(command_hashes).values(application=application, hash=value)
            )

    async def ping(self) -> None:
        """Ask the database for nothing."""
        async with self._database.read() as connection:
            await connection.execute(select(1))

    async def backlog(
        self, platforms: Collection[str], now: datetime
    ) -> Mapping[str, int]:
        """Count the posts of each platform that are due and have not ended."""
        async with self._database.read() as connection:
            return await backlog(connection, platforms, now)

    async def clean(self, before: Mapping[str, datetime]) -> int:
        """Clean by the rules of these names, in many small transactions.

        Raises:
            KeyError: There is no rule of such a name.
        """
        changed = 0
        for name, moment in before.items():
            rule, done = RULES[name], BATCH
            while done == BATCH:
                async with self._database.write() as connection:
                    done = await rule(connection, moment)
                changed += done
        return changed
