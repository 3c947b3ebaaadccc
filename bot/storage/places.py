"""Whose rows they are: those of one server, whose id is of a platform."""

from sqlalchemy import Table
from sqlalchemy.sql.elements import ColumnElement


def of_server(
    table: Table, platform: str, server: str
) -> tuple[ColumnElement[bool], ...]:
    """Find the rows of a server."""
    return (table.c.platform == platform, table.c.server == server)
