"""Write many rows in one statement, and read many as one text.

`executemany` and `fetchall` go through the rows one by one: between any two, SQLite's thread waits
for Python's lock, which the event loop holds, and either driver builds parameters anew.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    Column,
    Dialect,
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
_SAME = ":same"
_NOTHING: Mapping[str, Any] = {}
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
        await _write(connection, _insert, _Shape(table, tuple(rows[0])), rows)


async def update_all(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Row],
    *,
    key: Sequence[str],
    guard: Mapping[str, str] = _NOTHING,
) -> int:
    """Give rows new values; tell how many there were to change.

    Args:
        connection: In a transaction.
        table: What is changed.
        rows: New values by column, and what tells which row gets them.
        key: The columns by which a row is found.
        guard: The columns that must be as `rows` say, by their name there.
    """
    if not rows:
        return 0
    shape = _Shape(table, tuple(rows[0]), tuple(key), tuple(guard.items()))
    return await _write(connection, _update, shape, rows)


async def read_all(
    connection: AsyncConnection, query: Select[Any], values: Row = _NOTHING
) -> list[Any]:
    """Read rows whose columns have names; SQLite gives them as one text.

    A query that is made once, for any values, is made ready once as well.
    """
    if connection.dialect.name != "sqlite":
        return [*await connection.execute(query, values)]
    whole, make, readers = _whole(query, connection.dialect)
    found = (await connection.execute(whole, values)).scalar_one()
    columns = zip(*orjson.loads(found), strict=True)
    read = [
        map(reader, those) if reader else those
        for reader, those in zip(readers, columns, strict=False)  # no rows have none
    ]
    return [*map(make, zip(*read, strict=True))]


@lru_cache(maxsize=64)
def _whole(query: Select[Any], dialect: Dialect) -> tuple[Select[Any], Any, list[Any]]:
    """Give the query for one text, what makes a row, and what reads each column."""
    columns = query.subquery().c
    whole = select(func.json_group_array(func.json_array(*columns)))
    readers = [_reader(one.type, dialect) for one in columns]
    return whole, _row_type(tuple(columns.keys()))._make, readers


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


class _Shape(NamedTuple):
    """What a statement is made for; which values are the same for all comes later."""

    table: Table
    names: tuple[str, ...]
    key: tuple[str, ...] = ()
    guard: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column[Any]:
        """Give the column that a value is for."""
        return self.table.c[dict(self.guard).get(name, name)]


async def _write(
    connection: AsyncConnection,
    make: Callable[[str, _Shape, frozenset[str]], TextClause],
    shape: _Shape,
    rows: Sequence[Row],
) -> int:
    """Write values that all rows share once: SQLite takes each one out of its row.

    But for a key's: one that is a constant tempts SQLite to search a table by it.
    """
    listed = zip(*map(_taking(shape.names), rows), strict=True)
    values = dict(zip(shape.names, listed, strict=True))
    same = {
        name: those[0]
        for name, those in values.items()
        if name not in shape.key and those.count(those[0]) == len(those)
    }
    others = [those for name, those in values.items() if name not in same]
    each = [*zip(*others, strict=True)] if others else [()] * len(rows)
    dialect = connection.dialect.name
    done = await connection.execute(
        make(dialect, shape, frozenset(same)),
        {"rows": _packed(each, dialect), "same": _packed([*same.values()], dialect)},
    )
    return done.rowcount


def _packed(values: Sequence[Any], dialect: str) -> str:
    default = _WRITERS[dialect]
    return orjson.dumps(values, default, orjson.OPT_PASSTHROUGH_DATETIME).decode()


@cache
def _taking(names: tuple[str, ...]) -> Callable[[Row], tuple[Any, ...]]:
    if len(names) == 1:
        return lambda row: (row[names[0]],)
    return itemgetter(*names)


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


@lru_cache(maxsize=256)
def _insert(dialect: str, shape: _Shape, same: frozenset[str]) -> TextClause:
    columns = ", ".join(shape.names)
    rows = _rows(dialect, shape, same)
    return text(f"INSERT INTO {shape.table.name} ({columns}) {rows}")


@lru_cache(maxsize=256)
def _update(dialect: str, shape: _Shape, same: frozenset[str]) -> TextClause:
    table, asked = shape.table.name, {*shape.key, *dict(shape.guard)}
    changes = ", ".join(f"{one}=new.{one}" for one in shape.names if one not in asked)
    found = [f"{table}.{one} = new.{one}" for one in shape.key]
    # As an equation it would tempt SQLite to search by an index of such columns.
    found += [f"NOT ({table}.{one} <> new.{name})" for name, one in shape.guard]
    rows = _rows(dialect, shape, same)
    return text(
        f"UPDATE {table} SET {changes} FROM ({rows}) AS new "  # noqa: S608 - ours
        f"WHERE {' AND '.join(found)}"
    )


def _rows(dialect: str, shape: _Shape, same: frozenset[str]) -> str:
    read, list_ = _READERS[dialect], _LISTS[dialect]
    each = [name for name in shape.names if name not in same]
    shared = [name for name in shape.names if name in same]
    values = ", ".join(
        f"{read(source, at.index(name), shape.column(name))} AS {name}"
        for name in shape.names
        for source, at in [(_SAME, shared) if name in same else ("value", each)]
    )
    return f"SELECT {values} FROM {list_} AS listed"  # noqa: S608 - ours


def _read_sqlite(source: str, at: int, _: Column[Any]) -> str:
    return f"json_extract({source}, '$[{at}]')"


def _read_postgres(source: str, at: int, column: Column[Any]) -> str:
    whole = f"CAST({source} AS jsonb)"
    return f"CAST({whole} ->> {at} AS {_type_of(column).compile(_POSTGRES)})"


def _type_of(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    # A text that is cast to a length is cut; one that is written as it is, refused.
    return Text() if isinstance(plain, String) else plain


_READERS = {"sqlite": _read_sqlite, "postgresql": _read_postgres}
