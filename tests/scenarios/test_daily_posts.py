"""Daily posts on every platform: planned, claimed, sent and settled by the whole bot."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.core.delivery import DeliveryState, Outcome, delivery_id
from bot.core.schedule import State, WhenDry
from bot.ports import AuditEntry
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.conftest import START, Bot, MovedClock, make_library, running_bot
from tests.rooms import words
from tests.storage.make import settle

# How Slack's events come in changes nothing about posting: one way is enough.
pytestmark = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)


async def _only(bot: Bot) -> str:
    (schedule,) = await bot.store.schedules()
    return schedule.id


async def test_each_day_posts_another_bite_then_reviews(bot: Bot) -> None:
    await bot.schedule()

    for _ in range(9):
        await bot.next_post()

    titles = bot.titles()
    assert len(set(titles[:6])) == 6
    assert all(one.startswith("Do you still know?") for one in titles[6:])
    first_bite = titles[0].split(":")[0]
    assert first_bite in titles[6]


async def test_first_card_says_who_set_it_up(bot: Bot) -> None:
    await bot.schedule(days="mon-fri")
    await bot.next_post()
    await bot.next_post()

    first, second = map(words, bot.room.posts())
    assert (
        "Daily Bite posts here Mon\u2013Fri at 09:00 (Paris). Set up by Ana." in first
    )
    assert "Set up by" not in second


async def test_nothing_is_due_twice_on_one_day(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    bot.clock.move(hours=3)
    for _ in range(3):
        await bot.tick()

    assert len(bot.titles()) == 1


async def test_two_schedules_of_a_server_never_show_the_same_bite(bot: Bot) -> None:
    await bot.schedule("daily-bite")
    await bot.schedule("general")

    for _ in range(3):
        await bot.next_post()
        await bot.tick()

    titles = bot.titles("daily-bite") + bot.titles("general")
    assert len(titles) == len(set(titles)) == 6


async def test_a_rate_limit_delays_and_loses_nothing(bot: Bot) -> None:
    await bot.schedule()
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=2))

    await bot.next_post()
    assert bot.titles() == []
    bot.clock.move(seconds=3)
    await bot.tick()

    assert len(bot.titles()) == 1


async def test_a_missing_permission_fails_the_day_and_gives_the_bite_back(
    bot: Bot,
) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")

    await bot.next_post()
    last = (await bot.store.last_deliveries([await _only(bot)])).popitem()[1]
    bot.room.permit("daily-bite")
    for _ in range(6):
        await bot.next_post()

    assert last.state is DeliveryState.FAILED
    assert bot.room.remedy in last.reason
    assert len(set(bot.titles())) == 6


async def test_after_downtime_the_day_comes_late_and_says_so(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=4)  # 12:00 in Paris, three hours late

    await bot.tick()

    (post,) = bot.room.posts()
    assert "Late today: this was due at 09:00." in words(post)


async def test_after_long_downtime_days_are_skipped_with_a_reason(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(days=3, hours=4)

    await bot.tick()

    rows = [
        await bot.store.delivery(delivery_id(await _only(bot), date(2026, 11, day)))
        for day in (24, 25, 26, 27)
    ]
    assert [one.state for one in rows if one] == ["skipped"] * 3 + ["sent"]
    assert rows[0] is not None
    assert rows[0].reason == "the bot was not running at that time"
    assert len(bot.titles()) == 1


async def test_a_planned_bite_is_not_posted_on_another_day(bot: Bot) -> None:
    await bot.schedule()
    schedule_id = await _only(bot)
    bot.clock.move(hours=1)
    await bot.app.core.planner.plan(bot.clock.now())
    bot.clock.move(days=1)

    await bot.tick()

    rows = [
        await bot.store.delivery(delivery_id(schedule_id, date(2026, 11, day)))
        for day in (24, 25)
    ]
    assert [one.state for one in rows if one] == ["skipped", "sent"]
    assert len(bot.titles()) == 1


@pytest.mark.parametrize("command", ["remove", "pause"])
async def test_a_stopped_schedule_tries_no_more(bot: Bot, command: str) -> None:
    await bot.schedule()
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=5))
    await bot.next_post()

    await bot.room.admin("ana", "daily-bite", command)
    bot.clock.move(seconds=30)
    await bot.tick()

    assert bot.titles() == []


async def test_a_pause_in_the_middle_of_a_try_is_the_last_one(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=1)
    await bot.app.core.planner.plan(bot.clock.now())
    (row,) = await bot.store.claim(owner="w", now=bot.clock.now(), limit=1)

    await bot.room.admin("ana", "daily-bite", "pause")
    again = Outcome(state=DeliveryState.PLANNED, next_attempt_at=bot.clock.now())
    await settle(bot.store, row, again, now=bot.clock.now())
    await bot.tick()

    assert bot.titles() == []


async def test_an_outage_of_hours_costs_no_day(bot: Bot) -> None:
    await bot.schedule()
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, times=30, seconds=0.1))
    await bot.next_post()
    for _ in range(12):
        bot.clock.move(minutes=15)
        await bot.tick()
    bot.sandbox.faults.waiting.clear()
    bot.clock.move(minutes=15)

    await bot.tick()

    assert len(bot.titles()) == 1


async def test_many_schedules_of_a_server_choose_in_one_go(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(4):
        await bot.schedule(schedule="new")
    bot.clock.move(hours=1)

    planned = await bot.app.core.planner.plan(bot.clock.now())

    assert len({one.bite for one in planned}) == len(planned) == 5


async def test_reviews_of_a_server_differ(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(6):
        await bot.next_post()
    await bot.schedule("general")
    bot.clock.move(days=1)

    written = await bot.app.core.planner.plan(bot.clock.now())

    planned = [one for one in written if one.bite]
    assert [one.review for one in planned] == [True, True]
    assert len({one.bite for one in planned}) == 2


async def test_reviews_repeat_before_a_day_stays_empty(
    sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str
) -> None:
    library = make_library(2)
    async with running_bot(sandbox, clock, library, tmp_path, platform) as bot:
        await bot.schedule()
        await bot.next_post()
        for _ in range(2):
            await bot.schedule(schedule="new")
        bot.clock.move(days=1)

        planned = await bot.app.core.planner.plan(bot.clock.now())

    shown = [one for one in planned if one.state is DeliveryState.PLANNED]
    assert sorted(one.review for one in shown) == [False, True, True]
    assert len({one.bite for one in shown}) == 2


async def test_a_schedule_never_looks_back(bot: Bot) -> None:
    bot.clock.time = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Paris
    text = await bot.schedule()

    await bot.tick()

    assert "Wed 25 November, 09:00" in text
    assert bot.titles() == []


async def test_a_posted_date_stays_posted_when_removed_and_added_again(
    bot: Bot,
) -> None:
    await bot.schedule()
    await bot.next_post()
    await bot.room.admin("ana", "daily-bite", "remove")
    bot.clock.move(minutes=5)
    options = {"time": "10:00", "timezone": "Europe/Paris"}
    await bot.room.admin("ana", "daily-bite", "schedule", **options)

    bot.clock.move(hours=2)
    await bot.tick()

    assert len(bot.titles()) == 1


async def test_changing_the_time_gives_no_second_post_that_day(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    await bot.room.admin("ana", "daily-bite", "schedule", time="09:30")
    bot.clock.move(hours=1)
    await bot.tick()

    assert len(bot.titles()) == 1


async def test_topics_can_change_without_a_repeat(
    sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str
) -> None:
    library = make_library(3, topics=("alpha", "beta"))
    async with running_bot(sandbox, clock, library, tmp_path, platform) as bot:
        await bot.schedule(topics="alpha")
        for _ in range(2):
            await bot.next_post()
        bot.clock.move(minutes=1)
        await bot.room.admin("ana", "daily-bite", "schedule", topics="all")
        for _ in range(4):
            await bot.next_post()

        posts = [words(one) for one in bot.room.posts()]
    assert len(set(posts)) == 6


async def test_a_dry_schedule_may_pause_instead(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    entry = AuditEntry(
        platform=bot.room.name, server=schedule.server, person="t", act="test", at=START
    )
    await bot.store.change_schedule(schedule._replace(when_dry=WhenDry.PAUSE), entry)

    for _ in range(7):
        await bot.next_post()

    (schedule,) = await bot.store.schedules()
    assert schedule.state is State.DRY
    assert len(bot.titles()) == 6


async def test_a_restart_goes_on_where_it_was(
    sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str
) -> None:
    library = make_library(4)
    async with running_bot(sandbox, clock, library, tmp_path, platform) as bot:
        await bot.schedule()
        await bot.next_post()
    async with running_bot(sandbox, clock, library, tmp_path, platform) as bot:
        for _ in range(3):
            await bot.next_post()

        assert len(set(bot.titles())) == 4
