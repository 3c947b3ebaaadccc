"""What members and admins see and erase of what is kept, on every platform."""

import re

import pytest

from bot.core.keeping import CONFIRM_WITHIN
from bot.core.schedule import Schedule
from tests.conftest import Bot
from tests.rooms import words
from tests.scenarios.test_leaving import traces
from tests.storage.test_owners import dump, rows_with

pytestmark = pytest.mark.usefixtures("hours_pass")


async def live(bot: Bot) -> None:
    """Let Ana set up and share, let Ben share and report, and post once."""
    await bot.schedule()
    for person, bite in (("ben", "bite 001"), ("ana", "bite 002")):
        asked = await bot.room.type(person, "general", f"/bite {bite}")
        await bot.room.click(person, asked, "Share here")
        deeper = await bot.room.click(person, asked, "Deeper")
        wrong = await bot.room.click(person, deeper, "Something wrong?")
        await bot.room.click(person, wrong, "A fact is wrong")
    await bot.next_post()


async def named(bot: Bot, person: str) -> dict[str, list[str]]:
    """List the rows that name somebody, by their id or their name."""
    dumped = await dump(bot.store)
    by_id, by_name = (
        rows_with(dumped, one) for one in (bot.room.person(person), person.capitalize())
    )
    return by_id | by_name


async def the_schedule(bot: Bot) -> Schedule:
    (found,) = await bot.store.schedules()
    return found


async def test_a_member_sees_what_is_kept_about_them(bot: Bot) -> None:
    await live(bot)

    told = words(await bot.room.type("ben", "general", "/bite my-data"))

    assert "1 bite that you shared: topic/bite-001 (24 November)" in told
    assert "1 report of something wrong with a bite: topic/bite-001" in told
    assert "bite-002" not in told
    assert "schedule" not in told


async def test_an_admin_sees_theirs(bot: Bot) -> None:
    await live(bot)

    told = words(await bot.room.type("ana", "general", "/bite my-data"))

    assert "1 change that you made, or that made you a manager: schedule.add" in told
    assert "1 schedule that you set up" in told


async def test_a_member_is_forgotten_and_nobody_else(bot: Bot) -> None:
    await live(bot)
    before = await named(bot, "ana")

    told = words(await bot.room.type("ben", "general", "/bite forget-me"))
    again = words(await bot.room.type("ben", "general", "/bite my-data"))

    assert told.startswith("Erased: your name and id in 1 report")
    assert again == "Daily Bite keeps nothing about you."
    assert await named(bot, "ben") == {}
    assert await named(bot, "ana") == before


async def test_who_set_a_channel_up_is_forgotten_and_it_goes_on(bot: Bot) -> None:
    await live(bot)
    assert "Set up by Ana" in words(bot.room.posts()[0])
    assert "cards" in await named(bot, "ana")

    await bot.room.type("ana", "general", "/bite forget-me")

    assert await named(bot, "ana") == {}
    assert (await the_schedule(bot)).state == "active"
    (row,) = await bot.store.deliveries(limit=5)
    found = await bot.store.delivery(row.id)
    assert found is not None
    assert "Daily Bite posts here" in found.card


async def test_the_log_names_nobody_who_was_forgotten(bot: Bot) -> None:
    await live(bot)
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    await bot.room.type("ana", "general", "/bite forget-me")

    told = words(await bot.room.admin("ana", "daily-bite", "log"))

    assert "Somebody" in told
    assert bot.room.person("ana") not in told
    assert await named(bot, "ana") == {}


async def test_a_shared_bite_of_the_forgotten_stays_shared(bot: Bot) -> None:
    await live(bot)
    await bot.room.type("ben", "general", "/bite forget-me")
    asked = await bot.room.type("ana", "general", "/bite bite 001")

    told = await bot.room.click("ana", asked, "Share here")

    assert words(told).startswith("Somebody shared this on 24 November.")


async def test_who_is_unknown_has_nothing(bot: Bot) -> None:
    told = words(await bot.room.type("ben", "general", "/bite my-data"))
    forgot = words(await bot.room.type("ben", "general", "/bite forget-me"))

    assert told == "Daily Bite keeps nothing about you."
    assert "there was nothing to erase" in forgot


async def test_an_admin_erases_the_server_with_a_second_press(bot: Bot) -> None:
    await live(bot)
    asked = await bot.room.admin("ana", "general", "forget")
    before = await traces(bot)

    told = words(await bot.room.click("ana", asked, "Erase everything"))
    bot.clock.move(days=1)
    await bot.tick()

    assert {"schedules", "deliveries", "history", "reports"} <= {*before}
    assert told.startswith("Erased. Daily Bite keeps nothing of this server")
    assert await traces(bot) == {}
    assert len(bot.room.posts()) == 1
    assert "Daily Bite posts here" not in str(await dump(bot.store))


async def test_members_erase_nothing(bot: Bot) -> None:
    await live(bot)

    asked = await bot.room.admin("ben", "general", "forget")

    assert "Only admins can do that" in words(asked)
    assert asked.buttons == ()


async def test_the_second_press_is_looked_at_again(bot: Bot) -> None:
    await live(bot)
    asked = await bot.room.admin("ana", "general", "forget")
    people = bot.sandbox.slack.world.people, bot.discord.world.people
    for world in people:
        ana = world["ana"]
        changed = {one: getattr(ana, one) for one in ana.__slots__} | {"admin": False}
        world["ana"] = type(ana)(**changed)  # type: ignore[assignment]

    told = words(await bot.room.click("ana", asked, "Erase everything"))

    assert "Only admins can do that" in told
    assert "schedules" in await traces(bot)


async def test_a_question_of_long_ago_erases_nothing(bot: Bot) -> None:
    await live(bot)
    asked = await bot.room.admin("ana", "general", "forget")
    bot.clock.time += CONFIRM_WITHIN * 1.1

    told = words(await bot.room.click("ana", asked, "Erase everything"))

    assert "too long ago. Nothing was erased" in told
    assert "schedules" in await traces(bot)


async def test_after_it_the_server_begins_anew(bot: Bot) -> None:
    await live(bot)
    asked = await bot.room.admin("ana", "general", "forget")
    await bot.room.click("ana", asked, "Erase everything")

    told = await bot.schedule()
    await bot.app.membership.look_round()

    assert re.match("Done: Daily Bite posts in", told)
    assert (await the_schedule(bot)).state == "active"
