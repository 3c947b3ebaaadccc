"""Insert rows unless their key is taken, on either database."""

from collections.abc import Mapping, Sequence
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
    query = _insert(connection)(table).on_conflict_do_nothing().values(**values)
    done = await connection.execute(query.returning(*table.primary_key.columns))
    return done.first() is not None


async def insert_all_new(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert many rows; those that are there stay as they are."""
    query = _insert(connection)(table).on_conflict_do_nothing()
    await connection.execute(query, rows)


async def renew_all(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    changed: str,
) -> None:
    """Insert many rows; of those that are there one column is brought up to date."""
    query = _insert(connection)(table)
    renewed = query.on_conflict_do_update(
        index_elements=table.primary_key.columns.values(),
        set_={changed: query.excluded[changed]},
    )
    await connection.execute(renewed, rows)


def _insert(connection: AsyncConnection) -> Any:
    is_sqlite = connection.dialect.name == "sqlite"
    return sqlite_insert if is_sqlite else postgres_insert
