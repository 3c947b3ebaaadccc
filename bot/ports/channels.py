"""What the services need of the database where a channel gets another id."""

from typing import Protocol

from bot.core.records import AuditEntry


class Channels(Protocol):
    """Part of the store; every method is one transaction."""

    async def move_channel(self, entry: AuditEntry, old: str, new: str) -> int:
        """Let all of a server follow a channel to its new id; count the schedules.

        Its schedules, deliveries and history, and what waits to be told or can be
        undone. Each schedule that was not removed gets the entry; said again, it
        changes nothing.
        """
