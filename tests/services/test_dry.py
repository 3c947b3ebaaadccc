"""Running dry: who is near it, what that costs, and when it is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.core.bites import Level
from bot.core.records import Notice, NoticeKind
from bot.core.schedule import EVERY_DAY
from bot.storage.store import SqlStore
from tests.services.days import Days, grown_library


async def notices(store: SqlStore) -> dict[str, Notice]:
    ids = [one.id for one in await store.schedules()]
    return dict(await store.notices_of(NoticeKind.DRY, ids))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note every statement that the database gets."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "after_cursor_execute", note)


async def test_far_from_the_end_nothing_is_asked(store: SqlStore) -> None:
    days = Days(store, grown_library(git=60, llms=60))
    await days.add()
    await days.live(3)

    with statements() as seen:
        await days.live(5)

    assert seen
    assert not [one for one in seen if "notices" in one]
    assert len([one for one in seen if "history AS h" in one]) == 5


@pytest.mark.parametrize("days_a_week", [1, 2, 5, 7])
async def test_notice_comes_with_the_last_week(
    store: SqlStore, days_a_week: int
) -> None:
    library = grown_library(git=30)
    days = Days(store, library)
    await days.add(days=frozenset(range(days_a_week)))

    await days.live(len(library) - days_a_week - 1)
    before = await notices(store)
    await days.live(1)
    after = await notices(store)

    assert before == {}
    (notice,) = after.values()
    assert f"has {days_a_week} new bite" in notice.text


async def test_schedules_that_share_topics_are_near_together(store: SqlStore) -> None:
    days = Days(store, grown_library(git=100, llms=100))
    count = 5
    for number in range(count):
        await days.add(channel=f"{number}")

    reviews = 0
    while not reviews and len(await notices(store)) < count:
        reviews = sum(one.review for one in await days.live(1))

    assert reviews == 0
    assert len(await notices(store)) == count


async def test_it_is_over_when_there_is_more_and_begins_again(store: SqlStore) -> None:
    days = Days(store, grown_library(git=12))
    await days.add()
    await days.live(6)
    first = await notices(store)
    days.use(grown_library(git=120))
    await days.live(1)
    between = await notices(store)

    await days.live(120 - 7 - 7)

    (again,) = (await notices(store)).values()
    assert len(first) == 1
    assert between == {}
    assert "has 7 new bites" in again.text


async def test_levels_that_hold_little_are_told_at_once(store: SqlStore) -> None:
    days = Days(store, grown_library(git=30))
    await days.add(levels=frozenset({Level.ADVANCED}), days=EVERY_DAY)

    await days.live(1)

    assert len(await notices(store)) == 1


async def test_a_review_round_says_that_nothing_new_is_left(store: SqlStore) -> None:
    days = Days(store, grown_library(git=3))
    await days.add()

    await days.live(4)

    (notice,) = (await notices(store)).values()
    assert "has no new bites left" in notice.text
    assert "From now on it asks the questions of earlier ones" in notice.text


@pytest.mark.parametrize("count", [2, 5])
async def test_who_shares_topics_hears_it_a_week_ahead(
    store: SqlStore, count: int
) -> None:
    days = Days(store, grown_library(git=80, llms=80))
    for number in range(count):
        await days.add(channel=f"{number}")

    first_review = await _first_review(days)
    told = {one.created_at for one in (await notices(store)).values()}

    assert len(told) == 1
    assert timedelta(days=7) <= first_review - told.pop() <= timedelta(days=8)


async def _first_review(days: Days) -> datetime:
    """Let the days pass until nothing new is left; give the moment of that post."""
    while True:
        for one in await days.live(1):
            if one.review:
                return one.due_at


async def test_who_takes_other_bites_brings_nobody_near(store: SqlStore) -> None:
    days = Days(store, grown_library(git=12, llms=80))
    short = await days.add(channel="1", topics=("git",))
    for number in range(4):
        await days.add(channel=f"2{number}", topics=("llms",))

    await days.live(4)
    early = await notices(store)
    await days.live(1)

    assert early == {}
    assert list(await notices(store)) == [short.id]


async def test_who_only_looks_in_brings_nobody_near(store: SqlStore) -> None:
    """A schedule of all topics takes few bites of one that is nearly through."""
    days = Days(store, grown_library(git=15, llms=200, sql=200))
    short = await days.add(channel="1", topics=("git",))
    await days.add(channel="2")

    await days.live(1)
    early = await notices(store)
    await days.live(7)

    assert early == {}  # though both post 14 times in the week to come
    assert list(await notices(store)) == [short.id]


async def test_far_from_the_end_others_cost_one_look(store: SqlStore) -> None:
    days = Days(store, grown_library(git=50))
    for number in range(2):
        await days.add(channel=f"{number}")
    await days.live(1)

    with statements() as seen:
        await days.live(1)

    assert len([one for one in seen if "history AS h" in one]) == 2
