"""Whose each table is: how a server's rows are found in it, and what names a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, and_, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from bot.core.keeping import SOMEBODY
from bot.core.managers import ACTS
from bot.storage.places import of_server
from bot.storage.tables import (
    audit,
    cards,
    deliveries,
    delivery_receipts,
    drafts,
    history,
    managers,
    metadata,
    notices,
    processed_events,
    reports,
    schedules,
    servers,
)

Rows = Callable[["Where"], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Where:
    """A server, whose id is of a platform; with an instant, what it had by then."""

    platform: str
    server: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Also:
    """A further column that may hold a person's id, and what stands there instead."""

    column: Column[Any]
    instead: str
    only: ColumnElement[bool] = field(default_factory=true)

    def names(self, person: str) -> ColumnElement[bool]:
        """Tell whether it holds somebody's id."""
        return and_(self.column == person, self.only)


@dataclass(frozen=True, slots=True)
class Owner:
    """How the rows of a server are found, and whom they name.

    Args:
        rows: Its rows; nothing where a table holds no server's data.
        person: The column with a person's id, where one has it.
        name: The column with their name, in rows written before ids were kept.
        instead: What stands there once the person is forgotten; without it the
            whole row goes.
        also: Where else a row may name a person; it stays, and names nobody then.
    """

    rows: Rows | None
    person: Column[Any] | None = None
    name: Column[Any] | None = None
    instead: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Also, ...] = ()


def _placed(table: Table, came: str = "at") -> Rows:
    """Find rows by the server that they name, and the instant when they came about."""

    def rows(where: Where) -> ColumnElement[bool]:
        by_then = table.c[came] <= where.until if where.until else true()
        return and_(*_at(table, where), by_then)

    return rows


def _at(table: Table, where: Where) -> tuple[ColumnElement[bool], ...]:
    return of_server(table, where.platform, where.server)


def _of_schedules(table: Table, came: str) -> Rows:
    """Find rows by their schedule: all of one that is not as new as it, or newer."""

    def rows(where: Where) -> ColumnElement[bool]:
        row, own = table.c, select(schedules.c.id).where(*_at(schedules, where))
        is_own = row.schedule.in_(own)
        if where.until is None:
            return is_own
        newer = own.where(schedules.c.changed_at > where.until)
        return and_(is_own, or_(row[came] <= where.until, row.schedule.not_in(newer)))

    return rows


_deliveries = _of_schedules(deliveries, "due_at")


def _receipts(where: Where) -> ColumnElement[bool]:
    own = select(deliveries.c.id).where(_deliveries(where))
    return delivery_receipts.c.delivery.in_(own)


def _cards(where: Where) -> ColumnElement[bool]:
    """Find cards that no other deliveries show."""
    is_own = _deliveries(where)
    own = select(deliveries.c.card).where(is_own)
    others = select(deliveries.c.card).where(
        ~is_own, deliveries.c.card.in_(own.scalar_subquery())
    )
    return and_(cards.c.hash.in_(own), cards.c.hash.not_in(others))


def _events(where: Where) -> ColumnElement[bool]:
    """Find events by the server before the colon."""
    begin = f"{where.server}:"
    row = processed_events.c
    return and_(
        row.platform == where.platform,
        func.substr(row.event, 1, len(begin)) == begin,
        row.at <= where.until if where.until else true(),
    )


def _server(where: Where) -> ColumnElement[bool]:
    """Find the server itself; one that had anything since stays."""
    row = servers.c
    this = and_(row.platform == where.platform, row.id == where.server)
    return and_(this, ~_has_any(where)) if where.until else this


def _has_any(where: Where) -> ColumnElement[bool]:
    every = Where(where.platform, where.server)
    return or_(
        *(
            select(*table.primary_key).where(owner.rows(every)).exists()
            for table, owner in tables()
            if owner.rows and table is not servers
        )
    )


_NOBODYS = Owner(rows=None)
OWNERS: Mapping[str, Owner] = {
    # In the order of deletion: what names another row goes before that row.
    "delivery_receipts": Owner(_receipts),
    "cards": Owner(_cards),  # a name in a note is taken out by `people`
    "deliveries": Owner(_deliveries),
    "notices": Owner(
        _of_schedules(notices, "created_at"),
        person=notices.c.person,
        instead={"person": ""},
    ),
    "reports": Owner(_placed(reports), person=reports.c.person),
    "drafts": Owner(_placed(drafts), person=drafts.c.person),
    "managers": Owner(
        _placed(managers),
        person=managers.c.person,
        also=(Also(managers.c.added_by_id, ""),),
    ),
    "audit": Owner(
        _placed(audit),
        person=audit.c.person,
        instead={"person": SOMEBODY},
        also=tuple(
            Also(one, SOMEBODY, audit.c.act.in_(ACTS))
            for one in (audit.c.before, audit.c.after)
        ),
    ),
    "history": Owner(
        _placed(history, "shown_at"),
        person=history.c.shared_by_id,
        name=history.c.shared_by,
        instead={"shared_by": SOMEBODY, "shared_by_id": ""},
    ),
    "schedules": Owner(
        _placed(schedules, "changed_at"),
        person=schedules.c.created_by_id,
        name=schedules.c.created_by,
        instead={"created_by": "", "created_by_id": ""},
    ),
    "processed_events": Owner(_events),
    "servers": Owner(_server),
    "command_hashes": _NOBODYS,  # of the bot's own commands
    "leases": _NOBODYS,  # of the bot's own processes
    "install_states": _NOBODYS,  # of a browser, for ten minutes
    # A key is no data of the server: it goes when the app does, and with it only.
    "installs": _NOBODYS,
}


def tables() -> list[tuple[Table, Owner]]:
    """List all tables with their owners, in the order of deletion."""
    return [(metadata.tables[name], owner) for name, owner in OWNERS.items()]


def names(owner: Owner, where: tuple[str, str], who: tuple[str, str]) -> Any:
    """Tell whether a row names somebody, in whichever column.

    The arguments are those of `is_about`.
    """
    if owner.person is None:
        return ~true()
    elsewhere = [one.names(who[0]) for one in owner.also]
    is_there = owner.person.table.c.platform == where[0]
    return or_(is_about(owner, where, who), and_(is_there, or_(*elsewhere, ~true())))


def is_about(owner: Owner, where: tuple[str, str], who: tuple[str, str]) -> Any:
    """Tell whether a row is somebody's own.

    Args:
        owner: Whose the table is.
        where: The platform and the server that was asked in: only there is a name
            believed to be theirs.
        who: Their id and their name.
    """
    if owner.person is None:
        return ~true()
    person, name = who
    columns = owner.person.table.c
    is_theirs = owner.person == person
    if owner.name is not None and name:
        by_name = (owner.person == "", owner.name == name, columns.server == where[1])
        is_theirs = or_(is_theirs, and_(*by_name))
    return and_(columns.platform == where[0], is_theirs)
