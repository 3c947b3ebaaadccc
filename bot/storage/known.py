"""Which servers are known, and since when."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.inserts import insert_new
from bot.storage.tables import servers


async def note_server(
    connection: AsyncConnection, platform: str, server: str, now: datetime
) -> None:
    """Note a server, unless it is known."""
    where = {"platform": platform, "id": server}
    await insert_new(connection, servers, where | {"first_seen_at": now})


async def lock_server(
    connection: AsyncConnection, platform: str, server: str, now: datetime
) -> None:
    """Note a server, and keep others that lock it off until the transaction's end."""
    await note_server(connection, platform, server, now)
    this = (servers.c.platform == platform, servers.c.id == server)
    await connection.execute(select(servers.c.id).where(*this).with_for_update())
