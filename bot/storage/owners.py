"""Whose each table is: how a server's rows are found in it, and what names a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table, and_, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from bot.core.keeping import SOMEBODY
from bot.storage.tables import (
    audit,
    cards,
    deliveries,
    delivery_receipts,
    drafts,
    history,
    metadata,
    notices,
    processed_events,
    reports,
    schedules,
    servers,
)

Rows = Callable[[str, str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Owner:
    """How the rows of a server (platform, id) are found, and whom they name.

    Args:
        rows: Its rows; nothing where a table holds no server's data.
        person: The column with a person's id, where one has it.
        name: The column with their name, in rows written before ids were kept.
        instead: What stands there once the person is forgotten; without it the
            whole row goes.
    """

    rows: Rows | None
    person: Column[Any] | None = None
    name: Column[Any] | None = None
    instead: Mapping[str, str] = field(default_factory=dict)


def _placed(table: Table) -> Rows:
    return lambda platform, server: and_(
        table.c.platform == platform, table.c.server == server
    )


def _receipts(platform: str, server: str) -> ColumnElement[bool]:
    own = select(deliveries.c.id).where(_placed(deliveries)(platform, server))
    return delivery_receipts.c.delivery.in_(own)


def _cards(platform: str, server: str) -> ColumnElement[bool]:
    """Find cards that no other server's deliveries show."""
    is_own = _placed(deliveries)(platform, server)
    own = select(deliveries.c.card).where(is_own)
    others = select(deliveries.c.card).where(
        ~is_own, deliveries.c.card.in_(own.scalar_subquery())
    )
    return and_(cards.c.hash.in_(own), cards.c.hash.not_in(others))


def _events(platform: str, server: str) -> ColumnElement[bool]:
    """Find events by the server before the colon."""
    begin = f"{server}:"
    return and_(
        processed_events.c.platform == platform,
        func.substr(processed_events.c.event, 1, len(begin)) == begin,
    )


def _server(platform: str, server: str) -> ColumnElement[bool]:
    return and_(servers.c.platform == platform, servers.c.id == server)


_NOBODYS = Owner(rows=None)
OWNERS: Mapping[str, Owner] = {
    # In the order of deletion: what names another row goes before that row.
    "delivery_receipts": Owner(_receipts),
    "cards": Owner(_cards),  # a name in a note is taken out by `people`
    "deliveries": Owner(_placed(deliveries)),
    "notices": Owner(_placed(notices), person=notices.c.person, instead={"person": ""}),
    "reports": Owner(_placed(reports), person=reports.c.person),
    "drafts": Owner(_placed(drafts), person=drafts.c.person),
    "audit": Owner(_placed(audit), person=audit.c.person, instead={"person": SOMEBODY}),
    "history": Owner(
        _placed(history),
        person=history.c.shared_by_id,
        name=history.c.shared_by,
        instead={"shared_by": SOMEBODY, "shared_by_id": ""},
    ),
    "schedules": Owner(
        _placed(schedules),
        person=schedules.c.created_by_id,
        name=schedules.c.created_by,
        instead={"created_by": "", "created_by_id": ""},
    ),
    "processed_events": Owner(_events),
    "servers": Owner(_server),
    "command_hashes": _NOBODYS,  # of the bot's own commands
    "leases": _NOBODYS,  # of the bot's own processes
}


def tables() -> list[tuple[Table, Owner]]:
    """List all tables with their owners, in the order of deletion."""
    return [(metadata.tables[name], owner) for name, owner in OWNERS.items()]


def names(owner: Owner, where: tuple[str, str], who: tuple[str, str]) -> Any:
    """Tell whether a row names somebody.

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
