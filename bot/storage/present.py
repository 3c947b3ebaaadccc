"""The present that leases run on: the database's clock where replicas share one."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection


async def present(connection: AsyncConnection, now: datetime) -> datetime:
    """Give PostgreSQL's own present; a SQLite file is used by one host only."""
    if connection.dialect.name != "postgresql":
        return now
    found: datetime = (
        await connection.execute(select(func.clock_timestamp()))
    ).scalar_one()
    return found
