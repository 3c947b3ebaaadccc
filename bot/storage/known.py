"""Which servers are known, and since when."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.inserts import insert_new
from bot.storage.tables import servers


async def note_server(
    connection: AsyncConnection, platform: str, server: str, now: datetime
) -> None:
    """Note a server, unless it is known."""
    where = {"platform": platform, "id": server}
    await insert_new(connection, servers, where | {"first_seen_at": now})
