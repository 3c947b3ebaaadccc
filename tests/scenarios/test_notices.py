"""Private notices: to everybody once, and not against a platform's will."""

import pytest

from bot.core.bites import Library
from bot.core.records import Notice
from bot.sandbox.faults import Fault
from tests.conftest import Bot, make_library
from tests.rooms import words
from tests.scenarios.test_doctor import lose
from tests.storage.make import make_entry

pytestmark = pytest.mark.usefixtures("hours_pass")


@pytest.fixture
def library() -> Library:
    """Enough for weeks, so that nobody is told that it runs out."""
    return make_library(40)


@pytest.mark.paced
async def test_everybody_is_told_however_many_wait(bot: Bot) -> None:
    bot.sandbox.discord.limits.per_bucket = bot.sandbox.slack.limits.burst = 100
    await lose(bot)
    bot.room.rest()
    (blocked,) = await bot.store.schedules()
    many = [blocked._replace(channel=f"{number}") for number in range(24)]
    added = await bot.store.add_schedules([(one, make_entry(one)) for one in many])
    for one in added:
        notice = Notice(
            schedule=one.id,
            platform=one.platform,
            server=one.server,
            text=f"Stopped in {one.channel}.",
            created_at=bot.clock.now(),
            person=bot.room.person("ana"),
        )
        await bot.store.add_notice(notice)

    await bot.app.doctor.check()
    await bot.app.doctor.check()

    told = [words(one) for one in bot.room.told("ana")]
    assert sorted(one for one in told if one.startswith("Stopped")) == sorted(
        f"Stopped in {one.channel}." for one in added
    )


async def test_a_platform_that_is_out_of_reach_is_told_to_later(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=4)
    bot.room.forbid("daily-bite")
    if bot.room.name == "discord":
        opening = "POST /users/@me/channels"
        bot.sandbox.faults.add(Fault("rate_limit", opening, seconds=1))
    await bot.tick()
    early = bot.room.told("ana")

    await bot.app.doctor.check()
    await bot.app.doctor.check()

    assert len(early) == int(bot.room.name != "discord")
    assert len(bot.room.told("ana")) == 1
