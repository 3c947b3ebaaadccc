"""A server's memory on both databases: mark, count, forget, and the last posts."""

from bot.core.delivery import DeliveryState as S
from bot.core.delivery import Outcome
from bot.ports import AuditEntry, Plan, Showing
from bot.storage.store import SqlStore
from tests.storage.make import NOW, make_entry, make_plan, make_schedule

WHERE = ("discord", "1")


def make_act(server: str = "1") -> AuditEntry:
    return AuditEntry(
        platform="discord", server=server, person="7", act="memory.reset", at=NOW
    )


async def plan_one(store: SqlStore) -> Plan:
    before = make_schedule()
    kept = await store.add_schedule(before, make_entry(before))
    plan = make_plan(kept)
    await store.plan([plan])
    return plan


async def test_marking_counts_only_what_was_not_there(store: SqlStore) -> None:
    await store.record_showing(*WHERE, Showing(bite="topic/a", shown_at=NOW))

    new = await store.mark_seen(["topic/b", "topic/a"], make_act())

    shown = await store.showing(*WHERE, "topic/b")
    assert new == 1
    assert await store.count_seen(*WHERE) == 2
    assert await store.count_seen("discord", "2") == 0
    assert shown == Showing(bite="topic/b", shown_at=NOW)


async def test_forgetting_keeps_what_is_on_its_way(store: SqlStore) -> None:
    plan = await plan_one(store)
    await store.mark_seen(["topic/x"], make_act())
    await store.mark_seen(["topic/x"], make_act("2"))

    count = await store.forget_seen(make_act())

    bite = plan.deliveries[0].bite or ""
    assert count == 1
    assert await store.showing(*WHERE, bite) is not None
    assert await store.count_seen(*WHERE) == 1
    assert await store.count_seen("discord", "2") == 1


async def test_forgetting_takes_what_was_posted_and_begins_anew(
    store: SqlStore,
) -> None:
    plan = await plan_one(store)
    (claimed,) = await store.claim(owner="me", now=plan.deliveries[0].due_at, limit=1)
    await store.settle_all([(claimed, Outcome(state=S.SENT, message_id="5"))], now=NOW)
    stood = await store.schedule(plan.schedule.id)

    count = await store.forget_seen(make_act())

    begun = await store.schedule(plan.schedule.id)
    assert stood is not None
    assert count == 1
    assert stood.cursor > 0
    assert begun == stood._replace(cursor=0)


async def test_the_last_posts_are_those_of_one_server(store: SqlStore) -> None:
    plan = await plan_one(store)

    mine = await store.last_of_server(*WHERE, limit=9)
    others = await store.last_of_server("discord", "2", limit=9)

    assert [one.id for one in mine] == [one.id for one in plan.deliveries]
    assert others == []
