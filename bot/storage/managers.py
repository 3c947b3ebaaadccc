"""The store's methods about a server's managers; part of `store`."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, and_, delete, select

from bot.core.managers import Manager
from bot.core.records import AuditEntry
from bot.storage.engine import Database
from bot.storage.entries import write_entry
from bot.storage.inserts import insert_new
from bot.storage.known import note_server
from bot.storage.places import of_server
from bot.storage.tables import managers


class ManagerStore:
    """Who may administer, besides the admins that the platform names."""

    _database: Database

    async def is_manager(self, platform: str, server: str, person: str) -> bool:
        """Tell whether somebody is a manager."""
        query = select(managers.c.person).where(_is(platform, server, person))
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def managers(self, platform: str, server: str) -> list[Manager]:
        """List managers, longest first."""
        query = (
            select(managers)
            .where(*of_server(managers, platform, server))
            .order_by(managers.c.at, managers.c.person)
        )
        async with self._database.read() as connection:
            return [_manager_of(row) for row in await connection.execute(query)]

    async def appoint(self, manager: Manager, entry: AuditEntry) -> bool:
        """Add somebody, with the entry."""
        async with self._database.write() as connection:
            await note_server(connection, entry.platform, entry.server, entry.at)
            is_new = await insert_new(connection, managers, asdict(manager))
            if is_new:
                await write_entry(connection, entry)
            return is_new

    async def dismiss(self, manager: Manager, entry: AuditEntry) -> bool:
        """Remove somebody, with the entry."""
        theirs = _is(manager.platform, manager.server, manager.person)
        async with self._database.write() as connection:
            gone = await connection.execute(delete(managers).where(theirs))
            if gone.rowcount:
                await write_entry(connection, entry)
            return bool(gone.rowcount)


def _is(platform: str, server: str, person: str) -> Any:
    return and_(*of_server(managers, platform, server), managers.c.person == person)


def _manager_of(row: Row[Any]) -> Manager:
    return Manager(
        platform=row.platform,
        server=row.server,
        person=row.person,
        added_by_id=row.added_by_id,
        at=row.at,
    )
