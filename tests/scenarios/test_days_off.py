"""Holidays, own days off, skipped posts and pauses with an end, on every platform."""

from datetime import UTC, datetime

import pytest

from bot.core.schedule import State
from tests.conftest import Bot
from tests.rooms import words
from tests.storage.make import make_entry, make_schedule

BEFORE_CHRISTMAS = datetime(2026, 12, 23, 7, 0, tzinfo=UTC)  # a Wednesday


async def test_a_holiday_gets_no_post_and_its_name_is_told(bot: Bot) -> None:
    bot.clock.time = BEFORE_CHRISTMAS

    told = await bot.schedule(days="mon-fri", holidays="DE-BY")
    ahead = words(await bot.room.admin("ana", "daily-bite", "next"))

    assert "not on public holidays (Germany, Bayern)" in told
    assert "Days off ahead: Fri 25 December: Christmas Day, no post; Fri 1" in told
    assert "Fri 25 December: Christmas Day, no post" in ahead
    assert ahead.count(", 09:00") == 5
    assert "Mon 28 December, 09:00" in ahead


async def test_a_holiday_leaves_no_row_and_the_next_day_posts(bot: Bot) -> None:
    bot.clock.time = BEFORE_CHRISTMAS
    await bot.schedule(days="thu,fri,mon", holidays="DE")
    for _ in range(2):
        await bot.next_post()

    (schedule,) = await bot.store.schedules()
    rows = await bot.store.deliveries(schedule=schedule.id, limit=9)

    assert [f"{one.local_date}" for one in rows] == ["2026-12-28", "2026-12-24"]
    assert len(bot.titles()) == 2


async def test_a_post_of_a_day_off_moves_where_that_is_wanted(bot: Bot) -> None:
    bot.clock.time = BEFORE_CHRISTMAS
    dates = "2026-12-28,2027-05-14"

    told = await bot.schedule(days="mon", dates=dates, days_off="move")
    await bot.next_post()

    (post,) = await bot.store.deliveries(limit=9)
    assert "(their posts move to the next working day)" in told
    assert "Mon 28 December: a day off, moved to Tue 29 December" in told
    assert f"{post.local_date}" == "2026-12-29"


async def test_days_off_end_with_the_word_off(bot: Bot) -> None:
    bot.clock.time = BEFORE_CHRISTMAS
    await bot.schedule(holidays="DE", dates="2026-12-24")

    told = await bot.room.admin(
        "ana", "daily-bite", "schedule", holidays="off", dates="off"
    )

    assert "not on" not in words(told)
    assert "The next bite: Wed 23 December, 09:00." in words(told)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"holidays": "Germny"}, "Did you mean DE (Germany)"),
        ({"dates": "2026-13-01"}, '"2026-13-01" is no date.'),
        ({"days_off": "later"}, "Write skip (no post on that day) or move"),
    ],
)
async def test_bad_days_off_get_one_sentence(
    bot: Bot, options: dict[str, str], expected: str
) -> None:
    told = await bot.schedule(**options)

    assert expected in told
    assert await bot.store.schedules() == []


async def test_skip_leaves_out_the_next_post_alone(bot: Bot) -> None:
    await bot.schedule()

    told = words(await bot.room.admin("ana", "daily-bite", "skip"))
    again = words(await bot.room.admin("ana", "daily-bite", "skip"))
    ahead = words(await bot.room.admin("ana", "daily-bite", "next"))
    await bot.next_post()

    (post,) = await bot.store.deliveries(limit=9)
    assert told == (
        "Skipped: no bite on Tue 24 November. The next one: Wed 25 November, 09:00."
    )
    assert again.startswith("Skipped: no bite on Wed 25 November.")
    assert "Tue 24 November: skipped by an admin, no post" in ahead
    assert f"{post.local_date}" == "2026-11-26"


async def test_a_paused_schedule_has_nothing_to_skip(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause")

    told = await bot.room.admin("ana", "daily-bite", "skip")

    assert words(told) == "There is no post to skip: the schedule is paused."


async def test_a_pause_with_an_end_goes_on_by_itself(bot: Bot) -> None:
    await bot.schedule()

    told = words(await bot.room.admin("ana", "daily-bite", "pause", until="2026-11-27"))
    listed = words(await bot.room.admin("ana", "daily-bite", "list"))
    healthy = words(await bot.room.admin("ana", "daily-bite", "health"))
    await bot.next_post()

    (post,) = await bot.store.deliveries(limit=9)
    assert told == (
        "Paused until Fri 27 November; it goes on by itself. "
        "The next bite: Fri 27 November, 09:00."
    )
    assert "paused until 27 November" in listed
    assert "It is paused until 27 November. The next bite: Fri 27 N" in healthy
    assert f"{post.local_date}" == "2026-11-27"
    assert "paused" not in words(await bot.room.admin("ana", "daily-bite", "list"))


async def test_changing_a_schedule_does_not_end_its_pause_but_resuming_does(
    bot: Bot,
) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "pause", until="2026-12-27")

    changed = await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    resumed = await bot.room.admin("ana", "daily-bite", "resume")

    assert "The next bite: Sun 27 December, 10:00." in words(changed)
    assert words(resumed) == "Going on. The next bite: Tue 24 November, 10:00."


async def test_a_pause_of_a_dry_schedule_says_what_else_is_wrong(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    dry = schedule._replace(state=State.DRY)
    await bot.store.change_schedule(dry, make_entry(schedule))

    told = await bot.room.admin("ana", "daily-bite", "pause", until="2026-12-27")

    assert words(told).startswith("Paused until Sun 27 December. The schedule is dry")


async def test_a_blocked_schedule_tries_again_after_its_pause(bot: Bot) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")
    for _ in range(3):
        await bot.next_post()
    blocked = await bot.store.schedules()
    bot.room.permit("daily-bite")

    await bot.room.admin("ana", "daily-bite", "pause", until="2026-12-01")
    await bot.next_post()

    assert [one.state for one in blocked] == [State.BLOCKED]
    assert len(bot.titles()) == 1


async def test_a_pause_with_an_end_stops_what_is_planned(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=1)
    await bot.app.core.planner.plan(bot.clock.now())

    await bot.room.admin("ana", "daily-bite", "pause", until="2026-11-26")
    await bot.tick()

    (row,) = await bot.store.deliveries(limit=9)
    assert row.state == "skipped"
    assert bot.titles() == []


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-24", "24 November 2026 is not ahead: choose a later date."),
        ("2029-01-01", "1 January 2029 is more than a year away."),
        ("2026-11-31", '"2026-11-31" is no date. Write it like 2026-12-24.'),
    ],
)
async def test_a_bad_end_of_a_pause_gets_one_sentence(
    bot: Bot, until: str, expected: str
) -> None:
    await bot.schedule()

    told = await bot.room.admin("ana", "daily-bite", "pause", until=until)

    assert words(told).startswith(expected)
    (schedule,) = await bot.store.schedules()
    assert schedule.calendar.until is None


@pytest.mark.parametrize(("command", "options"), [("skip", {}), ("pause", {})])
async def test_another_servers_schedule_is_out_of_reach(
    bot: Bot, command: str, options: dict[str, str]
) -> None:
    other = make_schedule(platform=bot.room.name, server="999", channel="998")
    kept = await bot.store.add_schedule(other, make_entry(other))

    told = await bot.room.admin(
        "ana", "daily-bite", command, schedule=kept.id, **options
    )

    assert "There is no schedule" in words(told)
    assert await bot.store.schedule(kept.id) == kept
