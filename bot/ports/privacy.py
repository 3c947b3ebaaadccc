"""What the services need of the database to leave servers and to forget people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.keeping import Kept, Kind
from bot.core.records import AuditEntry, Departed
from bot.core.schedule import Schedule


class Privacy(Protocol):
    """Part of the store; every method is one transaction unless it says otherwise."""

    async def leave_server(self, entry: AuditEntry, *, erase_at: datetime) -> bool:
        """Note that the bot left a server, and stop everything there.

        Planned deliveries are skipped, and their bites given back. False where that
        was noted before, or nothing is kept of the server.
        """

    async def come_back(self, entry: AuditEntry, goes_on: Sequence[Schedule]) -> bool:
        """Note that the bot is in a server again; False where it never left.

        These schedules go on as they are given, if nobody has changed them since.
        """

    async def departed(self, platform: str, servers: Collection[str]) -> list[Departed]:
        """Give those of these servers that the bot left, as far as is known."""

    async def erasable(self, now: datetime) -> list[Departed]:
        """Give the servers whose data are to go by now."""

    async def take_unsure(
        self,
        platforms: Collection[str],
        now: datetime,
        *,
        every: timedelta,
        limit: int,
    ) -> list[Departed]:
        """Take servers of which nothing shows that the bot is in them.

        Each is taken by one replica, and not again before so much time has passed.
        """

    async def erase_server(
        self, entry: AuditEntry, *, begun: datetime | None = None
    ) -> int:
        """Delete all of a server and count it, in many small transactions.

        The first one stops its schedules and lets housekeeping end what a crash
        may leave. That names when it had begun: what came about, or was changed,
        since then stays.
        """

    async def kept_about(
        self, platform: str, server: str, *, person: str, name: str
    ) -> list[Kept]:
        """List what names somebody, in any server of the platform.

        Rows that were written before ids were kept are found by the name, in this
        server only.
        """

    async def forget_person(
        self, platform: str, server: str, *, person: str, name: str
    ) -> Mapping[Kind, int]:
        """Erase what names somebody, as `kept_about` finds it; count it by kind."""
