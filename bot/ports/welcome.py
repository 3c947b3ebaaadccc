"""What the services need of the database for the guided set-up."""

from datetime import datetime
from typing import Protocol

from bot.core.delivery import Delivery
from bot.core.records import AuditEntry, Draft, Plan


class WelcomeStore(Protocol):
    """The part of the store about hello, forms that wait, and the first post."""

    async def take_hello(
        self, platform: str, server: str, now: datetime, *, joined_at: datetime | None
    ) -> bool:
        """Note that hello is said now; False where it was, since the bot came.

        Args:
            platform: Where.
            server: To which server.
            now: The present.
            joined_at: When the bot came, if known; hello before that was another.
        """

    async def return_hello(self, platform: str, server: str) -> None:
        """Note that it was not said after all."""

    async def keep_draft(self, draft: Draft) -> None:
        """Keep what somebody filled in, in the place of what they did before."""

    async def draft(
        self, platform: str, server: str, person: str, *, since: datetime
    ) -> Draft | None:
        """Give what somebody filled in since an instant."""

    async def take_draft(self, platform: str, server: str, person: str) -> bool:
        """Delete what somebody filled in; tell whether there was anything."""

    async def plan_at_once(self, plan: Plan, entry: AuditEntry) -> list[Delivery]:
        """Write a plan that somebody asked for, and who did: both or nothing."""
