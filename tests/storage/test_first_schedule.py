"""A channel that is set up by several people at once gets one schedule."""

import asyncio

from bot.storage.store import SqlStore
from tests.storage.make import add, make_entry, make_schedule


async def test_of_many_at_once_one_is_the_first_of_its_channel(
    store: SqlStore,
) -> None:
    elsewhere = await add(store, channel="3")
    wanted = make_schedule(channel="2")

    added = await asyncio.gather(
        *(store.add_first_schedule(wanted, make_entry(wanted)) for _ in range(5))
    )

    (first,) = filter(None, added)
    kept = {one.id for one in await store.schedules()}
    assert kept == {first.id, elsewhere.id}
