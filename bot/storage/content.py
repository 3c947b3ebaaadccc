"""The store's methods about what bites say: corrections, reports; part of `store`."""

from datetime import datetime

from bot.core.records import Posted, Report
from bot.storage import corrections, reports
from bot.storage.engine import Database


class ContentStore:
    """What follows from texts that were wrong."""

    _database: Database

    async def posted(
        self, platform: str, bite: str, *, below: int, since: datetime, after: str
    ) -> list[Posted]:
        """List messages that show a bite and were not corrected yet."""
        async with self._database.read() as connection:
            return await corrections.posted(
                *(connection, platform, bite), below=below, since=since, after=after
            )

    async def mark_corrected(self, posted: Posted, revision: int) -> None:
        """Note up to which revision a message was corrected."""
        async with self._database.write() as connection:
            await corrections.mark(connection, posted, revision)

    async def add_report(self, report: Report) -> bool:
        """Keep a report; False when it is there."""
        async with self._database.write() as connection:
            return await reports.add(connection, report)

    async def reports(self, *, limit: int) -> list[Report]:
        """List reports, newest first."""
        async with self._database.read() as connection:
            return await reports.newest(connection, limit)

    async def take_reports(
        self, platform: str, server: str, now: datetime, *, limit: int
    ) -> list[Report]:
        """Take what no admin of a server heard yet."""
        async with self._database.write() as connection:
            return await reports.take(connection, (platform, server), now, limit)
