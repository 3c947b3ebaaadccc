"""Admins on every platform: set up, change, pause, remove; and all others are refused."""

import pytest

from tests.conftest import START, Bot
from tests.rooms import title, words
from tests.storage.make import make_entry, make_schedule

PARIS = {"time": "09:00", "timezone": "Europe/Paris"}


async def test_schedule_confirms_in_local_time(bot: Bot) -> None:
    told = await bot.schedule(days="mon-fri", topics="topic")

    channel = bot.room.channel("daily-bite")
    assert told.startswith(
        f"Done: Daily Bite posts in <#{channel}> Mon\u2013Fri at 09:00"
    )
    assert "The next bite: Tue 24 November, 09:00." in told


@pytest.mark.parametrize(
    "command",
    [
        *("schedule", "list", "health", "pause", "resume", "remove", "next"),
        *("preview", "skip", "log", "history", "test", "seen", "reset"),
    ],
)
async def test_members_are_refused(bot: Bot, command: str) -> None:
    options = {"schedule": PARIS, "seen": {"topic": "topic"}}.get(command, {})

    told = await bot.room.admin("ben", "daily-bite", command, **options)

    assert words(told).startswith("Only admins can do that")
    assert await bot.store.schedules() == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({**PARIS, "time": "25:00"}, '"25:00" is no time of day'),
        ({**PARIS, "timezone": "Europe/Riag"}, "Did you mean Europe/Riga?"),
        ({**PARIS, "topics": "topik"}, "Did you mean topic?"),
    ],
)
async def test_bad_input_gets_one_sentence(
    bot: Bot, options: dict[str, str], expected: str
) -> None:
    told = await bot.room.admin("ana", "daily-bite", "schedule", **options)

    assert expected in words(told)
    assert await bot.store.schedules() == []


async def test_schedule_names_what_is_missing(bot: Bot) -> None:
    bot.room.forbid("daily-bite")

    told = await bot.schedule()

    assert bot.room.remedy in told
    assert await bot.store.schedules() == []


async def test_schedule_edits_the_only_one(bot: Bot) -> None:
    await bot.schedule()

    told = await bot.room.admin("ana", "daily-bite", "schedule", time="14:30")

    (schedule,) = await bot.store.schedules()
    assert words(told).startswith("Changed:")
    assert f"{schedule.time:%H:%M}" == "14:30"
    assert schedule.timezone == "Europe/Paris"


async def test_several_schedules_ask_which_one(bot: Bot) -> None:
    await bot.schedule()
    await bot.schedule(schedule="new")
    first, second = await bot.store.schedules()

    asked = await bot.room.admin("ana", "daily-bite", "pause")
    done = await bot.room.admin("ana", "daily-bite", "pause", schedule=second.id)

    assert first.id in words(asked)
    assert second.id in words(asked)
    assert words(done).startswith("Paused.")
    states = {one.id: one.state for one in await bot.store.schedules()}
    assert states == {first.id: "active", second.id: "paused"}


async def test_pause_and_resume(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")
    bot.clock.move(days=2)
    await bot.tick()
    quiet = bot.titles()

    resumed = await bot.room.admin("ana", "daily-bite", "resume")
    await bot.next_post()

    assert quiet == []
    assert "Thu 26 November, 09:00" in words(resumed)
    assert len(bot.titles()) == 1


async def test_list_tells_how_the_last_post_went(bot: Bot) -> None:
    empty = await bot.room.admin("ana", "general", "list")
    await bot.schedule()
    bot.room.forbid("daily-bite")
    await bot.next_post()

    listed = await bot.room.admin("ana", "general", "list")

    assert "No daily posts yet" in words(empty)
    assert "the bite of 24 November could not be posted" in words(listed)
    assert bot.room.remedy in words(listed)


async def test_a_list_of_any_length_fits_and_begins_with_the_channels_own(
    bot: Bot,
) -> None:
    await bot.schedule("daily-bite")
    (one,) = await bot.store.schedules()
    many = [one._replace(channel=f"{number}") for number in range(300)]
    await bot.store.add_schedules([(it, make_entry(it)) for it in many])
    await bot.schedule("general")

    told = await bot.room.admin("ana", "general", "list")

    assert bot.room.channel("general") in told.text.split("\n")[0]
    assert "more schedules: `/bite-admin list` in a channel" in words(told)
    assert len(told.text) < 2000


async def test_next_lists_five_local_times(bot: Bot) -> None:
    await bot.schedule(days="mon-fri")

    told = words(await bot.room.admin("ana", "daily-bite", "next"))

    assert told.count(", 09:00") == 5
    assert "Tue 24 November" in told
    assert "Mon 30 November" in told


async def test_preview_shows_the_next_card_and_touches_nothing(bot: Bot) -> None:
    await bot.schedule()

    told = await bot.room.admin("ana", "daily-bite", "preview")
    await bot.next_post()

    (post,) = bot.titles()
    assert title(told) == post
    assert "Preview, only you see it." in words(told)


@pytest.mark.parametrize("command", ["next", "preview"])
async def test_a_paused_schedule_promises_nothing(bot: Bot, command: str) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")

    told = await bot.room.admin("ana", "daily-bite", command)

    assert words(told) == "Nothing is planned: the schedule is paused."


async def test_a_changed_schedule_says_that_it_is_paused(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")

    told = await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")

    assert "It is paused: /bite-admin resume goes on." in words(told)


async def test_mending_a_blocked_schedule_lets_it_go_on(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    broken = schedule._replace(timezone="Europe/Riag", next_at=START)
    await bot.store.change_schedule(broken, make_entry(schedule))
    await bot.tick()
    blocked = await bot.store.schedules()

    told = await bot.room.admin("ana", "daily-bite", "schedule", timezone="UTC")
    await bot.next_post()

    assert [one.state for one in blocked] == ["blocked"]
    assert words(told).startswith("Changed:")
    assert len(bot.titles()) == 1


async def test_a_later_time_on_a_posted_day_means_tomorrow(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    told = await bot.room.admin("ana", "daily-bite", "schedule", time="18:00")
    other = await bot.room.admin("ana", "daily-bite", "schedule", topics="topic")

    assert "The next bite: Wed 25 November, 18:00." in words(told)
    assert "A day that already had its bite gets no second one." in words(told)
    assert "The next bite: Wed 25 November, 18:00." in words(other)


async def test_a_failed_day_can_be_made_up_for_later(bot: Bot) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")
    await bot.next_post()
    bot.room.permit("daily-bite")

    told = await bot.room.admin("ana", "daily-bite", "schedule", time="18:00")
    await bot.next_post()

    assert "The next bite: Tue 24 November, 18:00." in words(told)
    assert len(bot.titles()) == 1


async def test_preview_of_a_dry_schedule_is_the_review(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(6):
        await bot.next_post()

    told = await bot.room.admin("ana", "daily-bite", "preview")

    assert title(told).startswith("Do you still know?")


async def test_remove_says_what_stays(bot: Bot) -> None:
    await bot.schedule()

    told = await bot.room.admin("ana", "daily-bite", "remove")
    again = await bot.room.admin("ana", "daily-bite", "remove")

    assert "What was shown stays remembered" in words(told)
    assert "has no schedule" in words(again)


async def test_every_change_is_in_the_audit(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    await bot.room.admin("ana", "daily-bite", "pause")
    await bot.room.admin("ana", "daily-bite", "remove")

    entries = await bot.store.audit(bot.room.name, bot.room.server)

    assert [one.act for one in entries] == [
        "schedule.state",
        "schedule.state",
        "schedule.change",
        "schedule.add",
    ]
    assert {one.person for one in entries} == {bot.room.person("ana")}
    assert "09:00" in entries[2].before
    assert "10:00" in entries[2].after


async def test_another_servers_schedule_is_out_of_reach(bot: Bot) -> None:
    other = make_schedule(platform=bot.room.name, server="999", channel="998")
    kept = await bot.store.add_schedule(other, make_entry(other))

    told = await bot.room.admin("ana", "daily-bite", "remove", schedule=kept.id)

    assert "There is no schedule" in words(told)
    assert await bot.store.schedule(kept.id) is not None
