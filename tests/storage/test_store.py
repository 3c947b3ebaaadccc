"""One suite for the store, run on SQLite and on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.core.delivery import (
    LEASE,
    DeliveryState,
    Outcome,
    delivery_id,
)
from bot.core.schedule import State
from bot.ports import Settled, Showing, Store
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_entry, make_plan, make_schedule, settle

S = DeliveryState
STORES: list[type[Store]] = [SqlStore]  # mypy checks that each fits the port


async def test_a_schedule_comes_back_as_it_went_in(store: SqlStore) -> None:
    schedule = make_schedule(
        topics=("a", "b"), days=frozenset({0, 4}), catch_up=timedelta(hours=2)
    )

    kept = await store.add_schedule(schedule, make_entry(schedule))

    assert await store.schedule(kept.id) == kept
    assert kept._replace(id="") == schedule


async def test_schedules_are_found_by_place(store: SqlStore) -> None:
    one = await add(store)
    later = make_schedule(server="9")
    entry = replace(make_entry(later), at=NOW + timedelta(seconds=1))
    two = await store.add_schedule(later, entry)

    assert await store.schedules() == [one, two]
    assert await store.schedules(platform="discord", server="9") == [two]
    assert await store.schedules(channel="nowhere") == []


async def test_removed_and_added_again_keeps_its_id(store: SqlStore) -> None:
    kept = await add(store)
    await store.change_schedule(kept._replace(state=State.REMOVED), make_entry(kept))

    gone = await store.schedules()
    again = await add(store, time=time(10))

    assert gone == []
    assert again.id == kept.id
    assert again.time == time(10)


async def test_several_schedules_are_added_all_or_none(store: SqlStore) -> None:
    good = make_schedule()
    bad = make_schedule()._replace(created_by=None)  # type: ignore[arg-type]

    with pytest.raises(Exception, match=r"created_by|NOT NULL"):
        await store.add_schedules([(good, make_entry(good)), (bad, make_entry(bad))])

    assert await store.schedules() == []


async def test_changing_what_is_gone_says_so(store: SqlStore) -> None:
    missing = make_schedule()._replace(id="nothere")

    assert not await store.change_schedule(missing, make_entry(missing))


async def test_due_schedules_come_longest_due_first(store: SqlStore) -> None:
    late = await add(store, time=time(9))
    early = await add(store, channel="3", time=time(8, 30))
    await add(store, channel="4", time=time(12))

    due = await store.due_schedules(NOW + timedelta(hours=2), limit=10)

    assert [one.id for one in due] == [early.id, late.id]
    assert await store.due_schedules(NOW, limit=10) == []


async def test_thirty_planners_write_one_row(store: SqlStore) -> None:
    schedule = await add(store)

    written = await asyncio.gather(
        *(store.plan([make_plan(schedule)]) for _ in range(30))
    )

    assert sum(map(len, written)) == 1
    kept = await store.schedule(schedule.id)
    assert kept is not None
    assert kept.cursor == 1


async def test_two_plans_of_a_server_never_share_a_bite(store: SqlStore) -> None:
    one, two = await add(store), await add(store, channel="3")

    written = await store.plan([make_plan(one), make_plan(two)])

    assert [row.schedule for row in written] == [one.id]
    kept = await store.schedule(two.id)
    assert kept == two  # its plan was dropped whole, so the next tick tries again


async def test_a_changed_schedule_drops_the_plan(store: SqlStore) -> None:
    schedule = await add(store)
    plan = make_plan(schedule)
    await store.change_schedule(
        schedule._replace(state=State.PAUSED), make_entry(schedule)
    )

    assert await store.plan([plan]) == []
    assert await store.showing("discord", "1", "topic/one") is None


async def test_a_date_that_is_taken_still_advances(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    back = schedule._replace(time=time(11))
    await store.change_schedule(back, make_entry(schedule))

    written = await store.plan([make_plan(back, "topic/two")])

    assert written == []
    assert await store.showing("discord", "1", "topic/two") is None


async def test_claims_hand_out_each_row_once(store: SqlStore) -> None:
    schedules = [await add(store, channel=str(n)) for n in range(60)]
    await store.plan([make_plan(one, f"t/{one.channel}") for one in schedules])
    when = NOW + timedelta(hours=3)

    claims = await asyncio.gather(
        *(store.claim(owner=f"w{n}", now=when, limit=20) for n in range(8))
    )

    ids = [row.id for claimed in claims for row in claimed]
    assert len(ids) == len(set(ids)) == 60


async def test_a_claim_leases_and_counts(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    early = await store.claim(owner="w", now=NOW, limit=5)
    when = NOW + timedelta(hours=1)

    (row,) = await store.claim(owner="w", now=when, limit=5)

    assert early == []
    assert (row.state, row.fence, row.attempts, row.owner) == ("sending", 1, 1, "w")
    assert row.first_send_at is not None
    assert row.lease_until == row.first_send_at + LEASE


async def test_settle_holds_only_under_its_fence(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)
    sent = Outcome(state=DeliveryState.SENT, message_id="55")

    stale = await settle(store, row._replace(fence=0), sent, now=NOW)
    held = await settle(store, row, sent, now=NOW)
    again = await settle(store, row, Outcome(state=DeliveryState.FAILED), now=NOW)

    kept = await store.delivery(row.id)
    shown = await store.showing("discord", "1", "topic/one")
    assert (stale.held, held.held, again.held) == (False, True, False)
    assert held.message_ids == ("55",)
    assert kept is not None
    assert (kept.state, kept.message_id) == ("sent", "55")
    assert shown is not None
    assert shown.message_id == "55"


async def test_settling_what_the_database_forgot_changes_nothing(
    store: SqlStore,
) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)
    forgotten = row._replace(id="d_forgotten")
    sent = Outcome(state=DeliveryState.SENT, message_id="55")

    settled = await settle(store, forgotten, sent, now=NOW)

    assert settled == Settled(held=False)


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.SKIPPED])
async def test_what_was_not_sent_gives_its_bite_back(
    store: SqlStore, state: DeliveryState
) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)

    await settle(store, row, Outcome(state=state, reason="why"), now=NOW)

    assert await store.showing("discord", "1", "topic/one") is None


async def test_unconfirmed_keeps_its_bite(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)

    await settle(store, row, Outcome(state=DeliveryState.UNCONFIRMED), now=NOW)

    assert await store.showing("discord", "1", "topic/one") is not None


async def test_pausing_drops_what_is_planned(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])

    await store.change_schedule(
        schedule._replace(state=State.PAUSED), make_entry(schedule)
    )

    row = await store.delivery(delivery_id(schedule.id, date(2026, 11, 24)))
    assert row is not None
    assert (row.state, row.reason) == (
        "skipped",
        "the schedule was changed before it was due",
    )
    assert await store.showing("discord", "1", "topic/one") is None


async def test_last_deliveries_of_more_than_a_query_takes(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.schedules._AT_ONCE", 2)
    added = [await add(store, server=f"{number}") for number in range(5)]
    await store.plan([make_plan(one) for one in added])

    last = await store.last_deliveries([one.id for one in added])

    assert set(last) == {one.id for one in added}


async def test_unseen_answers_a_whole_batch(store: SqlStore) -> None:
    shown = Showing(bite="t/a", shown_at=NOW)
    await store.record_showing("discord", "1", shown)

    unseen = await store.unseen(
        [
            ("discord", "1", ["t/a", "t/b"]),
            ("discord", "2", ["t/a", "t/b"]),
            ("discord", "1", ["t/a"]),
            ("discord", "1", []),
            ("slack", "1", ["t/a"]),
        ]
    )

    assert unseen == [[1], [0, 1], [], [], [0]]
    assert await store.unseen([]) == []


async def test_longest_ago_looks_at_these_bites_only(store: SqlStore) -> None:
    for hours, bite in enumerate(["t/z", "t/a", "t/b"]):
        shown = Showing(bite=bite, shown_at=NOW + timedelta(hours=hours))
        await store.record_showing("discord", "1", shown)

    assert await store.longest_ago("discord", "1", ["t/b", "t/a"]) == "t/a"
    assert await store.longest_ago("discord", "2", ["t/b", "t/a"]) is None


async def test_a_showing_is_recorded_once(store: SqlStore) -> None:
    shown = Showing(bite="t/a", shown_at=NOW, channel="5", shared_by="Ana")

    first = await store.record_showing("discord", "1", shown)
    again = await store.record_showing("discord", "1", replace(shown, shared_by="Ben"))
    await store.complete_showing("discord", "1", "t/a", message_id="77")
    kept = await store.showing("discord", "1", "t/a")
    await store.forget_showing("discord", "1", "t/a")

    assert (first, again) == (True, False)
    assert kept == replace(shown, message_id="77")
    assert await store.showing("discord", "1", "t/a") is None


async def test_forgetting_leaves_a_deliverys_showing_alone(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])

    await store.forget_showing("discord", "1", "topic/one")

    assert await store.showing("discord", "1", "topic/one") is not None


async def test_an_event_is_first_once(store: SqlStore) -> None:
    results = await asyncio.gather(
        *(store.first_time("discord", "1:click", NOW) for _ in range(10))
    )

    assert sorted(results) == [False] * 9 + [True]


async def test_cleaning_deletes_only_what_is_old(store: SqlStore) -> None:
    await store.first_time("discord", "old", NOW - timedelta(days=2))
    await store.first_time("discord", "new", NOW)

    deleted = await store.clean({"processed_events": NOW - timedelta(days=1)})

    assert deleted == 1
    assert await store.first_time("discord", "old", NOW)
    assert not await store.first_time("discord", "new", NOW)
    with pytest.raises(KeyError):
        await store.clean({"schedules": NOW})


async def test_command_hashes_are_replaced(store: SqlStore) -> None:
    assert await store.command_hash("discord:1") == ""
    await store.keep_command_hash("discord:1", "a")
    await store.keep_command_hash("discord:1", "b")

    assert await store.command_hash("discord:1") == "b"


async def test_what_was_left_in_the_middle_is_claimed_again(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="dead", now=NOW + timedelta(hours=1), limit=5)
    assert row.lease_until is not None

    ended = await store.end_leases(NOW)
    (again,) = await store.claim(owner="w", now=row.lease_until, limit=5)

    assert ended == 1
    assert (again.fence, again.owner) == (row.fence + 1, "w")
    assert again.first_send_at == row.first_send_at


async def test_a_clear_failure_begins_anew(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)
    later = NOW + timedelta(hours=2)

    await settle(store, row, Outcome(state=S.PLANNED, next_attempt_at=later), now=NOW)

    kept = await store.delivery(row.id)
    assert kept is not None
    assert kept.first_send_at is None


@pytest.mark.parametrize(
    ("platforms", "minutes", "count"),
    [
        (["discord"], None, 1),
        (["discord"], 1, 0),
        (["discord"], 61, 1),
        (["slack"], None, 0),
        (["slack", "discord"], None, 1),
        ([], None, 1),
    ],
)
async def test_claims_can_be_for_some_platforms(
    store: SqlStore, platforms: list[str], minutes: int | None, count: int
) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])

    claimed = await store.claim(
        owner="w",
        now=NOW + timedelta(hours=2),
        limit=5,
        platforms=platforms,
        due_before=NOW + timedelta(minutes=minutes) if minutes else None,
    )

    assert len(claimed) == count


async def test_a_day_that_ended_without_a_post_can_begin_anew(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)
    await settle(store, row, Outcome(state=S.FAILED, reason="why"), now=NOW)
    moved = make_schedule(time=time(10))
    moved = moved._replace(id=schedule.id)
    await store.change_schedule(moved, make_entry(moved))

    (revived,) = await store.plan([make_plan(moved)])

    kept = await store.delivery(revived.id)
    assert kept is not None
    assert (kept.id, kept.state) == (row.id, S.PLANNED)
    assert kept.fence == row.fence
