"""What goes with time, on SQLite and on PostgreSQL: the old, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.core.delivery import Delivery, DeliveryState, Outcome, delivery_id
from bot.core.schedule import Schedule
from bot.ports import Plan, Showing
from bot.storage import retention
from bot.storage.store import SqlStore
from bot.storage.tables import delivery_receipts
from tests.storage.make import NOW, add, make_entry, make_plan, settle

S = DeliveryState
DAY = timedelta(days=1)


async def make_days(store: SqlStore, schedule: Schedule, count: int) -> list[Delivery]:
    """Plan a post for each of so many days, the first one due at once."""
    first = make_plan(schedule)
    (row,) = first.deliveries
    days = tuple(
        row._replace(
            id=delivery_id(schedule.id, row.local_date + n * DAY),
            local_date=row.local_date + n * DAY,
            due_at=row.due_at + n * DAY,
            next_attempt_at=row.due_at + n * DAY,
            bite=f"topic/{n}",
            card=f"card {n}",
        )
        for n in range(count)
    )
    plan = Plan(deliveries=days, schedule=first.schedule, read_next_at=schedule.next_at)
    assert len(await store.plan([plan])) == count
    return list(days)


async def send_all(store: SqlStore, count: int) -> None:
    later = NOW + timedelta(days=1000)
    claimed = await store.claim(owner="w", now=later, limit=count)
    assert len(claimed) == count
    pairs = [
        (one, Outcome(state=S.SENT, message_id=str(100 + n)))
        for n, one in enumerate(claimed)
    ]
    await store.settle_all(pairs, now=NOW)
    late = [
        (one, Outcome(state=S.SENT, message_id=str(900 + n)))
        for n, one in enumerate(claimed)
    ]
    await store.settle_all(late, now=NOW)  # each leaves a receipt


async def receipts(store: SqlStore) -> int:
    async with store._database.read() as connection:
        query = select(func.count()).select_from(delivery_receipts)
        return int((await connection.execute(query)).scalar_one())


async def cards(store: SqlStore, days: list[Delivery]) -> list[str | None]:
    found = [await store.delivery(one.id) for one in days]
    return [one.card if one else None for one in found]


async def test_old_cards_are_emptied_and_the_rows_stay(store: SqlStore) -> None:
    days = await make_days(store, await add(store), 3)
    await send_all(store, 3)

    changed = await store.clean({"cards": days[2].due_at})

    assert changed == 2
    assert await cards(store, days) == ["", "", "card 2"]
    kept = await store.delivery(days[0].id)
    assert kept is not None
    assert (kept.state, kept.message_id, kept.bite) == (S.SENT, "100", "topic/0")


async def test_old_deliveries_go_with_their_receipts_and_the_history_stays(
    store: SqlStore,
) -> None:
    days = await make_days(store, await add(store), 3)
    await send_all(store, 3)
    proofs = await receipts(store)
    before = days[2].due_at

    changed = await store.clean({"cards": before, "deliveries": before})

    assert changed == 4
    assert await cards(store, days) == [None, None, "card 2"]
    assert (proofs, await receipts(store)) == (3, 1)
    seen = await store.showing("discord", "1", "topic/0")
    assert isinstance(seen, Showing)
    assert seen.message_id == "100"


@pytest.mark.parametrize("is_claimed", [False, True])
async def test_what_did_not_end_stays_however_old(
    store: SqlStore, is_claimed: bool
) -> None:
    days = await make_days(store, await add(store), 1)
    if is_claimed:
        await store.claim(owner="w", now=NOW + DAY, limit=1)
    far = NOW + timedelta(days=1000)

    assert await store.clean({"deliveries": far}) == 0
    assert await cards(store, days) == ["card 0"]


async def test_more_than_a_batch_goes_while_others_write(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr("bot.storage.store.BATCH", 2)
    days = await make_days(store, await add(store), 7)
    await send_all(store, 7)
    for n in range(5):
        await store.first_time("discord", f"{n}", NOW - DAY)
    far = NOW + timedelta(days=1000)
    before = {"processed_events": NOW, "cards": far, "deliveries": far}

    changed, *first = await asyncio.gather(
        store.clean(before),
        *(store.first_time("discord", f"new {n}", NOW) for n in range(20)),
    )

    assert changed == 5 + 7 + 7
    assert all(first)
    assert await cards(store, days) == [None] * 7


async def test_two_replicas_clean_at_the_same_time(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    monkeypatch.setattr("bot.storage.store.BATCH", 3)
    days = await make_days(store, await add(store), 20)
    await send_all(store, 20)
    far = {name: NOW + timedelta(days=1000) for name in ("cards", "deliveries")}

    await asyncio.gather(store.clean(far), store.clean(far))
    await store.clean(far)  # what one of them left to the other

    assert await cards(store, days) == [None] * 20


async def test_changes_of_half_a_year_ago_are_forgotten(store: SqlStore) -> None:
    schedule = await add(store)
    entry = replace(make_entry(schedule), at=NOW + DAY, act="schedule.pause")
    await store.change_schedule(schedule, entry)

    changed = await store.clean({"audit": NOW + timedelta(seconds=1)})

    assert changed == 1
    assert [one.act for one in await store.audit("discord", "1")] == ["schedule.pause"]


async def test_the_backlog_counts_what_is_due_and_has_not_ended(
    store: SqlStore,
) -> None:
    await add(store, server="9")  # due, and not planned yet
    await make_days(store, await add(store), 3)
    both = ["discord", "slack"]
    due = NOW + timedelta(hours=1)

    before = await store.backlog(both, NOW)
    planned = await store.backlog(both, due)
    (claimed,) = await store.claim(owner="w", now=due, limit=5)
    sending = await store.backlog(both, due)
    await settle(store, claimed, Outcome(state=S.SENT, message_id="1"), now=due)
    sent = await store.backlog(both, due)

    assert claimed.local_date == date(2026, 11, 24)
    assert before == {"discord": 0, "slack": 0}
    assert planned == sending == {"discord": 2, "slack": 0}
    assert sent == {"discord": 1, "slack": 0}
