"""Today's bite at once: by a press, once, and in place of the day's own slot."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.core.requests import Command, Person, Request
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, running_bot
from tests.forms import press
from tests.rooms import Told, title, words
from tests.scenarios.guided_setup import (
    FIRST,
    saved,
)

pytestmark = pytest.mark.usefixtures("not_invited")
only_discord = pytest.mark.parametrize("platform", ["discord"], indirect=True)
only_slack = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)


async def test_what_is_posted_is_what_was_shown(bot: Bot) -> None:
    done = await saved(bot)

    await press(bot, "ana", done, FIRST)
    await bot.tick()

    assert title(bot.room.posts()[-1]) in words(done)


async def test_todays_slot_is_used_up_by_the_first_bite(bot: Bot) -> None:
    done = await saved(bot)

    told = await press(bot, "ana", done, FIRST)
    await bot.tick()
    bot.clock.move(hours=5)  # past 09:00
    await bot.tick()

    rows = await bot.store.deliveries(limit=10)
    assert "in place of the one at 09:00" in words(told)
    assert "the next one comes Wed 25 November, 09:00" in words(told)
    assert [one.state for one in rows] == ["sent"]
    await bot.next_post()
    assert len(await bot.store.deliveries(limit=10)) == 2


async def test_after_todays_slot_the_next_one_is_tomorrow(bot: Bot) -> None:
    done = await saved(bot, time="07:30", timezone="Europe/Paris")

    told = await press(bot, "ana", done, FIRST)
    await bot.tick()

    assert "in place of" not in words(told)
    assert "the next one comes Wed 25 November, 07:30" in words(told)
    assert [one.state for one in await bot.store.deliveries(limit=9)] == ["sent"]


async def test_two_presses_and_two_admins_post_once(bot: Bot) -> None:
    done = await saved(bot)
    (schedule,) = await bot.store.schedules()
    world = bot.sandbox.discord.world
    world.people["ben"] = replace(world.people["ben"], admin=True)
    people = bot.sandbox.slack.world.people
    people["ben"] = replace(people["ben"], admin=True)
    listed = await bot.room.admin("ben", "daily-bite", "list")
    assert "Change" in " ".join(listed.buttons)

    replies = await asyncio.gather(
        *(press_first(bot, done) for _ in range(3)), return_exceptions=True
    )
    await bot.tick()
    again = await bot.app.gate.answer(request_of(bot, schedule.id))
    await bot.tick()

    rows = await bot.store.deliveries(limit=10)
    assert [one.state for one in rows] == ["sent"]
    assert len(replies) == 3
    assert "a day gets only one" in again.card.body
    assert await count_posts(bot) == 1


async def press_first(bot: Bot, done: Told) -> Told:
    return await press(bot, "ana", done, FIRST)


def request_of(bot: Bot, schedule: str, number: int = 1) -> Request:
    return Request(
        id=f"r{number}",
        platform=bot.room.name,
        server=bot.room.server,
        channel=bot.room.channel("daily-bite"),
        person=Person(id=bot.room.person("ben"), name="Ben", is_admin=True),
        command=Command.FIRST_POST,
        options={"schedule": schedule},
    )


async def count_posts(bot: Bot) -> int:
    return sum("Deeper" in one.buttons for one in bot.room.posts())


async def test_admins_who_press_at_the_same_moment_post_once(bot: Bot) -> None:
    await saved(bot)
    (schedule,) = await bot.store.schedules()

    replies = await asyncio.gather(
        *(bot.app.gate.answer(request_of(bot, schedule.id, n)) for n in range(6))
    )
    await bot.tick()

    bodies = [one.card.body for one in replies]
    assert sum("Posting it" in one for one in bodies) == 1
    assert sum("already" in one for one in bodies) == 5
    assert await count_posts(bot) == 1
    seen = await bot.store.count_seen(bot.room.name, bot.room.server)
    assert seen == 1


async def test_a_replayed_press_does_nothing(bot: Bot) -> None:
    await saved(bot)
    (schedule,) = await bot.store.schedules()
    request = request_of(bot, schedule.id)

    await bot.app.gate.answer(request)
    again = await bot.app.gate.answer(request)
    await bot.tick()

    assert "done already" in again.card.body
    assert await count_posts(bot) == 1


async def test_a_crash_after_the_press_still_posts_once(
    bot: Bot, sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path
) -> None:
    done = await saved(bot)
    sandbox.faults.add(Fault("drop_after", bot.room.create))
    await press(bot, "ana", done, FIRST)
    await bot.tick()  # out, and its answer lost
    clock.move(minutes=1)
    await bot.tick()
    clock.move(minutes=5)
    await bot.tick()

    (row,) = await bot.store.deliveries(limit=10)
    assert row.state == "sent"
    assert await count_posts(bot) == 1


async def test_a_failed_day_may_be_begun_again(bot: Bot) -> None:
    done = await saved(bot)
    bot.room.forbid("daily-bite")
    bot.clock.move(hours=2, minutes=1)
    await bot.tick()
    refused = await press(bot, "ana", done, FIRST)
    bot.room.permit("daily-bite")

    await press(bot, "ana", refused, "Try again")
    await bot.tick()

    (row,) = await bot.store.deliveries(limit=10)
    assert bot.room.remedy in words(refused)
    assert row.state == "sent"


async def test_a_paused_schedule_posts_nothing_at_once(bot: Bot) -> None:
    done = await saved(bot)
    await bot.room.admin("ana", "daily-bite", "pause")

    told = await press(bot, "ana", done, FIRST)
    await bot.tick()

    assert "the schedule is paused" in words(told)
    assert await count_posts(bot) == 0


async def test_rights_count_at_the_last_press_as_well(bot: Bot) -> None:
    done = await saved(bot)
    bot.room.demote("ana")

    told = await press(bot, "ana", done, FIRST)
    await bot.tick()

    assert "Only admins can do that" in words(told)
    assert await count_posts(bot) == 0


async def test_a_bot_that_dies_after_the_press_posts_once_later(
    sandbox: Sandbox,
    clock: MovedClock,
    library: Library,
    tmp_path: Path,
    platform: str,
    hours_pass: None,
) -> None:
    start = (sandbox, clock, library, tmp_path, platform)
    async with running_bot(*start) as bot:
        done = await saved(bot)
        bot.app.deliver.halt()  # it takes on nothing more, as one that is killed
        await press(bot, "ana", done, FIRST)
        before = await count_posts(bot)
    async with running_bot(*start) as bot:
        await bot.tick()
        (schedule,) = await bot.store.schedules()
        again = await bot.app.gate.answer(request_of(bot, schedule.id))
        await bot.tick()

        (row,) = await bot.store.deliveries(limit=10)
        assert (before, await count_posts(bot)) == (0, 1)
        assert row.state == "sent"
        assert "a day gets only one" in again.card.body


async def test_the_log_says_who_posted_at_once(bot: Bot) -> None:
    done = await saved(bot)
    await press(bot, "ana", done, FIRST)

    log = await bot.room.admin("ana", "daily-bite", "log")

    assert "posted the day's bite at once" in words(log)


async def test_a_move_to_the_west_gives_the_day_no_second_post(bot: Bot) -> None:
    await saved(bot, time="15:00", timezone="Asia/Tokyo")
    (schedule,) = await bot.store.schedules()
    bot.clock.move(hours=10)  # past midnight in Tokyo
    await bot.app.gate.answer(request_of(bot, schedule.id))
    await bot.tick()
    moved = await bot.schedule(timezone="America/New_York", time="20:00")

    told = await bot.app.gate.answer(request_of(bot, schedule.id, 2))
    await bot.tick()

    (row,) = await bot.store.deliveries(limit=9)
    assert "Thu 26 November, 20:00" in moved
    assert row.state == "sent"
    assert "a day gets only one" in told.card.body
    assert "Thu 26 November, 20:00" in told.card.body
    assert await count_posts(bot) == 1


async def test_what_was_planned_for_a_channel_is_dropped_with_the_move(
    bot: Bot,
) -> None:
    await saved(bot)
    (before,) = await bot.store.schedules()
    plan = await bot.app.core.planner.plan_today(before, bot.clock.now())
    elsewhere = before._replace(channel=bot.room.channel("general"))
    admin = bot.app.core.admin
    await admin.change(elsewhere, act="schedule.change", by="ana")

    written = await bot.store.plan_at_once(
        plan, admin.entry(before, "delivery.first", "ana")
    )

    assert written == []
