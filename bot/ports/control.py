"""What the services need of the database to show changes and to take them back."""

from typing import Protocol

from bot.core.changes import Change
from bot.core.records import AuditEntry
from bot.core.schedule import Schedule


class ControlStore(Protocol):
    """The part of the store that the log uses."""

    async def changes(self, platform: str, server: str, *, limit: int) -> list[Change]:
        """List a server's changes, newest first."""

    async def change_by_id(
        self, platform: str, server: str, change_id: int
    ) -> Change | None:
        """Give one change of a server, and of no other."""

    async def kept_schedule(self, schedule_id: str) -> Schedule | None:
        """Give a schedule, also one that was removed."""

    async def undo(self, change: Change, restored: Schedule, entry: AuditEntry) -> bool:
        """Write what a schedule was before a change; tell whether that was done.

        Not when the schedule was changed since: one of several who press at the
        same moment does it. Unsent deliveries go as with `change_schedule`.
        """
