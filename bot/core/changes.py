"""Changes of schedules, as the log shows them, and which of them can be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.records import AuditEntry

UNDO_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a server's log.

    Args:
        id: Its number.
        entry: Who changed what, and when.
        before: The settings before it, as JSON; nothing where it kept none.
        channel: Where its schedule posts now.
        timezone: Its schedule's.
        is_newest: Whether its schedule was not changed since.
    """

    id: int
    entry: AuditEntry
    before: str
    channel: str
    timezone: str
    is_newest: bool


def can_be_undone(change: Change, now: datetime) -> bool:
    """Tell whether a change can be undone now."""
    is_fresh = now - change.entry.at <= UNDO_FOR
    return bool(change.before) and change.is_newest and is_fresh
