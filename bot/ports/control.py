"""What the services need of the database so that admins see and steer what happens."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.changes import Change
from bot.core.delivery import Delivery
from bot.core.records import AuditEntry
from bot.core.schedule import Schedule


class ControlStore(Protocol):
    """The part of the store about changes, posts of a server, and its memory."""

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

    async def last_of_server(
        self, platform: str, server: str, *, limit: int
    ) -> list[Delivery]:
        """List a server's deliveries, newest first."""

    async def count_seen(self, platform: str, server: str) -> int:
        """Count the bites that a server has seen."""

    async def mark_seen(self, bites: Sequence[str], entry: AuditEntry) -> int:
        """Put bites into the history of the entry's server; count those not there."""

    async def forget_seen(self, entry: AuditEntry) -> int:
        """Empty the history of the entry's server; count what was forgotten.

        What is on its way stays. Its schedules look for bites from the start.
        """
