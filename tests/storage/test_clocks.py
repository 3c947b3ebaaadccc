"""A host whose clock is off, on a database that has a clock of its own."""

from datetime import UTC, datetime, timedelta

from bot.core.delivery import DeliveryState, Outcome
from bot.storage.store import SqlStore
from tests.storage.make import add, make_plan, settle


async def test_leases_of_a_shared_database_end_on_its_clock(
    store: SqlStore, database_url: str
) -> None:
    """A host whose clock is slow recovers what was left as soon as any other."""
    really = datetime.now(UTC)
    slow = really - timedelta(hours=1)
    schedule = await add(store)
    await store.plan([make_plan(schedule, next_attempt_at=slow)])
    await store.claim(owner="dead", now=slow, limit=5)
    await store.end_leases(really - timedelta(seconds=1))

    claimed = await store.claim(owner="slow", now=slow, limit=5)

    is_shared = database_url.startswith("postgresql")
    assert len(claimed) == int(is_shared)


async def test_an_unclear_one_is_left_alone_whatever_the_hosts_clock_says(
    store: SqlStore,
) -> None:
    slow = datetime.now(UTC) - timedelta(hours=1)
    schedule = await add(store)
    await store.plan([make_plan(schedule, next_attempt_at=slow)])
    (row,) = await store.claim(owner="slow", now=slow, limit=5)
    unclear = Outcome(
        state=DeliveryState.SENDING, next_attempt_at=slow + timedelta(seconds=30)
    )

    await settle(store, row, unclear, now=slow)

    assert await store.claim(owner="slow", now=slow, limit=5) == []
