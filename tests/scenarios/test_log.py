"""The log of changes on every platform: who, what, when; and undoing the last one."""

import pytest

from tests.conftest import Bot
from tests.rooms import Told, words
from tests.storage.make import make_entry, make_schedule


async def log(bot: Bot) -> Told:
    return await bot.room.admin("ana", "general", "log")


async def test_the_log_says_who_changed_what_and_when(bot: Bot) -> None:
    empty = words(await log(bot))
    await bot.schedule()
    bot.clock.move(hours=30)
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    await bot.room.admin("ana", "daily-bite", "pause")

    told = await log(bot)

    lines = [words(Told(one, "")) for one in told.text.split("\n") if one]
    who = f"<@{bot.room.person('ana')}> in <#{bot.room.channel('daily-bite')}>"
    assert empty == "Nothing was changed in this server in the last 180 days."
    assert lines[0] == "The last changes:"
    assert lines[1] == f"1. Wed 25 November, 14:00, {who}: paused (before: active)"
    assert lines[2].startswith(f"2. Wed 25 November, 14:00, {who}: every day at 10:00")
    assert "(before: every day at 09:00 (Europe/Paris), all topics)" in lines[2]
    assert lines[3].startswith(f"3. Tue 24 November, 08:00, {who}: set up (every day")
    assert told.buttons == ("Undo 1",)


async def test_undo_sets_back_the_last_change(bot: Bot) -> None:
    await bot.schedule(topics="topic", holidays="DE")
    await bot.room.admin(
        "ana", "daily-bite", "schedule", time="10:00", days="mon", holidays="off"
    )

    told = await bot.room.click("ana", await log(bot), "Undo 1")

    (schedule,) = await bot.store.schedules()
    assert words(told).startswith("Undone. <#")
    assert "every day at 09:00 (Europe/Paris), Topic, not on public hol" in words(told)
    assert words(told).endswith("the next bite: Tue 24 November, 09:00.")
    assert f"{schedule.time:%H:%M} {len(schedule.days)}" == "09:00 7"
    assert schedule.calendar.holidays == "DE"


@pytest.mark.parametrize(
    ("command", "options", "state"),
    [
        ("pause", {}, "active"),
        ("pause", {"until": "2026-12-27"}, "active"),
        ("skip", {}, "active"),
        ("remove", {}, "active"),
    ],
)
async def test_undo_takes_back_what_stopped_a_schedule(
    bot: Bot, command: str, options: dict[str, str], state: str
) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", command, **options)

    told = await bot.room.click("ana", await log(bot), "Undo 1")
    await bot.next_post()

    (post,) = await bot.store.deliveries(limit=9)
    (schedule,) = await bot.store.schedules()
    assert words(told).endswith("the next bite: Tue 24 November, 09:00.")
    assert f"{post.local_date}" == "2026-11-24"
    assert schedule.state == state


async def test_undoing_a_resume_pauses_again(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")
    await bot.room.admin("ana", "daily-bite", "resume")

    told = await bot.room.click("ana", await log(bot), "Undo 1")

    (schedule,) = await bot.store.schedules()
    assert words(told).endswith("all topics; paused.")
    assert schedule.state == "paused"


async def test_remove_offers_undo_at_once(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()

    removed = await bot.room.admin("ana", "daily-bite", "remove")
    told = await bot.room.click("ana", removed, "Undo")

    (again,) = await bot.store.schedules()
    assert removed.buttons == ("Undo",)
    assert words(told).startswith("Undone.")
    assert (again.id, again.time) == (schedule.id, schedule.time)


async def test_an_undo_can_be_undone_and_is_in_the_log(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    await bot.room.click("ana", await log(bot), "Undo 1")

    told = await log(bot)
    await bot.room.click("ana", told, "Undo 1")

    (schedule,) = await bot.store.schedules()
    entries = await bot.store.audit(bot.room.name, bot.room.server)
    assert ": undone: every day at 09:00" in words(told)
    assert f"{schedule.time:%H:%M}" == "10:00"
    assert [one.act for one in entries[:2]] == ["schedule.undo", "schedule.undo"]


async def test_undo_never_posts_on_a_day_again(bot: Bot) -> None:
    await bot.schedule(time="18:00")
    await bot.room.admin("ana", "daily-bite", "schedule", time="09:00")
    await bot.next_post()

    told = await bot.room.click("ana", await log(bot), "Undo 1")
    bot.clock.move(hours=12)
    await bot.tick()

    assert words(told).endswith("the next bite: Wed 25 November, 18:00.")
    assert len(bot.titles()) == 1


async def test_undo_is_done_once(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    told = await log(bot)

    await bot.room.click("ana", told, "Undo 1")
    again = await bot.room.click("ana", told, "Undo 1")

    (schedule,) = await bot.store.schedules()
    assert words(again).startswith("The schedule was changed since")
    assert f"{schedule.time:%H:%M}" == "09:00"


async def test_undo_is_refused_after_another_change(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    told = await log(bot)
    await bot.room.admin("ana", "daily-bite", "pause")

    refused = await bot.room.click("ana", told, "Undo 1")

    (schedule,) = await bot.store.schedules()
    assert words(refused).startswith("The schedule was changed since")
    assert (f"{schedule.time:%H:%M}", schedule.state) == ("10:00", "paused")


async def test_a_removed_schedule_that_was_set_up_anew_stays(bot: Bot) -> None:
    await bot.schedule()
    removed = await bot.room.admin("ana", "daily-bite", "remove")
    await bot.schedule(time="11:00")

    refused = await bot.room.click("ana", removed, "Undo")

    (schedule,) = await bot.store.schedules()
    assert words(refused).startswith("The schedule was changed since")
    assert f"{schedule.time:%H:%M}" == "11:00"


async def test_undo_is_refused_to_who_is_no_admin_any_more(bot: Bot) -> None:
    await bot.schedule()
    removed = await bot.room.admin("ana", "daily-bite", "remove")
    bot.room.demote("ana")

    refused = await bot.room.click("ana", removed, "Undo")

    assert words(refused).startswith("Only admins can do that")
    assert await bot.store.schedules() == []


async def test_undo_is_over_after_a_day(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")
    told = await log(bot)
    bot.clock.move(hours=25)

    refused = await bot.room.click("ana", told, "Undo 1")

    assert words(refused) == (
        "That was more than a day ago: change the schedule itself."
    )
    assert (await log(bot)).buttons == ()


async def test_undo_says_what_keeps_it_from_posting(bot: Bot) -> None:
    await bot.schedule()
    removed = await bot.room.admin("ana", "daily-bite", "remove")
    bot.room.forbid("daily-bite")

    refused = await bot.room.click("ana", removed, "Undo")

    assert bot.room.remedy in words(refused)
    assert await bot.store.schedules() == []


async def test_another_servers_changes_are_out_of_reach(bot: Bot) -> None:
    other = make_schedule(platform=bot.room.name, server="999", channel="998")
    kept = await bot.store.add_schedule(other, make_entry(other))
    await bot.store.change_schedule(kept, make_entry(kept, "schedule.change"))
    await bot.schedule()
    removed = await bot.room.admin("ana", "daily-bite", "remove")
    (mine, *_), (foreign, *_) = [
        await bot.store.changes(bot.room.name, server, limit=9)
        for server in (bot.room.server, "999")
    ]

    told = words(await log(bot))
    found = await bot.store.change_by_id(bot.room.name, bot.room.server, foreign.id)

    assert "998" not in told
    assert removed.buttons == ("Undo",)
    assert found is None
    assert mine.id != foreign.id


async def test_a_long_log_fits_into_one_message(bot: Bot) -> None:
    await bot.schedule(topics="topic", dates="2026-12-24..2026-12-26,2027-01-04")
    for minute in range(12):
        await bot.room.admin("ana", "daily-bite", "schedule", time=f"10:{minute:02}")
        bot.clock.move(minutes=1)

    told = await log(bot)

    assert "10:11" in told.text
    assert len(told.text) < 2000
    assert told.buttons == ("Undo 1",)


async def test_undo_of_what_was_done_to_a_blocked_schedule_lets_it_post(
    bot: Bot,
) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")
    for _ in range(3):
        await bot.next_post()
    await bot.room.admin("ana", "daily-bite", "pause")
    bot.clock.move(minutes=1)

    refused = await bot.room.click("ana", await log(bot), "Undo 1")
    bot.room.permit("daily-bite")
    undone = await bot.room.click("ana", await log(bot), "Undo 1")
    await bot.next_post()

    assert bot.room.remedy in words(refused)
    assert words(undone).startswith("Undone.")
    assert len(bot.titles()) == 1
