"""Compare a column with many values in one parameter: a statement of one length."""

from collections.abc import Collection
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BindParameter,
    Column,
    String,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

_TYPES: dict[str, Any] = {"sqlite": String(), "postgresql": ARRAY(String)}


def among(
    connection: AsyncConnection, column: Column[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Tell whether a text is one of these; `in_` would build and cut a text of each."""
    dialect, value = connection.dialect.name, these(connection, values)["these"]
    bound = bindparam(None, value, type_=_TYPES[dialect], unique=True)
    return _is_listed(dialect, column, bound)


@cache
def among_these(dialect: str, column: Column[str]) -> ColumnElement[bool]:
    """Tell whether a text is one of `these`, for a query that is made once."""
    return _is_listed(dialect, column, bindparam("these", type_=_TYPES[dialect]))


def these(connection: AsyncConnection, values: Collection[str]) -> dict[str, Any]:
    """Give the parameter of such a query."""
    listed = [*values]
    is_sqlite = connection.dialect.name == "sqlite"
    return {"these": orjson.dumps(listed).decode() if is_sqlite else listed}


def _is_listed(
    dialect: str, column: Column[str], bound: BindParameter[Any]
) -> ColumnElement[bool]:
    if dialect == "sqlite":
        listed = func.json_each(bound).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bound)
