"""Frozen cards, each kept once: the same bite goes to many channels."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import Delivery
from bot.storage.among import among
from bot.storage.inserts import renew_all
from bot.storage.tables import cards


@lru_cache(maxsize=1024)
def card_hash(card: str) -> str:
    """Give the key of a card; no card has none."""
    return hashlib.sha256(card.encode()).hexdigest()[:32] if card else ""


async def keep_cards(connection: AsyncConnection, used: Iterable[Delivery]) -> None:
    """Keep the cards of these deliveries, and when each was used last."""
    last: dict[str, datetime] = {}
    for one in used:
        if one.card:
            last[one.card] = max(one.due_at, last.get(one.card, one.due_at))
    # All planners take them in one order, or two would lock each other out.
    hashed = sorted((card_hash(card), card, at) for card, at in last.items())
    rows = [{"hash": key, "card": card, "at": at} for key, card, at in hashed]
    if rows:
        await renew_all(connection, cards, rows, changed="at")


async def read_cards(
    connection: AsyncConnection, hashes: Collection[str]
) -> dict[str, str]:
    """Read cards by their keys."""
    query = select(cards).where(among(connection, cards.c.hash, {*hashes}))
    return {row.hash: row.card for row in await connection.execute(query)}
