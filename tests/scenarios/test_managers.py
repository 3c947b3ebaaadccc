"""People whom an admin lets help: what they may, what not, and until when."""

import pytest
from sqlalchemy import text

from bot.core.managers import MOST, Manager
from bot.ports import AuditEntry
from tests.conftest import START, Bot
from tests.rooms import Told, words
from tests.storage.test_owners import dump, rows_with

pytestmark = pytest.mark.usefixtures("hours_pass")


async def managers(bot: Bot, person: str = "ana", **options: str) -> Told:
    return await bot.room.admin(person, "daily-bite", "managers", **options)


async def the_list(bot: Bot) -> list[str]:
    found = await bot.store.managers(bot.room.name, bot.room.server)
    return [one.person for one in found]


async def acts(bot: Bot) -> list[str]:
    entries = await bot.store.audit(bot.room.name, bot.room.server)
    return [one.act for one in entries]


async def test_an_appointed_person_sets_up_the_daily_post(bot: Bot) -> None:
    before = await bot.room.admin("ben", "daily-bite", "list")

    told = words(await managers(bot, add="@ben"))
    options = {"time": "09:00", "timezone": "Europe/Paris"}
    set_up = await bot.room.admin("ben", "daily-bite", "schedule", **options)
    await bot.next_post()

    ben = bot.room.person("ben")
    assert words(before).startswith("Only admins can do that")
    assert "An admin can also make you a manager" in words(before)
    assert told.startswith(f"<@{ben}> is a manager now")
    assert words(set_up).startswith("Done: Daily Bite posts in")
    assert len(bot.titles()) == 1


async def test_the_answer_says_how_to_show_the_command_on_discord(bot: Bot) -> None:
    told = words(await managers(bot, add="@ben"))

    is_hidden = "Server Settings > Integrations > Daily Bite" in told
    assert is_hidden is (bot.room.name == "discord")


async def test_the_list_says_who_since_when_and_by_whom(bot: Bot) -> None:
    empty = words(await managers(bot))
    added = await managers(bot, add="@ben")

    listed = await managers(bot)

    ana, ben = (bot.room.person(one) for one in ("ana", "ben"))
    assert empty.startswith("There are no managers yet")
    assert f"<@{ben}>, since 24 November, appointed by <@{ana}>" in words(listed)
    if bot.room.name == "discord":
        raw = [one.raw or {} for one in (added, listed)]
        assert [one["mentions"] for one in raw] == [[], []]


async def test_who_is_one_already_is_not_added_twice(bot: Bot) -> None:
    await managers(bot, add="@ben")

    again = words(await managers(bot, add="@ben"))

    assert "is a manager already" in again
    assert (await acts(bot)).count("manager.add") == 1


async def test_who_is_removed_may_nothing_from_then_on(bot: Bot) -> None:
    await managers(bot, add="@ben")

    told = words(await managers(bot, remove="@ben"))
    refused = await bot.room.admin("ben", "daily-bite", "list")
    again = words(await managers(bot, remove="@ben"))

    assert "is no manager any more" in told
    assert words(refused).startswith("Only admins can do that")
    assert "is no manager." in again
    assert await acts(bot) == ["manager.remove", "manager.add"]


async def test_the_log_names_both(bot: Bot) -> None:
    await managers(bot, add="@ben")
    await managers(bot, remove="@ben")

    told = words(await bot.room.admin("ana", "daily-bite", "log"))

    ana, ben = (bot.room.person(one) for one in ("ana", "ben"))
    assert f"<@{ana}>: made <@{ben}> a manager" in told
    assert f"<@{ana}>: took <@{ben}> off the list of managers" in told


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("managers", {"add": "@ana"}),
        ("managers", {"remove": "@ben"}),
        ("reset", {}),
        ("forget", {}),
    ],
)
async def test_some_things_stay_with_the_admins(
    bot: Bot, command: str, options: dict[str, str]
) -> None:
    await managers(bot, add="@ben")
    before = await dump(bot.store)

    told = await bot.room.admin("ben", "daily-bite", command, **options)

    after = await dump(bot.store)
    assert words(told).startswith("You are a manager here, and managers may do all but")
    assert told.buttons == ()
    assert after == before


async def test_managers_see_the_list(bot: Bot) -> None:
    await managers(bot, add="@ben")

    told = words(await managers(bot, "ben"))

    assert bot.room.person("ben") in told


async def test_members_change_no_list(bot: Bot) -> None:
    told = words(await managers(bot, "ben", add="@ben"))

    assert told.startswith("Only admins can do that")
    assert await the_list(bot) == []


async def test_the_list_is_full_at_some_point(bot: Bot) -> None:
    where = {"platform": bot.room.name, "server": bot.room.server}
    for number in range(MOST):
        one = Manager(**where, person=f"{number}", added_by_id="1", at=START)
        entry = AuditEntry(**where, person="1", act="manager.add", at=START)
        await bot.store.appoint(one, entry)

    told = words(await managers(bot, add="@ben"))
    listed = await managers(bot)

    assert told.startswith(f"There are {MOST} managers already")
    assert len(listed.text) < 2000
    assert len(await the_list(bot)) == MOST


async def test_a_manager_who_is_forgotten_is_none(bot: Bot) -> None:
    await managers(bot, add="@ben")
    kept = words(await bot.room.type("ben", "general", "/bite my-data"))

    await bot.room.type("ben", "general", "/bite forget-me")
    refused = await bot.room.admin("ben", "daily-bite", "list")
    told = words(await bot.room.admin("ana", "daily-bite", "log"))

    assert "1 change that you made, or that made you a manager: manager.add" in kept
    assert "1 entry in a list of managers" in kept
    assert words(refused).startswith("Only admins can do that")
    assert "made Somebody a manager" in told
    named = rows_with(await dump(bot.store), bot.room.person("ben"))
    assert named == {}


async def test_an_admin_who_is_forgotten_leaves_the_managers(bot: Bot) -> None:
    await managers(bot, add="@ben")

    await bot.room.type("ana", "general", "/bite forget-me")

    assert await the_list(bot) == [bot.room.person("ben")]
    assert rows_with(await dump(bot.store), bot.room.person("ana")) == {}
    assert "appointed by Somebody" in words(await managers(bot))


async def test_erasing_the_server_erases_its_managers(bot: Bot) -> None:
    await managers(bot, add="@ben")
    asked = await bot.room.admin("ana", "general", "forget")

    await bot.room.click("ana", asked, "Erase everything")

    assert await the_list(bot) == []
    assert words(await bot.room.admin("ben", "daily-bite", "list")).startswith("Only")


async def test_a_store_that_fails_lets_nobody_in(bot: Bot) -> None:
    await bot.schedule()
    await managers(bot, add="@ben")
    async with bot.store._database.write() as connection:
        await connection.execute(text("ALTER TABLE managers RENAME TO elsewhere"))

    told = words(await bot.room.admin("ben", "daily-bite", "pause"))
    admin = words(await bot.room.admin("ana", "daily-bite", "list"))

    (schedule,) = await bot.store.schedules()
    assert told.startswith("Something went wrong on our side, and nothing was changed")
    assert schedule.state == "active"
    assert "09:00" in admin  # for whom nobody asks the store


@pytest.mark.parametrize("platform", ["slack-socket"], indirect=True)
async def test_slack_takes_ids_and_says_how_where_a_name_has_none(bot: Bot) -> None:
    slack, ben = bot.sandbox.slack, bot.room.person("ben")
    slack.people.escapes_commands = False  # an app with an older manifest

    told = words(await managers(bot, add="@ben"))
    nobody = words(await managers(bot, add=""))
    by_id = words(await managers(bot, add=ben))

    assert told.startswith('"@ben" came without an id')
    assert "choose the person from the list" in told
    assert nobody.startswith("Whom?")
    assert by_id.startswith(f"<@{ben}> is a manager now")


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
async def test_discord_takes_one_at_a_time(bot: Bot) -> None:
    told = words(await managers(bot, add="@ben", remove="@ana"))

    assert told.startswith("One at a time")
    assert await the_list(bot) == []


@pytest.mark.parametrize("platform", ["slack-socket"], indirect=True)
async def test_slacks_home_shows_managers_what_is_set_up(bot: Bot) -> None:
    await bot.schedule()
    before = str((await bot.sandbox.slack.open_home("ben"))["blocks"])
    await managers(bot, add="@ben")

    after = await bot.sandbox.slack.open_home("ben")
    form = await bot.sandbox.slack.click("ben", after, "bite_setup")

    assert "09:00" not in before
    assert "09:00" in str(after["blocks"])
    assert form.view is not None
