"""Levels of a schedule on every platform: chosen, shown, and kept to."""

import pytest

from bot.core.bites import Level, Library, Topic
from tests.conftest import Bot, make_bite
from tests.rooms import words

pytestmark = pytest.mark.usefixtures("hours_pass")


@pytest.fixture
def library() -> Library:
    bites = [
        make_bite(f"{topic}/{level}-{n}", level=level)
        for topic, levels in (("alpha", tuple(Level)), ("beta", (Level.BEGINNER,)))
        for level in levels
        for n in range(2)
    ]
    topics = [
        Topic(id=one, name=one.capitalize(), description="About it")
        for one in ("alpha", "beta")
    ]
    return Library.of(topics, bites)


async def test_levels_are_kept_to_and_shown_where_they_are_set(bot: Bot) -> None:
    told = await bot.schedule(levels="intermediate,advanced")
    for _ in range(4):
        await bot.next_post()

    listed = words(await bot.room.admin("ana", "daily-bite", "list"))
    health = words(await bot.room.admin("ana", "daily-bite", "health"))
    rows = await bot.store.deliveries(limit=9)
    shown = ", all topics, intermediate and advanced"
    assert all(shown in one for one in (told, listed, health))
    assert sorted(str(one.bite) for one in rows) == [
        *(f"alpha/advanced-{n}" for n in range(2)),
        *(f"alpha/intermediate-{n}" for n in range(2)),
    ]


async def test_all_of_them_are_said_by_nothing(bot: Bot) -> None:
    await bot.schedule(levels="advanced")

    told = await bot.schedule(levels="beginner,intermediate,advanced")

    (schedule,) = await bot.store.schedules()
    assert schedule.levels == frozenset()
    assert "all topics. The next bite" in told


async def test_words_that_are_no_levels_get_one_sentence(bot: Bot) -> None:
    none = await bot.schedule(topics="beta", levels="advanced")
    mixed = await bot.schedule(topics="beta,beginner")

    assert none == (
        "These topics hold no advanced bites. Choose more topics or levels."
    )
    assert '"beginner" is a level and no topic' in mixed
    assert await bot.store.schedules() == []


async def test_changing_something_else_keeps_the_levels(bot: Bot) -> None:
    await bot.schedule(levels="beginner")

    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")

    (schedule,) = await bot.store.schedules()
    assert schedule.levels == {Level.BEGINNER}
