"""What is written down and read again: plans, showings, changes, notices."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.delivery import Delivery
from bot.core.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One line of a server's history: when a bite was last shown to it."""

    bite: str
    shown_at: datetime
    channel: str = ""
    message_id: str = ""
    shared_by: str = ""  # a display name; empty for a daily post


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A delivery to be written, and where its schedule stands afterwards.

    Written as one: all of it, or nothing when the local date has a delivery or
    the schedule was changed since it was read.
    """

    deliveries: tuple[Delivery, ...]
    schedule: Schedule  # with the new cursor, next_at and state
    read_next_at: datetime | None  # what the planner read; the guard


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who changed what; `before` and `after` are short texts."""

    platform: str
    server: str
    person: str
    act: str
    at: datetime
    before: str = ""
    after: str = ""
    schedule: str = ""  # which one; the store fills it in


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement found.

    Args:
        held: Whether the fence held: nobody else had taken over.
        message_ids: All messages that were ever posted for it, oldest first.
        blocked: Whether its schedule was blocked by this.
    """

    held: bool
    message_ids: tuple[str, ...] = ()
    blocked: bool = False


class NoticeKind(StrEnum):
    """What a notice is about; it is told while that is so."""

    BLOCKED = "blocked"  # refusals have stopped the schedule
    DRY = "dry"  # its new bites run out, or have run out


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the admins of a server should hear once; one per schedule and kind."""

    schedule: str
    platform: str
    server: str
    text: str  # Markdown
    created_at: datetime
    kind: NoticeKind = NoticeKind.BLOCKED
    person: str = ""  # who hears it in private; nobody: the next admin who asks
    told_at: datetime | None = None
