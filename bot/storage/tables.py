"""The tables, and the column types that keep their values honest."""

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def _only(condition: str) -> dict[str, Any]:
    """Let an index hold these rows alone."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, stores UTC, gives back aware UTC.

    SQLite drops an offset without converting, so nothing but UTC may reach it.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Convert to UTC on the way in; SQLite gets the text that it keeps."""
        return to_text if dialect.name == "sqlite" else to_utc

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None]:
        """Give aware UTC on the way out."""
        return _from_text if dialect.name == "sqlite" else to_utc


def to_utc(value: datetime | None) -> datetime | None:
    """Give an instant in UTC.

    Raises:
        ValueError: It has no time zone, so it is none.
    """
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: instants carry a time zone")
    return value.astimezone(UTC)


def to_text(value: datetime | None) -> str | None:
    """Give the text that SQLite keeps of an instant."""
    moment = to_utc(value)
    return None if moment is None else _text_of(moment)


@lru_cache(maxsize=1024)  # many teams read at the same moment
def _text_of(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=1024)
def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class ClockTime(TypeDecorator[time]):
    """A local time of day, kept as HH:MM."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        """Write HH:MM."""
        return None if value is None else f"{value:%H:%M}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> time | None:
        """Read HH:MM."""
        return None if value is None else time.fromisoformat(value)


class Texts(TypeDecorator[Collection[str]]):
    """A few short texts in order, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: Collection[str] | None, dialect: Dialect
    ) -> str | None:
        """Write a JSON list."""
        return None if value is None else json.dumps([str(one) for one in value])

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[str, ...] | None:
        """Read a JSON list."""
        return None if value is None else _texts(value)


@lru_cache(maxsize=1024)
def _texts(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))


def _where() -> list[Column[Any]]:
    return [
        Column("platform", String(16), primary_key=True),
        Column("server", String(64), primary_key=True),
    ]


servers = Table(
    "servers",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),  # since when the bot is not in it
    Column("erase_at", UtcDateTime, index=True),  # when all of it is deleted
    Column("checked_at", UtcDateTime),  # when it was asked last whether the bot is in
    Column("welcomed_at", UtcDateTime),  # when the bot said hello
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("server", String(64), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("time", ClockTime, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("topics", Texts, nullable=False),
    Column("days", Integer, nullable=False),  # one bit per weekday, Monday lowest
    Column("levels", Texts, nullable=False),
    Column("catch_up", Integer, nullable=False),  # seconds
    Column("on_unknown", String(16), nullable=False),
    Column("when_dry", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("cursor", Integer, nullable=False),
    Column("course", String(16), nullable=False, server_default=""),
    Column("active_from", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Column("created_by", String(200), nullable=False),
    Column("created_by_id", String(64), nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("calendar", Text, nullable=False, server_default=""),  # JSON, or nothing
    Column("posting", Text, nullable=False, server_default=""),  # the same
    Index("ix_schedules_state_next_at", "state", "next_at"),
    Index("ix_schedules_place", "platform", "server", "channel"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("schedule", String(16), ForeignKey("schedules.id"), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("server", String(64), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("post_until", UtcDateTime),
    Column("state", String(16), nullable=False),
    Column("bite", String(64)),
    Column("review", Boolean, nullable=False),
    Column("card", String(32), nullable=False),  # its hash in `cards`, or nothing
    Column("fence", Integer, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("first_send_at", UtcDateTime),
    Column("next_attempt_at", UtcDateTime),
    Column("message_id", String(64)),
    Column("reason", Text, nullable=False),
    UniqueConstraint("schedule", "local_date"),
    # Only what is still to be done is in these two.
    Index(
        "ix_deliveries_planned",
        *("platform", "next_attempt_at"),
        **_only("state = 'planned'"),
    ),
    Index(
        "ix_deliveries_sending",
        *("platform", "lease_until"),
        **_only("state = 'sending'"),
    ),
    Index("ix_deliveries_due_at", "due_at"),  # for housekeeping
    Index("ix_deliveries_card", "card"),  # who else shows what is to be erased
)

cards = Table(
    "cards",
    metadata,
    Column("hash", String(32), primary_key=True),
    Column("card", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),  # when it was used last
)

delivery_receipts = Table(
    "delivery_receipts",
    metadata,
    Column("delivery", String(32), ForeignKey("deliveries.id"), primary_key=True),
    Column("message_id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

history = Table(
    "history",
    metadata,
    *_where(),
    Column("bite", String(64), primary_key=True),
    Column("shown_at", UtcDateTime, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("shared_by", String(200), nullable=False),
    Column("shared_by_id", String(64), nullable=False, server_default=""),
    Column("delivery", String(32)),  # which delivery put it here, if one did
    Column("revision", Integer),  # which its message shows, if shared or corrected
    sqlite_with_rowid=False,
)

managers = Table(
    "managers",
    metadata,
    *_where(),
    Column("person", String(64), primary_key=True),
    Column("added_by_id", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

processed_events = Table(
    "processed_events",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("event", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("server", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("act", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("schedule", String(16), nullable=False, server_default=""),
    Column("undo", Text, nullable=False, server_default=""),  # the settings before
    Index("ix_audit_place", "platform", "server"),
)

command_hashes = Table(
    "command_hashes",
    metadata,
    Column("application", String(80), primary_key=True),
    Column("hash", String(64), nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),  # of a replica, or of a role
    Column("owner", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("schedule", String(16), ForeignKey("schedules.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("server", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Index("ix_notices_place", "platform", "server"),
    sqlite_with_rowid=False,
)

reports = Table(
    "reports",
    metadata,
    *_where(),
    Column("person", String(64), primary_key=True),
    Column("bite", String(64), primary_key=True),
    Column("reason", String(16), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("told_at", UtcDateTime),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    *_where(),
    Column("person", String(64), primary_key=True),
    Column("schedule", String(16), nullable=False),  # which one, or a word for it
    Column("channel", String(64), nullable=False),  # where the form was opened
    Column("options", Text, nullable=False),  # JSON
    Column("at", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

installs = Table(
    "installs",
    metadata,
    *_where(),
    Column("token", Text, nullable=False),  # sealed
    Column("refresh_token", Text, nullable=False),  # sealed, or nothing
    Column("expires_at", UtcDateTime),
    Column("enterprise", String(64), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("bot_user", String(64), nullable=False),
    Column("url", String(255), nullable=False),
    Column("scopes", Texts, nullable=False),
    Column("installed_at", UtcDateTime, nullable=False),
    Column("refresher", String(64), nullable=False, server_default=""),
    Column("refresh_until", UtcDateTime),  # until when nobody else refreshes
    sqlite_with_rowid=False,
)

install_states = Table(
    "install_states",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),  # until when it is good
    sqlite_with_rowid=False,
)
