"""Claims of a few of each server, so that none waits behind a large one."""

from datetime import timedelta

from bot.storage.store import SqlStore
from tests.storage.make import NOW, make_entry, make_plan, make_schedule


async def test_a_claim_of_each_server_leaves_none_behind(store: SqlStore) -> None:
    for server, count in (("1", 6), ("2", 2)):
        for number in range(count):
            schedule = make_schedule(server=server, channel=f"{server}{number}")
            kept = await store.add_schedule(schedule, make_entry(schedule))
            await store.plan([make_plan(kept, bite=f"topic/{number}")])
    when = NOW + timedelta(hours=2)

    first = await store.claim(owner="w", now=when, limit=99, per_server=3)
    others = await store.claim(
        owner="w", now=when, limit=99, per_server=3, but_not=["1"]
    )
    more = await store.claim(owner="w", now=when, limit=99, per_server=3)

    assert sorted(one.server for one in first) == ["1", "1", "1", "2", "2"]
    assert others == []
    assert [one.server for one in more] == ["1", "1", "1"]
