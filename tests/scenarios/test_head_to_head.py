"""What every other daily bot fails at in one way or another, told as a user would."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.bites import Library
from bot.core.cards import card_from_json
from bot.core.schedule import Schedule
from bot.sandbox.server import Sandbox
from tests.conftest import START, Bot, MovedClock, make_library, running_bot
from tests.rooms import Room, title, words
from tests.scenarios import test_replicas
from tests.scenarios.test_replicas import Replicas, until

pytestmark = [
    pytest.mark.usefixtures("hours_pass"),
    pytest.mark.parametrize("platform", ["discord", "slack-socket"], indirect=True),
]
NEW_YORK = "America/New_York"
replicas, room, fast = test_replicas.replicas, test_replicas.room, test_replicas._fast
Start = Callable[[Library], AbstractAsyncContextManager[Bot]]


@pytest.fixture
def start(sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str) -> Start:
    """Start a bot with a library; each time the same database."""
    return lambda library: running_bot(sandbox, clock, library, tmp_path, platform)


async def only(bot: Bot) -> Schedule:
    (found,) = await bot.store.schedules()
    return found


async def bites(bot: Bot) -> list[str]:
    """List what was posted, oldest first."""
    rows = await bot.store.deliveries(states=["sent"], limit=100)
    return [one.bite or "" for one in reversed(rows)]


async def watch_a_night(bot: Bot, begins: datetime, hours: int) -> list[datetime]:
    """Let a night go by in steps of five minutes; tell when something was posted."""
    posted: list[datetime] = []
    bot.clock.time = begins
    while bot.clock.time < begins + timedelta(hours=hours):
        bot.room.rest()
        await bot.tick()
        if len(bot.titles()) > len(posted):
            posted.append(bot.clock.time)
        bot.clock.move(minutes=5)
    assert len(posted) == len(bot.titles())
    return posted


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


async def test_when_the_clocks_go_back_half_past_one_comes_twice_but_the_bite_once(
    bot: Bot,
) -> None:
    bot.clock.time = utc(10, 31, 12)
    await bot.schedule(time="01:30", timezone=NEW_YORK)

    that_night = await watch_a_night(bot, utc(11, 1, 3), hours=8)
    bot_next = await only(bot)

    assert that_night == [utc(11, 1, 5, 30)]  # the first of the two
    assert bot_next.next_at == utc(11, 2, 6, 30)  # half past one, an hour later


async def test_when_the_clocks_go_forward_half_past_two_is_missing_but_the_bite_is_not(
    bot: Bot,
) -> None:
    bot.clock.time = utc(3, 7, 12)
    await bot.schedule(time="02:30", timezone=NEW_YORK)

    that_night = await watch_a_night(bot, utc(3, 8, 4), hours=8)

    (moment,) = that_night
    local = moment.astimezone(ZoneInfo(NEW_YORK))
    assert f"{local:%d %H:%M}" == "08 03:00"  # the first minute there is
    assert (await only(bot)).next_at == utc(3, 9, 6, 30)


async def test_if_you_were_down_at_nine_i_get_it_at_three_past_not_tomorrow(
    start: Start, clock: MovedClock, library: Library
) -> None:
    async with start(library) as bot:
        await bot.schedule()
        clock.time = utc(11, 24, 7, 59)
        await bot.tick()
    clock.time = utc(11, 24, 8, 3)

    async with start(library) as bot:
        before = bot.titles()
        await bot.tick()
        after = bot.titles()
        clock.move(hours=12)
        await bot.tick()

        (row,) = await bot.store.deliveries(limit=9)
        assert before == []
        assert len(after) == len(bot.titles()) == 1
        assert row.local_date == START.date()
        assert (await only(bot)).next_at == utc(11, 25, 8)


async def test_if_you_crash_right_after_posting_i_do_not_get_it_again_ever(
    start: Start, clock: MovedClock, library: Library
) -> None:
    async with start(library) as bot:
        await bot.schedule()
        clock.time = utc(11, 24, 8)
        await bot.app.core.planner.plan(clock.now())
        (row,) = await bot.store.claim(owner="dead", now=clock.now(), limit=9)
        await bot.app.connections[bot.room.name].post(
            row.server,
            row.channel,
            card_from_json(row.card),
            mark=row.id,
            may_start=lambda: True,
        )  # and nothing is written any more: here it dies
        posted = bot.titles()
    clock.move(minutes=4)

    async with start(library) as bot:
        await bot.tick()
        that_day = bot.titles()
        for _ in range(len(library) - 1):
            await bot.next_post()
        titles = bot.titles()

        assert len(posted) == 1
        assert that_day == posted
        assert len(titles) == len(set(titles)) == len(library)


async def test_if_i_change_the_topics_what_we_had_does_not_start_over(
    start: Start,
) -> None:
    library = make_library(12, topics=("alpha", "beta", "gamma"))
    async with start(library) as bot:
        await bot.schedule(topics="alpha,beta")
        for _ in range(20):
            await bot.next_post()
        had = await bites(bot)
        await bot.room.admin("ana", "daily-bite", "schedule", topics="beta,gamma")
        bot.clock.move(minutes=1)
        await bot.room.admin("ana", "daily-bite", "schedule", topics="gamma,alpha,beta")
        for _ in range(len(library) - 20):
            await bot.next_post()

        everything = await bites(bot)
        later = everything[20:]
        assert len({*had}) == 20
        assert {one.partition("/")[0] for one in had} == {"alpha", "beta"}
        assert {*had} & {*later} == set()
        assert {*everything} == {*library.bites}
        assert len(bot.titles()) == len(everything) == len(library)


async def test_if_you_delete_a_bite_in_the_middle_none_of_the_others_is_skipped(
    start: Start,
) -> None:
    library = make_library(9)
    async with start(library) as bot:
        await bot.schedule()
        for _ in range(4):
            await bot.next_post()
        had = {*await bites(bot)}
    still_to_come = sorted(set(library.bites) - had)
    gone = {sorted(had)[1], still_to_come[2]}  # one that was shown, one that was not
    smaller = Library.of(
        library.topics.values(), [one for one in library if one.id not in gone]
    )

    async with start(smaller) as bot:
        for _ in range(len(still_to_come) - 1):
            await bot.next_post()

        posted = await bites(bot)
        assert len(posted) == len(set(posted)) == 8
        assert {*posted} == had | ({*still_to_come} - gone)


@pytest.mark.usefixtures("fast")
async def test_if_two_of_you_start_at_once_i_get_one_post(
    replicas: Replicas, room: Room, clock: MovedClock
) -> None:
    first = await replicas.start()
    await until(lambda: first.listens)
    options = {"time": "09:00", "timezone": "Europe/Paris"}
    for channel in ("daily-bite", "general"):
        await room.admin("ana", channel, "schedule", **options)
    await first.stop()
    clock.time = utc(11, 24, 8)

    two = await asyncio.gather(replicas.start(), replicas.start())
    await until(lambda: all(one.per_second > 0 for one in two))
    for _ in range(3):
        await asyncio.gather(*(one.app.deliver.tick() for one in two))
    await until(lambda: all(map(room.posts, ("daily-bite", "general"))))
    for one in two:
        await one.app.deliver.settle_all(timedelta(seconds=10))

    rows = await two[0].app.core.store.deliveries(limit=9)
    posts = [
        title(one) for name in ("daily-bite", "general") for one in room.posts(name)
    ]
    assert [one.state for one in rows] == ["sent", "sent"]
    assert len(posts) == len(set(posts)) == 2


async def test_if_i_break_your_permissions_you_tell_me_and_go_on_when_they_are_mended(
    start: Start,
) -> None:
    async with start(make_library(20)) as bot:
        await bot.schedule()
        before = await only(bot)
        await bot.next_post()
        bot.room.forbid("daily-bite")
        await bot.next_post()  # a day without
        that_day = [words(one) for one in bot.room.told("ana")]
        asked = words(await bot.room.admin("ana", "general", "health"))
        bot.room.permit("daily-bite")
        await bot.next_post()  # nobody had to do anything else
        after_a_day = len(bot.titles())

        bot.room.forbid("daily-bite")
        for _ in range(3):
            await bot.next_post()
        await bot.app.doctor.check()
        told = [words(one) for one in bot.room.told("ana")][1:]
        bot.room.permit("daily-bite")
        bot.clock.move(hours=1)
        await bot.app.doctor.check()
        await bot.next_post()

        after = await only(bot)
        assert "was not posted" in asked
        assert bot.room.remedy in asked
        assert after_a_day == 2
        assert len(that_day) == len(told) == 1  # one message for each trouble
        for one in (*that_day, *told):
            assert bot.room.remedy in one
            assert "goes on by itself" in one
        assert len(bot.titles()) == 3
        assert (after.id, after.state, after.time) == (
            before.id,
            "active",
            before.time,
        )
