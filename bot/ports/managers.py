"""What the services need of the database to know a server's managers."""

from typing import Protocol

from bot.core.managers import Manager
from bot.core.records import AuditEntry


class Managers(Protocol):
    """Part of the store; every method is one transaction."""

    async def is_manager(self, platform: str, server: str, person: str) -> bool:
        """Tell whether somebody is a manager of a server now."""

    async def managers(self, platform: str, server: str) -> list[Manager]:
        """List the managers of a server, longest first."""

    async def appoint(self, manager: Manager, entry: AuditEntry) -> bool:
        """Make somebody a manager; False where they are one already."""

    async def dismiss(self, manager: Manager, entry: AuditEntry) -> bool:
        """Take somebody off the list; False where they were not in it."""
