"""The present that leases run on: the database's clock where replicas share one."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement


def clock(
    connection: AsyncConnection, now: datetime
) -> datetime | ColumnElement[datetime]:
    """Give PostgreSQL's own clock; a SQLite file is used by one host only."""
    return func.clock_timestamp() if connection.dialect.name == "postgresql" else now


async def present(connection: AsyncConnection, now: datetime) -> datetime:
    """Read that clock."""
    reading = clock(connection, now)
    if isinstance(reading, datetime):
        return reading
    found: datetime = (await connection.execute(select(reading))).scalar_one()
    return found
