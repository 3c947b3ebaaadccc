"""Notices of running dry, on both databases: kept, reworded, true or forgotten."""

from dataclasses import replace

import pytest

from bot.core.bites import Level
from bot.core.records import Notice, NoticeKind
from bot.core.schedule import Schedule, State
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_entry


async def keep(store: SqlStore, schedule: Schedule) -> Notice:
    notice = Notice(
        schedule=schedule.id,
        platform=schedule.platform,
        server=schedule.server,
        text="Seven are left.",
        created_at=NOW,
        kind=NoticeKind.DRY,
    )
    assert await store.add_notice(notice)
    return notice


async def kept(store: SqlStore, schedule: Schedule) -> list[Notice]:
    return list((await store.notices_of(NoticeKind.DRY, [schedule.id])).values())


async def take(store: SqlStore) -> list[str]:
    taken = await store.take_notices(NOW, platform="discord", server="1", limit=9)
    return [one.text for one in taken]


async def test_words_change_until_somebody_hears_them(store: SqlStore) -> None:
    notice = await keep(store, await add(store))

    await store.reword_notice(notice, "Six are left.")
    heard = await take(store)
    await store.reword_notice(notice, "Five are left.")

    assert heard == ["Six are left."]
    assert await take(store) == []


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (State.ACTIVE, True),
        (State.DRY, True),
        (State.PAUSED, False),
        (State.BLOCKED, False),
    ],
)
async def test_it_is_told_while_the_schedule_is_not_stopped(
    store: SqlStore, state: State, is_told: bool
) -> None:
    await keep(store, await add(store, state=state))

    assert bool(await take(store)) is is_told


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({}, True),
        ({"timezone": "UTC"}, True),
        ({"state": State.PAUSED}, True),
        ({"topics": ("a",)}, False),
        ({"levels": frozenset({Level.BEGINNER})}, False),
        ({"state": State.REMOVED}, False),
    ],
)
async def test_what_was_told_is_told_again_for_other_bites_only(
    store: SqlStore, change: dict[str, object], stays: bool
) -> None:
    schedule = await add(store, levels=frozenset({Level.ADVANCED, Level.BEGINNER}))
    await keep(store, schedule)
    await take(store)

    changed = schedule._replace(**change)  # type: ignore[arg-type]
    await store.change_schedule(changed, make_entry(schedule))

    assert bool(await kept(store, schedule)) is stays


async def test_what_nobody_heard_goes_with_any_change(store: SqlStore) -> None:
    schedule = await add(store)
    await keep(store, schedule)

    await store.change_schedule(schedule, make_entry(schedule))

    assert await kept(store, schedule) == []


async def test_forgetting_one_kind_leaves_the_other(store: SqlStore) -> None:
    schedule = await add(store, state=State.BLOCKED)
    notice = await keep(store, schedule)
    await store.add_notice(replace(notice, kind=NoticeKind.BLOCKED, text="Stopped."))

    await store.forget_notices(NoticeKind.DRY, [schedule.id])

    assert await kept(store, schedule) == []
    assert await take(store) == ["Stopped."]
