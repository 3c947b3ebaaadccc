"""Refused posts on every platform: told once, kept, and going on by themselves."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.core.delivery import Delivery
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from tests.conftest import START, Bot, MovedClock, make_library, running_bot
from tests.rooms import words
from tests.storage.make import make_entry

pytestmark = pytest.mark.usefixtures("hours_pass")
Start = Callable[[], AbstractAsyncContextManager[Bot]]


@pytest.fixture
def library() -> Library:
    """Enough for weeks, so that nobody is told that it runs out."""
    return make_library(40)


@pytest.fixture
def start(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path, platform: str
) -> Start:
    """Start a bot; each time the same database."""
    return lambda: running_bot(sandbox, clock, library, tmp_path, platform)


async def rows(bot: Bot) -> list[Delivery]:
    """List all deliveries, oldest first."""
    return (await bot.store.deliveries(limit=100))[::-1]


async def state(bot: Bot) -> str:
    (schedule,) = await bot.store.schedules()
    return schedule.state


async def pass_days(bot: Bot, count: int) -> None:
    """Let days go by from noon to noon in Paris, with a check before each slot."""
    for _ in range(count):
        await bot.tick()
        bot.room.rest()
        await bot.app.doctor.check()
        bot.clock.move(hours=20, minutes=45)
        await bot.app.doctor.check()
        bot.clock.move(hours=3, minutes=15)


async def lose(bot: Bot, days: int = 3) -> None:
    """Set a schedule up, and let it meet refusals from the first day on."""
    await bot.schedule()
    bot.clock.move(hours=4)
    bot.room.forbid("daily-bite")
    await pass_days(bot, days)


async def test_the_first_refusal_is_told_and_three_block_without_a_word(
    bot: Bot,
) -> None:
    await lose(bot, days=1)
    before = (await state(bot), len(bot.room.told("ana")))

    await pass_days(bot, 5)

    (told,) = bot.room.told("ana")
    assert before == ("active", 1)
    assert await state(bot) == "blocked"
    assert "could not post in" in words(told)
    assert "on 24 November" in words(told)
    assert bot.room.remedy in words(told)
    assert "goes on by itself" in words(told)
    assert bot.room.pings(told) == []
    assert bot.room.told("ben") == []
    assert bot.titles() == []


async def test_each_day_that_was_missed_has_its_reason(bot: Bot) -> None:
    await lose(bot, days=5)

    found = await rows(bot)

    assert [one.state for one in found] == ["failed"] * 3 + ["skipped"] * 2
    assert [one.local_date.day for one in found] == [24, 25, 26, 27, 28]
    assert all(bot.room.remedy in one.reason for one in found)


async def test_with_the_permission_back_it_goes_on_by_itself(bot: Bot) -> None:
    await lose(bot, days=4)
    bot.room.permit("daily-bite")

    await bot.app.doctor.check()
    resumed = await state(bot)
    await bot.next_post()

    entries = await bot.store.audit(bot.room.name, bot.room.server)
    assert resumed == "active"
    assert len(bot.titles()) == 1
    assert (await rows(bot))[-1].local_date.day == 29
    assert entries[0].person == "daily-bite"
    assert len(bot.room.told("ana")) == 1


async def test_a_second_problem_is_told_again(bot: Bot) -> None:
    await lose(bot)
    bot.room.permit("daily-bite")
    await bot.app.doctor.check()
    await bot.next_post()

    bot.room.forbid("daily-bite")
    bot.clock.move(days=1)
    await pass_days(bot, 3)

    assert len(bot.room.told("ana")) == 2
    assert "on 29 November" in words(bot.room.told("ana")[1])


async def test_the_last_who_changed_it_is_told(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    for person in (bot.room.person("ben"), "cli:root"):
        entry = replace(make_entry(schedule), person=person)
        await bot.store.change_schedule(schedule, entry)
    bot.clock.move(hours=4)
    bot.room.forbid("daily-bite")

    await pass_days(bot, 3)

    assert len(bot.room.told("ben")) == 1
    assert bot.room.told("ana") == []


async def test_who_takes_no_messages_hears_it_with_the_next_command(bot: Bot) -> None:
    bot.room.shut("ana")
    await lose(bot)

    refused = words(await bot.room.admin("ben", "general", "list"))
    preview = words(await bot.room.admin("ana", "daily-bite", "schedule", time="25:00"))
    first = words(await bot.room.admin("ana", "general", "list"))
    second = words(await bot.room.admin("ana", "general", "list"))

    sentence = "has stopped posting in"
    heard = [sentence in one for one in (refused, preview, first, second)]
    assert heard == [False, False, True, False]
    assert bot.room.told("ana") == []


async def test_what_nobody_heard_is_forgotten_when_it_works_again(bot: Bot) -> None:
    bot.room.shut("ana")
    await lose(bot)
    bot.room.permit("daily-bite")
    await bot.app.doctor.check()

    listed = await bot.room.admin("ana", "general", "list")

    assert "has stopped posting" not in words(listed)


async def test_a_check_tells_where_the_block_was_the_last_thing_done(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process died between the block and the message."""
    await bot.schedule()
    bot.room.forbid("daily-bite")
    monkeypatch.setattr(bot.app.deliver, "_on_refused", None)
    for _ in range(3):
        await bot.next_post()
    before = bot.room.told("ana")

    await asyncio.gather(bot.app.doctor.check(), bot.app.doctor.check())

    assert before == []
    assert len(bot.room.told("ana")) == 1


async def test_resume_by_hand_looks_first(bot: Bot) -> None:
    await lose(bot)

    refused = words(await bot.room.admin("ana", "daily-bite", "resume"))
    bot.room.permit("daily-bite")
    resumed = words(await bot.room.admin("ana", "daily-bite", "resume"))

    assert bot.room.remedy in refused
    assert resumed.startswith("Going on.")


async def test_a_new_token_within_hours_loses_no_day(start: Start) -> None:
    async with start() as bot:
        await bot.schedule()
        bot.room.revoke()
        await bot.next_post()
        (waiting,) = await rows(bot)
        bot.clock.move(minutes=6)
        await bot.tick()
        (later,) = await rows(bot)
        bot.room.restore()
    bot.clock.move(minutes=6)

    async with start() as bot:  # as an operator does with a new token
        await bot.tick()

        (row,) = await rows(bot)
        assert (waiting.state, waiting.attempts) == ("planned", 1)
        assert "set a new" in waiting.reason
        assert (later.state, later.attempts) == ("planned", 2)
        assert row.state == "sent"
        assert len(bot.titles()) == 1


async def whole_window(bot: Bot) -> None:
    """Try when a slot is due, and once more at the end of its six hours."""
    await bot.next_post()
    bot.clock.move(hours=5, minutes=58)
    await bot.tick()


async def test_a_revoked_token_fails_days_and_then_all_goes_on(start: Start) -> None:
    async with start() as bot:
        await bot.schedule()
        bot.room.revoke()
        for _ in range(3):
            await whole_window(bot)
        await bot.app.doctor.check()
        failed, blocked = await rows(bot), await state(bot)
        bot.room.restore()

    async with start() as bot:
        await bot.app.doctor.check()
        await bot.next_post()

        assert [one.state for one in failed] == ["failed"] * 3
        assert all("set a new" in one.reason for one in failed)
        assert blocked == "blocked"
        assert [one.state for one in await rows(bot)] == ["failed"] * 3 + ["sent"]
        assert bot.room.told("ana") == []  # it could not, and now need not


async def test_a_refused_token_is_not_hammered(bot: Bot) -> None:
    await bot.schedule()
    bot.room.revoke()
    await bot.next_post()
    for _ in range(12):  # each ten seconds
        bot.clock.move(seconds=10)
        await bot.tick()

    (row,) = await rows(bot)
    assert row.attempts == 1


async def test_a_deleted_channel_names_the_way_out(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    bot.clock.move(hours=4)
    bot.room.delete("daily-bite")
    await pass_days(bot, 3)

    (told,) = bot.room.told("ana")
    moved = await bot.room.admin(
        *("ana", "general", "schedule"),
        **_moving(bot, schedule.id),
    )

    assert "move the schedule to another one" in words(told)
    assert await state(bot) == "blocked" or words(moved).startswith("Changed:")


def _moving(bot: Bot, schedule_id: str) -> dict[str, str]:
    if bot.room.name == "slack":
        return {"schedule": f"id={schedule_id}", "time": "10:00"}
    return {"schedule": schedule_id, "channel": "#general"}


@pytest.mark.parametrize("platform", ["slack-socket", "slack-http"], indirect=True)
async def test_an_archived_channel_goes_on_when_it_is_back(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=4)
    bot.sandbox.slack.archive("daily-bite")
    await pass_days(bot, 4)
    (told,) = bot.room.told("ana")
    blocked = await state(bot)
    bot.sandbox.slack.unarchive("daily-bite")

    await bot.app.doctor.check()
    await bot.next_post()

    assert "the channel is archived: unarchive it" in words(told)
    assert blocked == "blocked"
    assert len(bot.titles()) == 1


@pytest.mark.parametrize("platform", ["slack-socket", "slack-http"], indirect=True)
async def test_what_no_look_sees_is_told_once_and_probed_daily(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=4)
    bot.sandbox.slack.restrict("daily-bite")
    await pass_days(bot, 10)
    bot.sandbox.slack.restrict("daily-bite", "")
    await pass_days(bot, 1)

    states = [one.state for one in await rows(bot)]
    assert states == ["failed"] * 10 + ["sent"]
    assert len(bot.room.told("ana")) == 1


@pytest.mark.parametrize("platform", ["slack-socket"], indirect=True)
async def test_what_no_look_sees_can_still_be_heard_of(bot: Bot) -> None:
    bot.room.shut("ana")
    await bot.schedule()
    bot.clock.move(hours=4)
    bot.sandbox.slack.restrict("daily-bite")
    await pass_days(bot, 4)
    await bot.tick()
    bot.clock.move(hours=5)
    await bot.app.doctor.check()

    listed = words(await bot.room.admin("ana", "general", "list"))

    assert await state(bot) == "blocked"
    assert "has stopped posting in" in listed


async def test_a_zone_that_is_gone_stays_blocked(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    broken = schedule._replace(timezone="Europe/Riag", next_at=START)
    await bot.store.change_schedule(broken, make_entry(schedule))
    await bot.tick()

    await bot.app.doctor.check()
    health = words(await bot.room.admin("ana", "general", "health"))

    assert await state(bot) == "blocked"
    assert 'there is no time zone "Europe/Riag" any more' in health


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
@pytest.mark.parametrize("kind", ["rate_limit", "status"])
async def test_a_message_that_could_not_go_yet_goes_later(bot: Bot, kind: Kind) -> None:
    bot.sandbox.faults.add(Fault(kind, "POST /users/@me/channels", times=7))

    await lose(bot)
    between = bot.room.told("ana")
    await pass_days(bot, 1)

    assert between == []
    assert len(bot.room.told("ana")) == 1


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
async def test_a_message_that_may_have_gone_is_not_sent_again(bot: Bot) -> None:
    await lose(bot, days=0)
    denied = Fault("status", bot.room.create, status=403)  # the post itself
    bot.sandbox.faults.add(denied)
    bot.sandbox.faults.add(Fault("drop_after", bot.room.create))  # then the message
    await pass_days(bot, 3)

    listed = words(await bot.room.admin("ana", "general", "list"))

    assert len(bot.room.told("ana")) == 1
    assert "has stopped posting in" in listed  # rather twice than never
