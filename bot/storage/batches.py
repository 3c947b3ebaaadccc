"""Write many rows in one statement, and read many as one text.

`executemany` and `fetchall` go through the rows one by one: between any two, SQLite's thread waits
for Python's lock, which the event loop holds, and either driver builds parameters anew.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeEngine

from bot.storage.tables import to_text, to_utc

Row = Mapping[str, Any]
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]
_LISTS = {
    "sqlite": "json_each(:rows)",
    "postgresql": "jsonb_array_elements(CAST(:rows AS jsonb))",
}


async def insert_all(
    connection: AsyncConnection, table: Table, rows: Sequence[Row]
) -> None:
    """Insert rows of the same columns: all, or none where a key is taken."""
    if rows:
        names = tuple(rows[0])
        statement = _insert(connection.dialect.name, table, names)
        await _write(connection, statement, names, rows)


async def update_all(
    connection: AsyncConnection, table: Table, key: str, rows: Sequence[Row]
) -> None:
    """Give rows new values; each names the one that it changes by its key."""
    if rows:
        names = tuple(rows[0])
        statement = _update(connection.dialect.name, table, key, names)
        await _write(connection, statement, names, rows)


async def read_all(connection: AsyncConnection, query: Select[Any]) -> list[Any]:
    """Read rows whose columns have names; SQLite gives them as one text."""
    if connection.dialect.name != "sqlite":
        return [*await connection.execute(query)]
    columns = query.subquery().c
    whole = select(func.json_group_array(func.json_array(*columns)))
    found = (await connection.execute(whole)).scalar_one()
    values = zip(*orjson.loads(found), strict=True)
    read = [
        map(processor, those) if processor else those
        for processor, those in zip(
            (one.type.result_processor(connection.dialect, None) for one in columns),
            values,
            strict=False,  # no rows have no values
        )
    ]
    return [*map(_row_type(tuple(columns.keys()))._make, zip(*read, strict=True))]


async def _write(
    connection: AsyncConnection,
    statement: TextClause,
    names: tuple[str, ...],
    rows: Sequence[Row],
) -> None:
    listed = [*map(itemgetter(*names), rows)]
    default = _WRITERS[connection.dialect.name]
    packed = orjson.dumps(listed, default, orjson.OPT_PASSTHROUGH_DATETIME)
    await connection.execute(statement, {"rows": packed.decode()})


def _as_text(value: Any) -> str | None:
    return to_text(value) if isinstance(value, datetime) else _day(value)


def _as_instant(value: Any) -> str | None:
    moment = to_utc(value) if isinstance(value, datetime) else value
    return _day(moment)


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written in a batch")


_WRITERS: dict[str, Callable[[Any], str | None]] = {
    "sqlite": _as_text,
    "postgresql": _as_instant,
}


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


@cache
def _insert(dialect: str, table: Table, names: tuple[str, ...]) -> TextClause:
    columns = ", ".join(names)
    return text(f"INSERT INTO {table.name} ({columns}) {_rows(dialect, table, names)}")


@cache
def _update(dialect: str, table: Table, key: str, names: tuple[str, ...]) -> TextClause:
    changes = ", ".join(f"{name}=new.{name}" for name in names if name != key)
    rows = _rows(dialect, table, names)
    return text(
        f"UPDATE {table.name} SET {changes} FROM ({rows}) AS new "  # noqa: S608 - ours
        f"WHERE {table.name}.{key} = new.{key}"
    )


def _rows(dialect: str, table: Table, names: tuple[str, ...]) -> str:
    read = _READERS[dialect]
    values = ", ".join(
        f"{read(at, table.c[name])} AS {name}" for at, name in enumerate(names)
    )
    return f"SELECT {values} FROM {_LISTS[dialect]} AS listed"  # noqa: S608 - ours


def _read_sqlite(at: int, _: Column[Any]) -> str:
    return f"json_extract(value, '$[{at}]')"


def _read_postgres(at: int, column: Column[Any]) -> str:
    return f"CAST(value ->> {at} AS {_type_of(column).compile(_POSTGRES)})"


def _type_of(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    # A text that is cast to a length is cut; one that is written as it is, refused.
    return Text() if isinstance(plain, String) else plain


_READERS = {"sqlite": _read_sqlite, "postgresql": _read_postgres}
