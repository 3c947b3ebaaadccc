"""`/bite-admin health` on every platform, and "Post it again" for what is in doubt."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.delivery import Delivery
from bot.sandbox.faults import Fault, Kind
from tests.conftest import Bot
from tests.rooms import Told, words
from tests.storage.make import make_entry

pytestmark = pytest.mark.usefixtures("hours_pass")
LOOKS = {"discord": "GET /channels/{channel}", "slack": "GET /api/conversations.info"}
WINDOW_OVER = 180  # seconds: longer than Discord refuses a repeat


async def health(bot: Bot) -> Told:
    bot.room.rest()
    return await bot.room.admin("ana", "general", "health")


async def last(bot: Bot) -> Delivery:
    (row,) = await bot.store.deliveries(limit=1)
    return row


async def doubt(bot: Bot, *, posted: bool = False) -> None:
    """Lose an answer where nobody may look."""
    await bot.schedule()
    bot.room.blind()
    kind: Kind = "drop_after" if posted else "drop_before"
    bot.sandbox.faults.add(Fault(kind, bot.room.create))
    await bot.next_post()
    bot.clock.move(seconds=WINDOW_OVER)
    await bot.tick()
    assert (await last(bot)).state == "unconfirmed"


async def test_health_says_that_all_is_well(bot: Bot) -> None:
    empty = words(await health(bot))
    await bot.schedule()
    fresh = words(await health(bot))
    await bot.next_post()

    told = await health(bot)

    assert "No daily posts yet" in empty
    assert "Nothing was posted yet." in fresh
    assert "The bite of 24 November was posted." in words(told)
    assert "Daily Bite may post there now" in words(told)
    assert "The next bite: Wed 25 November, 09:00." in words(told)
    assert told.buttons == ()


async def test_health_says_why_a_post_did_not_go_out(bot: Bot) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")
    await bot.next_post()

    told = words(await health(bot))

    assert "The bite of 24 November was not posted: Daily Bite" in told
    assert "To do:" in told
    assert told.count(bot.room.remedy) == 2  # what it was, and what it is now


async def test_health_of_a_paused_schedule(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")

    told = words(await health(bot))

    assert "It is paused: `/bite-admin resume` goes on." in told


async def test_health_of_a_blocked_schedule(bot: Bot) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")
    for _ in range(3):
        await bot.next_post()

    told = words(await health(bot))

    assert "It is blocked, and goes on by itself once it may post again." in told


async def test_health_says_that_it_could_not_look(bot: Bot) -> None:
    await bot.schedule()
    bot.sandbox.faults.add(Fault("status", LOOKS[bot.room.name], status=500))

    told = words(await health(bot))

    assert "could not be looked up:" in told
    assert "500" in told


async def test_what_is_in_trouble_comes_first(bot: Bot) -> None:
    await bot.schedule("general")
    await bot.schedule("daily-bite")
    bot.room.forbid("daily-bite")

    told = (await health(bot)).text

    assert told.index(bot.room.channel("daily-bite")) < told.index(
        bot.room.channel("general")
    )


async def test_many_schedules_fit_into_one_message(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(8):
        bot.clock.move(seconds=20)
        await bot.schedule(schedule="new", timezone="America/Argentina/Buenos_Aires")

    told = await health(bot)

    assert "- 3 more schedules: all is well." in told.text.replace("•", "-")
    assert words(told).count("The next bite:") == 6
    assert len(told.text) < 1900


async def test_a_post_in_doubt_can_be_posted_again(bot: Bot) -> None:
    await doubt(bot)
    told = await health(bot)

    pressed = await bot.room.click("ana", told, "Post it again")
    again = await bot.room.click("ana", told, "Post it again")
    await bot.tick()
    late = await bot.room.click("ana", told, "Post it again")
    await bot.tick()

    assert "Nobody can say whether the bite of 24 November went out" in words(told)
    assert told.buttons == ("Post it again",)
    assert words(pressed) == "It is posted again in a moment."
    assert "is on its way already" in words(again)
    assert "was posted: nothing to do" in words(late)
    assert len(bot.titles()) == 1
    assert (await last(bot)).state == "sent"


async def test_it_is_looked_for_before_where_the_bot_may_look_by_now(bot: Bot) -> None:
    await doubt(bot, posted=True)
    told = await health(bot)
    if bot.room.name == "discord":
        bot.discord.allow("daily-bite", "READ_MESSAGE_HISTORY")
    else:
        bot.sandbox.slack.scopes.add("channels:history")

    await bot.room.click("ana", told, "Post it again")
    await bot.tick()

    assert len(bot.titles()) == 1
    assert (await last(bot)).state == "sent"


async def test_the_catch_up_window_does_not_bind_a_person(bot: Bot) -> None:
    await doubt(bot)
    bot.clock.move(hours=9)
    told = await health(bot)

    await bot.room.click("ana", told, "Post it again")
    await bot.tick()

    assert len(bot.titles()) == 1


async def test_another_day_is_too_late(bot: Bot) -> None:
    await doubt(bot)
    told = await health(bot)
    bot.clock.move(hours=16)

    pressed = await bot.room.click("ana", told, "Post it again")
    shown = await health(bot)
    await bot.tick()

    assert "that day is over" in words(pressed)
    assert shown.buttons == ()
    assert bot.titles() == []


async def test_only_admins_post_again(bot: Bot) -> None:
    await doubt(bot)
    told = await health(bot)
    people = getattr(bot.sandbox, bot.room.name).world.people
    people["ana"] = replace(people["ana"], admin=False)

    pressed = await bot.room.click("ana", told, "Post it again")
    await bot.tick()

    assert words(pressed).startswith("Only admins can do that")
    assert (await last(bot)).state == "unconfirmed"
    assert bot.titles() == []


async def test_another_servers_post_is_out_of_reach(bot: Bot, tmp_path: Path) -> None:
    await doubt(bot)
    told = await health(bot)
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as data:
        data.execute("UPDATE deliveries SET server = '999'")

    pressed = await bot.room.click("ana", told, "Post it again")

    assert words(pressed) == "There is no such post here."
    assert (await last(bot)).state == "unconfirmed"


async def test_a_changed_schedule_no_longer_wants_it(bot: Bot) -> None:
    await doubt(bot)
    told = await health(bot)
    (schedule,) = await bot.store.schedules()
    moved = schedule._replace(active_from=bot.clock.now() + timedelta(minutes=1))
    await bot.store.change_schedule(moved, make_entry(moved))

    pressed = await bot.room.click("ana", told, "Post it again")

    assert "no longer wanted" in words(pressed)
    assert (await last(bot)).state == "unconfirmed"


async def test_many_channels_cost_posts_few_requests(bot: Bot) -> None:
    """A look is worth as many requests as posts, and Slack gives fifty a minute."""
    await bot.schedule()
    (one,) = await bot.store.schedules()
    many = [one._replace(channel=f"{number}") for number in range(60)]
    await bot.store.add_schedules([(it, make_entry(it)) for it in many])
    wire = getattr(bot.sandbox, bot.room.name).wire
    before = len(wire.requests)

    told = await health(bot)

    assert "more schedules:" in told.text
    assert len(wire.requests) - before <= 3 * 12 + 1
