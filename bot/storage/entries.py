"""Writes down who changed what, in the transaction of the change itself."""

from dataclasses import asdict

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.records import AuditEntry
from bot.storage.tables import audit


async def write_entry(
    connection: AsyncConnection,
    entry: AuditEntry,
    *,
    schedule: str = "",
    undo: str = "",
) -> None:
    """Write an entry, with the schedule that it is about and its settings before."""
    about = {"schedule": schedule} if schedule else {}
    values = asdict(entry) | about | {"undo": undo}
    await connection.execute(insert(audit).values(**values))
