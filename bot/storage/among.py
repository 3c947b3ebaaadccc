"""Compare a column with many values in one parameter: a statement of one length."""

import json
from collections.abc import Collection

from sqlalchemy import ARRAY, Column, String, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement


def among(
    connection: AsyncConnection, column: Column[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Tell whether a text is one of these; `in_` would build and cut a text of each."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps([*values])).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal([*values], ARRAY(String)))
