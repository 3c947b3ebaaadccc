"""Refusals, blocked schedules and notices, on SQLite and on a real PostgreSQL."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery import MOST_REFUSALS, Delivery, DeliveryState, Outcome
from bot.core.records import Notice, Plan
from bot.core.schedule import Schedule, State
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_entry, make_plan, make_schedule, settle

S = DeliveryState
REFUSED = Outcome(state=S.FAILED, reason="may not post", refused=True)
LATER = NOW + timedelta(days=30)


async def end(
    store: SqlStore, schedule: Schedule, outcomes: Sequence[Outcome]
) -> list[bool]:
    """Let days end; say after which one the schedule was blocked by it."""
    blocked = []
    for number, outcome in enumerate(outcomes):
        kept = await store.schedule(schedule.id)
        assert kept is not None
        await store.plan([make_plan(kept, f"t/{kept.next_at:%d}-{number}")])
        (row,) = await store.claim(owner="w", now=LATER, limit=1)
        blocked.append((await settle(store, row, outcome, now=NOW)).blocked)
    return blocked


async def get(store: SqlStore, schedule: Schedule) -> Schedule:
    found = await store.schedule(schedule.id)
    assert found is not None
    return found


def notice_of(schedule: Schedule) -> Notice:
    return Notice(
        schedule=schedule.id,
        platform=schedule.platform,
        server=schedule.server,
        text="stopped",
        created_at=NOW,
        person="7",
    )


async def test_three_refusals_in_a_row_block(store: SqlStore) -> None:
    schedule = await add(store)

    blocked = await end(store, schedule, [REFUSED] * 3)

    kept = await get(store, schedule)
    assert blocked == [False, False, True]
    assert (kept.state, kept.failures) == (State.BLOCKED, 3)
    assert await store.blocked_schedules(["discord"], limit=9) == [kept]
    assert await store.blocked_schedules(["slack"], limit=9) == []


@pytest.mark.parametrize(
    ("between", "failures"),
    [
        pytest.param(Outcome(state=S.SENT, message_id="5"), 2, id="a post"),
        pytest.param(Outcome(state=S.FAILED, reason="our fault"), 4, id="a fault"),
        pytest.param(Outcome(state=S.SKIPPED, reason="too late"), 4, id="a skip"),
    ],
)
async def test_only_a_post_begins_the_count_anew(
    store: SqlStore, between: Outcome, failures: int
) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED, REFUSED])
    await end(store, schedule, [between])

    blocked = await end(store, schedule, [REFUSED])
    if between.state is S.SENT:
        blocked += await end(store, schedule, [REFUSED])

    assert (await get(store, schedule)).failures == min(failures, 3)
    assert any(blocked) is (between.state is not S.SENT)


async def test_a_settlement_that_came_too_late_counts_nothing(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=LATER, limit=1)

    await settle(store, row._replace(fence=9), REFUSED, now=NOW)

    assert (await get(store, schedule)).failures == 0


async def test_any_change_begins_anew_and_forgets_the_notice(store: SqlStore) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED] * 3)
    await store.add_notice(notice_of(schedule))

    changed = (await get(store, schedule))._replace(state=State.ACTIVE)
    await store.change_schedule(changed, make_entry(schedule))

    assert (await get(store, schedule)).failures == 0
    assert await store.add_notice(notice_of(schedule))


async def test_a_problem_has_one_notice_until_a_post_succeeds(store: SqlStore) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED] * 3)

    first = await asyncio.gather(
        *(store.add_notice(notice_of(schedule)) for _ in range(5))
    )
    await resume(store, await get(store, schedule))
    again = await store.add_notice(notice_of(schedule))
    await end(store, schedule, [Outcome(state=S.SENT, message_id="5")])
    anew = await store.add_notice(notice_of(schedule))

    assert sorted(first) == [False] * 4 + [True]
    assert (again, anew) == (True, True)  # the first one had not been told


def missed(schedule: Schedule) -> Plan:
    assert schedule.next_at is not None
    (row,) = make_plan(schedule, state=S.SKIPPED).deliveries
    after = schedule._replace(next_at=schedule.next_at + timedelta(days=1))
    return Plan(deliveries=(row,), schedule=after, read_next_at=schedule.next_at)


async def resume(store: SqlStore, schedule: Schedule) -> bool:
    plan = missed(schedule)
    goes_on = plan.schedule._replace(state=State.ACTIVE)
    entry = replace(make_entry(schedule, "schedule.state"), person="daily-bite")
    return await store.write_blocked(plan._replace(schedule=goes_on), entry)


async def test_a_blocked_schedule_goes_on_once(store: SqlStore) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED] * 3)
    blocked = await get(store, schedule)

    done = await asyncio.gather(*(resume(store, blocked) for _ in range(8)))

    kept = await get(store, schedule)
    entries = await store.audit("discord", "1")
    assert sorted(done) == [False] * 7 + [True]
    assert (kept.state, kept.failures) == (State.ACTIVE, MOST_REFUSALS)
    assert [one.person for one in entries].count("daily-bite") == 1
    assert entries[0].schedule == schedule.id


async def test_missed_days_are_written_once_and_keep_it_blocked(
    store: SqlStore,
) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED] * 3)
    plan = missed(await get(store, schedule))

    done = [await store.write_blocked(plan), await store.write_blocked(plan)]

    (newest, *_) = await store.deliveries(schedule=schedule.id, limit=9)
    assert done == [True, False]
    assert newest.state is S.SKIPPED
    assert (await get(store, schedule)).state is State.BLOCKED


async def test_a_zone_that_is_gone_is_not_resumed(store: SqlStore) -> None:
    schedule = await add(store)
    gone = schedule._replace(state=State.BLOCKED)
    await store.change_schedule(gone, make_entry(schedule))

    assert await store.blocked_schedules(["discord"], limit=9) == []
    assert not await resume(store, gone)


async def test_a_notice_is_taken_by_one_and_can_be_given_back(store: SqlStore) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED] * 3)
    await store.add_notice(notice_of(schedule))

    taken = await asyncio.gather(
        *(store.take_notices(NOW, platform="discord", limit=9) for _ in range(6))
    )
    (won,) = [one for one in taken if one]
    await store.return_notices([replace(won[0], person="")])
    private = await store.take_notices(NOW, platform="discord", limit=9)
    elsewhere = await store.take_notices(NOW, platform="discord", server="9", limit=9)
    here = await store.take_notices(NOW, platform="discord", server="1", limit=9)

    assert private == elsewhere == []
    assert [one.text for one in here] == ["stopped"]


async def test_what_is_no_longer_true_is_not_told(store: SqlStore) -> None:
    schedule = await add(store, state=State.PAUSED)
    await store.add_notice(notice_of(schedule))

    assert await store.take_notices(NOW, platform="discord", limit=9) == []


async def doubtful(store: SqlStore) -> Delivery:
    schedule = await add(store)
    await end(store, schedule, [Outcome(state=S.UNCONFIRMED, reason="lost")])
    (row,) = await store.deliveries(limit=1)
    return row


async def test_a_delivery_in_doubt_is_planned_again_once(store: SqlStore) -> None:
    row = await doubtful(store)
    entry = replace(make_entry(make_schedule(), "delivery.again"), at=LATER)

    done = await asyncio.gather(*(store.post_again(row.id, entry) for _ in range(6)))

    kept = await store.delivery(row.id)
    assert sorted(done) == [False] * 5 + [True]
    assert kept is not None
    assert (kept.state, kept.next_attempt_at) == (S.PLANNED, LATER)
    assert (kept.first_send_at, kept.lease_until, kept.reason) == (None, None, "")
    assert await store.showing("discord", "1", row.bite or "") is not None
    assert (await store.audit("discord", "1"))[0].act == entry.act


async def test_deliveries_are_listed_newest_first(store: SqlStore) -> None:
    schedule = await add(store)
    await end(store, schedule, [REFUSED, Outcome(state=S.SENT, message_id="5")])

    every = await store.deliveries(limit=9)
    sent = await store.deliveries(schedule=schedule.id, states=["sent"], limit=9)

    assert [one.state for one in every] == [S.SENT, S.FAILED]
    assert sent == every[:1]
    assert await store.deliveries(schedule="other", limit=9) == []
    assert await store.deliveries(limit=1) == every[:1]
