"""Admins on Discord: set up, change, pause and remove; and everybody else is refused."""

import pytest

from tests.conftest import Bot

ADMIN = ("schedule", "list", "pause", "resume", "remove", "next", "preview")


async def test_schedule_confirms_in_local_time(bot: Bot) -> None:
    text = await bot.schedule("days: mon-fri topics: topic")

    channel = bot.discord.channel_id("daily-bite")
    assert text.startswith(
        f"Done: Daily Bite posts in <#{channel}> Mon\u2013Fri at 09:00"
    )
    assert "The next bite: Tue 24 November, 09:00." in text


@pytest.mark.parametrize("command", ADMIN)
async def test_members_are_not_offered_and_refused(bot: Bot, command: str) -> None:
    offered = await bot.discord.slash("ben", "daily-bite", f"bite-admin {command}")
    forced = await bot.discord.slash(
        "ben", "daily-bite", f"bite-admin {command}", bypass_menu=True
    )

    assert offered.kind == "failed"
    assert forced.text.startswith("Only people who may manage this server")
    assert await bot.store.schedules() == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("timezone: UTC time: 25:00", '"25:00" is no time of day'),
        ("time: 09:00 timezone: Europe/Riag", "Did you mean Europe/Riga?"),
        ("timezone: UTC days: mon-xyz", "names no weekdays"),
        ("timezone: UTC topics: topik", "Did you mean topic?"),
        ("time: 09:00", "Which time zone is your team in?"),
    ],
)
async def test_bad_input_gets_one_sentence(bot: Bot, options: str, told: str) -> None:
    outcome = await bot.discord.type(
        "ana", "daily-bite", f"/bite-admin schedule {options}"
    )

    assert told in outcome.text.replace("\\", "")
    assert await bot.store.schedules() == []


async def test_schedule_names_the_missing_permission(bot: Bot) -> None:
    bot.discord.deny("daily-bite", "SEND_MESSAGES", "READ_MESSAGE_HISTORY")

    text = await bot.schedule()

    assert "Give it Send Messages and Read Message History there" in text
    assert await bot.store.schedules() == []


async def test_schedule_sees_that_it_cannot_see(bot: Bot) -> None:
    bot.discord.deny("general", "VIEW_CHANNEL")

    text = await bot.schedule("channel: #general")

    assert "cannot see" in text


async def test_schedule_edits_the_only_one(bot: Bot) -> None:
    await bot.schedule()

    outcome = await bot.discord.type(
        "ana", "daily-bite", "/bite-admin schedule time: 14:30"
    )

    (schedule,) = await bot.store.schedules()
    assert outcome.text.startswith("Changed:")
    assert f"{schedule.time:%H:%M}" == "14:30"
    assert schedule.timezone == "Europe/Paris"


async def test_several_schedules_ask_which_one(bot: Bot) -> None:
    await bot.schedule()
    await bot.schedule("schedule: new")
    first, second = await bot.store.schedules()

    asked = await bot.discord.type("ana", "daily-bite", "/bite-admin pause")
    done = await bot.discord.type(
        "ana", "daily-bite", f"/bite-admin pause schedule: {second.id}"
    )

    assert first.id in asked.text
    assert second.id in asked.text
    assert done.text.startswith("Paused.")
    states = {one.id: one.state for one in await bot.store.schedules()}
    assert states == {first.id: "active", second.id: "paused"}


async def test_pause_and_resume(bot: Bot) -> None:
    await bot.schedule()
    await bot.discord.type("ana", "daily-bite", "/bite-admin pause")
    bot.clock.move(days=2)
    await bot.tick()
    quiet = bot.titles()

    resumed = await bot.discord.type("ana", "daily-bite", "/bite-admin resume")
    await bot.next_post()

    assert quiet == []
    assert "Thu 26 November, 09:00" in resumed.text
    assert len(bot.titles()) == 1


async def test_list_tells_how_the_last_post_went(bot: Bot) -> None:
    empty = await bot.discord.type("ana", "general", "/bite-admin list")
    await bot.schedule()
    bot.discord.deny("daily-bite", "SEND_MESSAGES")
    await bot.next_post()

    listed = await bot.discord.type("ana", "general", "/bite-admin list")

    assert "No daily posts yet" in empty.text
    assert "the bite of 24 November could not be posted" in listed.text
    assert "give it Send Messages" in listed.text


async def test_next_lists_five_local_times(bot: Bot) -> None:
    await bot.schedule("days: mon-fri")

    outcome = await bot.discord.type("ana", "daily-bite", "/bite-admin next")

    lines = [one for one in outcome.text.splitlines() if one.startswith("- ")]
    assert len(lines) == 5
    assert lines[0] == "- Tue 24 November, 09:00"
    assert lines[4] == "- Mon 30 November, 09:00"


async def test_preview_shows_the_next_card_and_touches_nothing(bot: Bot) -> None:
    await bot.schedule()

    outcome = await bot.discord.type("ana", "daily-bite", "/bite-admin preview")
    await bot.next_post()

    (post,) = bot.titles()
    assert outcome.text.startswith(post)
    assert "Preview, only you see it." in outcome.text


async def test_remove_says_what_stays(bot: Bot) -> None:
    await bot.schedule()

    outcome = await bot.discord.type("ana", "daily-bite", "/bite-admin remove")
    again = await bot.discord.type("ana", "daily-bite", "/bite-admin remove")

    assert "What was shown stays remembered" in outcome.text.replace("\n", " ")
    assert "has no schedule" in again.text


async def test_every_change_is_in_the_audit(bot: Bot) -> None:
    await bot.schedule()
    await bot.discord.type("ana", "daily-bite", "/bite-admin schedule time: 10:00")
    await bot.discord.type("ana", "daily-bite", "/bite-admin pause")
    await bot.discord.type("ana", "daily-bite", "/bite-admin remove")

    entries = await bot.store.audit("discord", bot.discord.server_id)

    ana = bot.discord.world.person("ana").id
    assert [one.act for one in entries] == [
        "schedule.state",
        "schedule.state",
        "schedule.change",
        "schedule.add",
    ]
    assert {one.person for one in entries} == {ana}
    assert "09:00" in entries[2].before
    assert "10:00" in entries[2].after


async def test_another_servers_schedule_is_out_of_reach(bot: Bot) -> None:
    from tests.storage.make import make_entry, make_schedule

    other = make_schedule(server="999", channel="998")
    kept = await bot.store.add_schedule(other, make_entry(other))

    outcome = await bot.discord.type(
        "ana", "daily-bite", f"/bite-admin remove schedule: {kept.id}"
    )

    assert "There is no schedule" in outcome.text
    assert await bot.store.schedule(kept.id) is not None


async def test_autocomplete_helps_with_every_option(bot: Bot) -> None:
    async def offered(option: str, text: str) -> list[str]:
        found = await bot.discord.people.autocomplete(
            "ana",
            "daily-bite",
            "bite-admin schedule",
            {option: text},
            focused=option,
        )
        return [one["value"] for one in found]

    await bot.schedule()

    assert (await offered("timezone", "paris"))[0] == "Europe/Paris"
    assert "topic" in await offered("topics", "top")
    assert "mon-fri" in await offered("days", "mon")
    assert "09:00" in await offered("time", "09")
    assert "new" in await offered("schedule", "")
