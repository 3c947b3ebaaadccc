"""Hello is taken once, drafts are one per person, and a plan comes with its entry."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.records import AuditEntry, Draft, Plan
from bot.storage.store import SqlStore
from tests.storage.make import NOW, make_entry, make_schedule

HERE = ("discord", "s1")


async def take(store: SqlStore, *, at: float | None = None, now: float = 0) -> bool:
    """Take a hello; times are hours after NOW."""
    joined = None if at is None else NOW + timedelta(hours=at)
    moment = NOW + timedelta(hours=now)
    return await store.take_hello(*HERE, moment, joined_at=joined)


async def test_hello_is_taken_once(store: SqlStore) -> None:
    taken = await asyncio.gather(*(take(store, at=-1) for _ in range(5)))

    assert sorted(taken) == [False] * 4 + [True]


async def test_hello_is_for_each_arrival(store: SqlStore) -> None:
    found = [
        await take(store, at=-1),
        await take(store, at=-1, now=5),  # the same one, described again
        await take(store, at=6, now=6),
        await take(store, now=7),
    ]

    assert found == [True, False, True, False]


async def test_an_arrival_ahead_of_our_clock_is_the_same_one_later(
    store: SqlStore,
) -> None:
    assert [await take(store, at=9), await take(store, at=9, now=1)] == [True, False]


async def test_a_departure_makes_room_for_another_hello(store: SqlStore) -> None:
    await take(store)
    entry = replace(left(), at=NOW)

    await store.leave_server(entry, erase_at=NOW + timedelta(days=30))

    assert await take(store, now=1) is True


def left() -> AuditEntry:
    return AuditEntry(
        platform="discord", server="s1", person="x", act="server.left", at=NOW
    )


async def test_a_hello_that_was_not_said_is_given_back(store: SqlStore) -> None:
    await take(store)
    await store.return_hello(*HERE)

    assert await take(store, now=1) is True


def draft(person: str = "m1", **options: str) -> Draft:
    return Draft(
        platform="discord",
        server="s1",
        person=person,
        schedule="new",
        channel="c1",
        options=options,
        at=NOW,
    )


async def test_a_draft_takes_the_place_of_the_one_before(store: SqlStore) -> None:
    await store.keep_draft(draft(time="9"))
    await store.keep_draft(draft(time="10", timezone="berlni"))
    await store.keep_draft(draft("m2", time="11"))

    found = await store.draft(*HERE, "m1", since=NOW)

    assert found == draft(time="10", timezone="berlni")
    assert await store.draft(*HERE, "m1", since=NOW + timedelta(seconds=1)) is None
    assert await store.draft("discord", "s2", "m1", since=NOW) is None


async def test_a_draft_is_taken_once(store: SqlStore) -> None:
    await store.keep_draft(draft())

    taken = await asyncio.gather(*(store.take_draft(*HERE, "m1") for _ in range(3)))

    assert sorted(taken) == [False, False, True]


async def test_drafts_go_with_time(store: SqlStore) -> None:
    await store.keep_draft(draft())

    assert await store.clean({"drafts": NOW}) == 0
    assert await store.clean({"drafts": NOW + timedelta(seconds=1)}) == 1


async def test_a_plan_that_is_dropped_leaves_no_entry(store: SqlStore) -> None:
    kept = await store.add_schedule(make_schedule(), make_entry(make_schedule()))
    stale = Plan(deliveries=(), schedule=kept, read_next_at=NOW - timedelta(days=99))
    entry = replace(left(), server=kept.server, act="delivery.first")

    written = await store.plan_at_once(stale, entry)

    acts = [one.act for one in await store.audit(kept.platform, kept.server)]
    assert (written, acts.count("delivery.first")) == ([], 0)
