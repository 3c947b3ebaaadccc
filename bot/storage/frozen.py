"""Frozen cards, each kept once: the same bite goes to many channels."""

import hashlib
from collections.abc import Collection, Iterable
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.inserts import insert_all_new
from bot.storage.tables import cards


@lru_cache(maxsize=1024)
def card_hash(card: str) -> str:
    """Give the key of a card; no card has none."""
    return hashlib.sha256(card.encode()).hexdigest()[:32] if card else ""


async def keep_cards(connection: AsyncConnection, texts: Iterable[str]) -> None:
    """Keep those of these cards that are new."""
    rows = [{"hash": card_hash(one), "card": one} for one in {*texts} - {""}]
    if rows:
        await insert_all_new(connection, cards, rows)


async def read_cards(
    connection: AsyncConnection, hashes: Collection[str]
) -> dict[str, str]:
    """Read cards by their keys."""
    query = select(cards).where(cards.c.hash.in_({*hashes}))
    return {row.hash: row.card for row in await connection.execute(query)}
