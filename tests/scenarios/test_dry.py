"""New bites that run out: told once, a week ahead, to who set the schedule up."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.core.schedule import State, WhenDry
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, make_library, running_bot
from tests.rooms import words
from tests.storage.make import make_entry

pytestmark = pytest.mark.usefixtures("hours_pass")
Start = Callable[[int], AbstractAsyncContextManager[Bot]]


@pytest.fixture
def library() -> Library:
    return make_library(10)


@pytest.fixture
def start(sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str) -> Start:
    """Start a bot with so many bites; each time the same database."""
    return lambda count: running_bot(
        sandbox, clock, make_library(count), tmp_path, platform
    )


async def pass_days(bot: Bot, count: int) -> list[int]:
    """Let days go by; say after each how often Ana was told something."""
    heard = []
    for _ in range(count):
        await bot.next_post()
        for _ in range(2):
            await bot.app.doctor.check()
        heard.append(len(bot.room.told("ana")))
    return heard


async def test_who_set_it_up_is_told_once_a_week_ahead(bot: Bot) -> None:
    await bot.schedule()

    heard = await pass_days(bot, 14)

    (told,) = bot.room.told("ana")
    assert heard == [0, 0, *[1] * 12]  # ten bites; seven are left after the third
    assert words(told).startswith("Daily Bite has 7 new bites left for ")
    assert "the last one comes by 3 December." in words(told)
    assert "the questions of earlier ones, marked as review" in words(told)
    assert "choose more topics or levels with /bite-admin schedule" in words(
        told
    ).replace("`", "")
    assert bot.room.pings(told) == []
    assert bot.room.told("ben") == []
    rows = await bot.store.deliveries(limit=99)
    assert [one.review for one in rows[::-1]] == [False] * 10 + [True] * 4


async def test_a_week_of_two_days_is_told_two_bites_ahead(bot: Bot) -> None:
    await bot.schedule(days="tue,thu")

    heard = await pass_days(bot, 9)

    assert heard == [0] * 7 + [1] * 2
    assert "has 2 new bites left" in words(bot.room.told("ana")[0])


async def test_a_schedule_that_is_to_pause_says_so(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    wanted = schedule._replace(when_dry=WhenDry.PAUSE)
    entry = replace(make_entry(wanted), person=bot.room.person("ana"))
    await bot.store.change_schedule(wanted, entry)

    await pass_days(bot, 11)

    told = [words(one) for one in bot.room.told("ana")]
    assert ["After that it posts nothing." in one for one in told] == [True]


async def test_who_takes_no_messages_hears_how_it_stands_with_a_command(
    bot: Bot,
) -> None:
    bot.room.shut("ana")
    await bot.schedule()
    await pass_days(bot, 5)

    refused = words(await bot.room.admin("ben", "general", "list"))
    first = words(await bot.room.admin("ana", "general", "list"))
    second = words(await bot.room.admin("ana", "general", "list"))
    await pass_days(bot, 3)
    later = words(await bot.room.admin("ana", "general", "list"))

    heard = ["new bites left" in one for one in (refused, first, second, later)]
    assert heard == [False, True, False, False]
    assert "has 5 new bites left" in first  # and no longer seven
    assert "comes by 3 December" in first


async def test_more_bites_end_it_and_the_next_time_is_told_again(start: Start) -> None:
    async with start(10) as bot:
        await bot.schedule()
        before = await pass_days(bot, 4)
    async with start(20) as bot:
        after = await pass_days(bot, 12)

        told = [words(one) for one in bot.room.told("ana")]
    assert before == [0, 0, 1, 1]
    assert after == [1] * 8 + [2] * 4
    assert all("has 7 new bites left" in one for one in told)


async def test_more_bites_take_back_what_nobody_heard(start: Start) -> None:
    async with start(10) as bot:
        bot.room.shut("ana")
        await bot.schedule()
        await pass_days(bot, 4)
    async with start(40) as bot:
        await pass_days(bot, 1)

        heard = words(await bot.room.admin("ana", "general", "list"))

    assert "new bites left" not in heard


async def test_other_settings_do_not_tell_it_again(bot: Bot) -> None:
    await bot.schedule()
    await pass_days(bot, 4)

    await bot.schedule(time="10:00")
    heard = await pass_days(bot, 2)

    assert heard == [1, 1]


async def test_a_paused_schedule_is_not_told_of(bot: Bot) -> None:
    bot.room.shut("ana")
    await bot.schedule()
    await pass_days(bot, 3)
    (schedule,) = await bot.store.schedules()
    paused = schedule._replace(state=State.PAUSED)
    await bot.store.change_schedule(paused, make_entry(paused))

    heard = words(await bot.room.admin("ana", "general", "list"))

    assert "new bites left" not in heard
