"""Planners and frozen replicas that could lock each other out, on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text, update

from bot.core.delivery import DeliveryState, Outcome
from bot.errors import StoreError
from bot.ports import Plan
from bot.storage import engine
from bot.storage.engine import Database
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import schedules
from tests.storage.make import add, make_plan
from tests.storage.test_leases import renew

MANY = 60
SENT = Outcome(state=DeliveryState.SENT, message_id="5")
REFUSED = Outcome(state=DeliveryState.FAILED, refused=True)
FROZEN = "SELECT pg_advisory_xact_lock(3658592639)"


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[SqlStore]:
    async with open_store(postgres_url) as opened:
        yield opened


@pytest.fixture
def idle_for_300_ms(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = engine._POSTGRES_LIMITS["options"]
    assert "idle_in_transaction_session_timeout=5000" in str(limits)
    shorter = str(limits).replace("timeout=5000", "timeout=300")
    monkeypatch.setitem(engine._POSTGRES_LIMITS, "options", shorter)


async def plans(store: SqlStore, servers: list[str], bite: str) -> list[Plan]:
    """Plan for each server, in their order; a card of its own for each."""
    schedules = [await add(store, server=one) for one in servers]
    return [
        make_plan(schedule, bite, card=f"{{{number}}}")
        for number, schedule in zip(servers, schedules, strict=True)
    ]


@pytest.mark.parametrize("bites", [("topic/a", "topic/b"), ("topic/a", "topic/a")])
async def test_two_planners_never_lock_each_other_out(
    store: SqlStore, bites: tuple[str, str]
) -> None:
    """The same cards, and the same lines of the history, from both ends."""
    servers = [f"{number:03}" for number in range(MANY)]
    forth = await plans(store, servers, bites[0])
    back = await plans(store, servers[::-1], bites[1])

    written = await asyncio.gather(store.plan(forth), store.plan(back))

    is_other_bite = bites[0] != bites[1]
    assert sum(map(len, written)) == MANY * (1 + is_other_bite)


async def test_two_settlements_never_lock_each_other_out(store: SqlStore) -> None:
    """Each forgives the schedules whose refusals the other one counts."""
    first = await plans(store, [f"{number:03}" for number in range(MANY)], "topic/a")
    second = [make_plan(one.schedule, "topic/b") for one in first]
    await store.plan(first)
    await store.plan(second)
    async with store._database.write() as connection:
        await connection.execute(update(schedules).values(failures=1))
    due = max(one.read_next_at for one in second if one.read_next_at)
    claimed = await store.claim(owner="me", now=due, limit=2 * MANY)
    half = sorted(one.schedule.id for one in first)[MANY // 2]
    refused = {
        bite: [
            one for one in claimed if one.bite == bite and (one.schedule < half) is low
        ]
        for bite, low in (("topic/a", True), ("topic/b", False))
    }
    waves = [
        [
            (one, REFUSED if one in refused[bite] else SENT)
            for one in claimed
            if one.bite == bite
        ]
        for bite in refused
    ]

    settled = await asyncio.gather(*(store.settle_all(wave, now=due) for wave in waves))

    assert [one.held for wave in settled for one in wave] == [True] * 2 * MANY


async def hold_locks_until(
    frozen: Database, others: Callable[[], Awaitable[object]]
) -> None:
    """Be idle in a transaction for as long as the others take, then go on."""
    async with frozen.write() as connection:
        await connection.execute(text(FROZEN))
        await others()
        await connection.execute(text("SELECT 1"))


async def test_a_replica_frozen_in_a_transaction_keeps_its_locks_for_a_moment(
    store: SqlStore, postgres_url: str, idle_for_300_ms: None
) -> None:
    frozen = Database(postgres_url)
    held: list[frozenset[str]] = []

    async def take_over() -> None:
        async with asyncio.timeout(3):
            held.append((await renew(store, "b")).held)

    with pytest.raises(StoreError, match="does not answer"):
        await hold_locks_until(frozen, take_over)
    await frozen.close()

    assert held == [frozenset({"gateway"})]
