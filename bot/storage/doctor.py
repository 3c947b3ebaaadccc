"""The store's methods about deliveries that went wrong; part of `store`."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from bot.core.delivery import Delivery, DeliveryState
from bot.core.records import AuditEntry, Notice, NoticeKind, Plan
from bot.core.schedule import Schedule
from bot.storage import notices, refusals
from bot.storage.engine import Database
from bot.storage.entries import write_entry
from bot.storage.rows import delivery_of
from bot.storage.tables import deliveries


class DoctorStore:
    """What the delivery doctor reads and writes."""

    _database: Database

    async def deliveries(
        self, *, schedule: str = "", states: Collection[str] = (), limit: int
    ) -> list[Delivery]:
        """List deliveries, newest first."""
        query = select(deliveries)
        if schedule:
            query = query.where(deliveries.c.schedule == schedule)
        if states:
            query = query.where(deliveries.c.state.in_(states))
        query = query.order_by(deliveries.c.due_at.desc(), deliveries.c.id).limit(limit)
        async with self._database.read() as connection:
            return [delivery_of(row) for row in await connection.execute(query)]

    async def post_again(self, delivery_id: str, entry: AuditEntry) -> bool:
        """Plan an unconfirmed delivery anew, with its audit entry."""
        planned = {"state": DeliveryState.PLANNED, "next_attempt_at": entry.at}
        planned["post_until"] = None  # it may go out until its day is over
        anew = {"attempts": 0, "first_send_at": None, "lease_until": None, "reason": ""}
        query = (
            update(deliveries)
            .where(
                deliveries.c.id == delivery_id,
                deliveries.c.state == DeliveryState.UNCONFIRMED,
            )
            .values(**planned, **anew)
        )
        async with self._database.write() as connection:
            done = await connection.execute(query)
            if done.rowcount:
                await write_entry(connection, entry)
            return bool(done.rowcount)

    async def blocked_schedules(
        self, platforms: Collection[str], *, limit: int
    ) -> list[Schedule]:
        """List schedules that refusals have blocked."""
        async with self._database.read() as connection:
            return await refusals.listed(connection, platforms, limit)

    async def write_blocked(self, plan: Plan, entry: AuditEntry | None = None) -> bool:
        """Write missed days of a blocked schedule; with an entry it goes on."""
        async with self._database.write() as connection:
            return await refusals.write(connection, plan, entry)

    async def add_notice(self, notice: Notice) -> bool:
        """Keep a notice; False when its schedule has one of its kind."""
        async with self._database.write() as connection:
            return await notices.add(connection, notice)

    async def notices_of(
        self, kind: NoticeKind, schedules: Collection[str]
    ) -> dict[str, Notice]:
        """Give the notice of each schedule that has one of this kind."""
        async with self._database.read() as connection:
            return await notices.of_kind(connection, kind, schedules)

    async def reword_notice(self, notice: Notice, text: str) -> None:
        """Change what a notice says, if nobody has heard it yet."""
        async with self._database.write() as connection:
            await notices.reword(connection, notice, text)

    async def forget_notices(
        self, kind: NoticeKind, schedules: Collection[str]
    ) -> None:
        """Forget what is no longer so."""
        async with self._database.write() as connection:
            await notices.forget(connection, schedules, kind=kind)

    async def take_notices(
        self, now: datetime, *, platform: str, server: str = "", limit: int
    ) -> list[Notice]:
        """Take what nobody heard yet; a look that finds nothing writes nothing."""
        async with self._database.read() as connection:
            found = await notices.waiting(
                connection, platform=platform, server=server, limit=limit
            )
        if not found:
            return []
        async with self._database.write() as connection:
            return await notices.take(connection, found, now)

    async def return_notices(self, given: Collection[Notice]) -> None:
        """Give back what could not be told after all."""
        async with self._database.write() as connection:
            await notices.give_back(connection, given)
