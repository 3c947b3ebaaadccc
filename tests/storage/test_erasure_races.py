"""Erasing while others write: nothing of theirs goes, and nothing of the erased stays."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.storage import departures
from bot.storage.store import SqlStore
from bot.storage.tables import cards, deliveries, servers
from tests.storage.make import NOW
from tests.storage.test_owners import dump, fill, rows_with, server_entry

Erase = Callable[[SqlStore], Coroutine[Any, Any, Any]]


async def erase(store: SqlStore) -> None:
    await store.erase_server(server_entry("s1"))


async def forget(store: SqlStore) -> None:
    await store.forget_person("discord", "s1", person="m1", name="Name m1")


@pytest.mark.parametrize("act", [erase, forget])
async def test_a_card_that_another_server_begins_to_show_stays(
    store: SqlStore, act: Erase
) -> None:
    """A planner takes a card into use while its only other server is erased."""
    await fill(store)
    async with store._database.write() as planner:
        taken = update(cards).where(cards.c.hash == "s1.m1").values(at=NOW)
        await planner.execute(taken)  # as a planner does, first of all
        erasing = asyncio.create_task(act(store))
        await asyncio.sleep(0.3)  # it has come as far as it can
        theirs = update(deliveries).where(deliveries.c.id == "s2.m2")
        await planner.execute(theirs.values(card="s1.m1"))
    await erasing

    async with store._database.read() as connection:
        query = select(func.count()).select_from(
            deliveries.join(cards, cards.c.hash == deliveries.c.card)
        )
        shown = (
            await connection.execute(query.where(deliveries.c.id == "s2.m2"))
        ).scalar()
    assert shown == 1


async def test_a_departure_in_the_middle_of_an_erasure_does_not_put_it_off(
    store: SqlStore,
) -> None:
    """The erasing process died half-way; what is left must not live 30 days more."""
    await fill(store)
    async with store._database.write() as connection:
        await connection.execute(update(servers).values(left_at=None))
        await departures.mark_erasable(connection, server_entry("s1"))

    later = NOW + timedelta(days=30)
    left = await store.leave_server(server_entry("s1"), erase_at=later)

    async with store._database.read() as connection:
        query = select(servers.c.erase_at).where(servers.c.id == "s1")
        erase_at = (await connection.execute(query)).scalar_one()
    assert left is False
    assert erase_at == NOW
    assert "s1" in [one.server for one in await store.erasable(NOW)]
    assert not any(
        "server.left" in one for one in rows_with(await dump(store), "s1")["audit"]
    )
