"""Migrations over rows that older versions wrote, up and down, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.core.delivery import DeliveryState
from bot.storage import migrate
from bot.storage.engine import Database
from bot.storage.store import open_store
from tests.storage.make import NOW

CARDS = {"d_1": '{"body": "Über"}', "d_2": '{"body": "Über"}', "d_3": ""}
_SCHEDULE = (
    "INSERT INTO schedules (id, platform, server, channel, time, timezone, topics, days,"
    " levels, catch_up, on_unknown, when_dry, state, cursor, active_from, next_at,"
    " created_by, created_at, changed_at) VALUES ('s', 'discord', '1', '2', '09:00',"
    " 'Europe/Paris', '[]', 127, '[]', 21600, 'skip', 'review', 'active', 1, :now, :now,"
    " '', :now, :now)"
)
_DELIVERY = (
    "INSERT INTO deliveries (id, schedule, platform, server, channel, local_date, due_at,"
    " state, bite, review, card, fence, owner, attempts, message_id, reason) VALUES"
    " (:id, 's', 'discord', '1', '2', :day, :now, :state, 'topic/one', false, :card, 1,"
    " 'me', 1, :id, '')"
)
_RECEIPT = (
    "INSERT INTO delivery_receipts (delivery, message_id, at) VALUES ('d_1', '5', :now)"
)
_AUDIT = (
    "INSERT INTO audit (id, platform, server, person, act, at, before, after)"
    " VALUES (1, 'discord', '1', '7', 'schedule.add', :now, '', '')"
)


def _moment(database: Database) -> Any:
    return f"{NOW:%Y-%m-%d %H:%M:%S}.000000" if database.is_sqlite else NOW


async def _fill(database: Database) -> None:
    """Write what a bot of version 0002 left: posts, one underway, and a receipt."""
    now = _moment(database)
    async with database.write() as connection:
        await connection.execute(text(_SCHEDULE), {"now": now})
        for number, (name, card) in enumerate(CARDS.items()):
            day = (NOW - timedelta(days=number)).date()
            values = {
                "id": name,
                "day": day.isoformat() if database.is_sqlite else day,
                "now": now,
                "state": DeliveryState.SENT if number else DeliveryState.SENDING,
                "card": card,
            }
            await connection.execute(text(_DELIVERY), values)
        await connection.execute(text(_RECEIPT), {"now": now})
        await connection.execute(text(_AUDIT), {"now": now})


async def _cards(database: Database) -> dict[str, str]:
    query = text("SELECT id, card FROM deliveries")
    async with database.read() as connection:
        return {row.id: row.card for row in await connection.execute(query)}


async def _count(database: Database, table: str) -> int:
    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
    async with database.read() as connection:
        return int((await connection.execute(query)).scalar_one())


async def test_rows_of_an_older_version_keep_their_cards_and_receipts(
    empty_url: str,
) -> None:
    database = Database(empty_url)
    try:
        await migrate.upgrade(database, "0002")
        await _fill(database)
        await migrate.upgrade(database)
        kept = await _count(database, "cards")
        hashes = await _cards(database)
        receipts = await _count(database, "delivery_receipts")
    finally:
        await database.close()
    async with open_store(empty_url) as store:
        read = {name: await store.delivery(name) for name in CARDS}

    assert kept == 1
    assert len(hashes["d_1"]) == 32
    assert hashes["d_1"] == hashes["d_2"]
    assert {name: one.card for name, one in read.items() if one} == CARDS
    assert receipts == 1


@pytest.mark.parametrize("back_to", ["0004", "0003", "0002"])
async def test_rows_survive_the_way_back_and_up_again(
    empty_url: str, back_to: str
) -> None:
    database = Database(empty_url)
    try:
        await migrate.upgrade(database, "0002")
        await _fill(database)
        await migrate.upgrade(database)
        await migrate.downgrade(database, back_to)
        cards = await _cards(database)
        tables = ("schedules", "deliveries", "delivery_receipts", "audit")
        counts = [await _count(database, one) for one in tables]
        await migrate.upgrade(database)
        again = await _cards(database)
    finally:
        await database.close()

    if back_to < "0004":
        assert cards == CARDS
    assert counts == [1, len(CARDS), 1, 1]
    assert again["d_1"] == again["d_2"] != again["d_3"]
