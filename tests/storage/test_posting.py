"""How a schedule posts in the store, and what is said of it, on both databases."""

from datetime import date, time, timedelta

import pytest

from bot.core.pattern import Unit
from bot.core.posting import USUAL, Every, Manner, Posting
from bot.core.records import Notice, NoticeKind
from bot.core.schedule import OnUnknown, Schedule, State, WhenDry
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_entry

POSTING = Posting(
    manner=Manner(mention="42", silent=True, thread=True, publish=True),
    every=Every(count=2, unit=Unit.WEEKS, anchor=date(2026, 11, 23)),
)


async def keep(store: SqlStore, schedule: Schedule) -> None:
    notice = Notice(
        schedule=schedule.id,
        platform=schedule.platform,
        server=schedule.server,
        text="No thread.",
        created_at=NOW,
        kind=NoticeKind.AFTER,
    )
    assert await store.add_notice(notice)


async def take(store: SqlStore) -> list[str]:
    taken = await store.take_notices(NOW, platform="discord", server="1", limit=9)
    return [one.text for one in taken]


async def test_every_setting_comes_back_as_it_was(store: SqlStore) -> None:
    schedule = await add(
        store,
        posting=POSTING,
        when_dry=WhenDry.PAUSE,
        on_unknown=OnUnknown.REPOST,
        catch_up=timedelta(minutes=90),
    )

    assert await store.schedule(schedule.id) == schedule
    assert schedule.posting == POSTING


async def test_a_schedule_without_options_has_the_usual(store: SqlStore) -> None:
    schedule = await add(store)

    found = await store.schedule(schedule.id)

    assert found is not None
    assert found.posting is USUAL


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({"time": time(10)}, True),
        ({"state": State.PAUSED}, True),
        ({"posting": USUAL}, False),
        ({"channel": "3"}, False),
        ({"state": State.REMOVED}, False),
    ],
)
async def test_what_was_told_is_told_again_for_another_manner_only(
    store: SqlStore, change: dict[str, object], stays: bool
) -> None:
    schedule = await add(store, posting=POSTING)
    await keep(store, schedule)
    await take(store)

    changed = schedule._replace(**change)  # type: ignore[arg-type]
    await store.change_schedule(changed, make_entry(schedule))

    kept = await store.notices_of(NoticeKind.AFTER, [schedule.id])
    assert bool(kept) is stays


@pytest.mark.parametrize(
    ("state", "is_told"), [(State.ACTIVE, True), (State.BLOCKED, False)]
)
async def test_it_is_told_while_the_schedule_posts(
    store: SqlStore, state: State, is_told: bool
) -> None:
    await keep(store, await add(store, state=state, posting=POSTING))

    assert bool(await take(store)) is is_told
