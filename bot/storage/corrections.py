"""Which messages show a bite, and up to which revision they were corrected."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.records import Posted
from bot.storage.tables import cards, deliveries, history, servers

_AT_ONCE = 50


async def posted(
    connection: AsyncConnection,
    platform: str,
    bite: str,
    *,
    below: int,
    since: datetime,
    after: str,
) -> list[Posted]:
    """Look the bite up in one server after the other, by their keys alone."""
    shown = (history.c.platform, history.c.server, history.c.bite, history.c.channel)
    more = (history.c.message_id, history.c.shown_at, history.c.shared_by)
    of_one = (history.c.platform == servers.c.platform) & (
        history.c.server == servers.c.id
    )
    query = (
        select(
            *shown,
            *more,
            func.coalesce(history.c.delivery, "").label("delivery"),
            func.coalesce(cards.c.card, "").label("card"),
        )
        .select_from(servers)
        .join(history, of_one & (history.c.bite == bite))
        .outerjoin(deliveries, deliveries.c.id == history.c.delivery)
        .outerjoin(cards, cards.c.hash == deliveries.c.card)
        .where(
            servers.c.platform == platform,
            servers.c.id > after,
            servers.c.left_at.is_(None),
            history.c.message_id != "",
            history.c.shown_at >= since,
            func.coalesce(history.c.revision, 1) < below,
        )
        .order_by(servers.c.id)
        .limit(_AT_ONCE)
    )
    return [Posted(**row._mapping) for row in await connection.execute(query)]


async def mark(connection: AsyncConnection, posted_: Posted, revision: int) -> None:
    """Note it, unless the bite has been shown anew since."""
    await connection.execute(
        update(history)
        .where(
            history.c.platform == posted_.platform,
            history.c.server == posted_.server,
            history.c.bite == posted_.bite,
            history.c.message_id == posted_.message_id,
        )
        .values(revision=revision)
    )
