"""Insert a row unless its key is taken, on either database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(
    connection: AsyncConnection, table: Table, values: Mapping[str, Any]
) -> bool:
    """Insert a row, and tell whether it is new; one that is there stays as it is.

    Asks for the key back, as the drivers do not agree on the count of an insert
    that did nothing.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    insert: Any = sqlite_insert if is_sqlite else postgres_insert
    query = insert(table).values(**values).on_conflict_do_nothing()
    done = await connection.execute(query.returning(*table.primary_key.columns))
    return done.first() is not None
