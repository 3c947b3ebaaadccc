"""Channels that are renamed, and channels whose id changes: their schedules stay theirs."""

import pytest

from bot.core.schedule import Schedule
from bot.sandbox.faults import Fault
from tests.conftest import Bot
from tests.rooms import words
from tests.storage.test_owners import dump, rows_with

pytestmark = pytest.mark.usefixtures("hours_pass")
slack_alone = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)


def rename(bot: Bot, old: str, new: str) -> None:
    """Give a channel another name, as its members do."""
    if bot.room.name == "discord":
        world = bot.discord.world
        where = world.channels[world.channel_id(old)]
        where.name = new
        world.emit("CHANNEL_UPDATE", world.channel_object(where))
    else:
        bot.sandbox.slack.world.any_channel(old).name = new


async def the_schedule(bot: Bot) -> Schedule:
    (found,) = await bot.store.schedules()
    return found


async def private_channel(bot: Bot) -> str:
    """Let the bot into the private channel, and set it up there."""
    bot.sandbox.slack.invite_bot("leads")
    await bot.schedule("leads")
    return bot.room.channel("leads")


async def test_a_renamed_channel_keeps_its_schedule(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    before = await dump(bot.store)

    rename(bot, "daily-bite", "one-a-day")
    after = await dump(bot.store)
    await bot.next_post()
    health = words(await bot.room.admin("ana", "one-a-day", "health"))

    assert after == before
    assert "daily-bite" not in str(after)  # so there is nothing that could be old
    assert len({*bot.titles("one-a-day")}) == 2
    assert "may post there" in health


@slack_alone
async def test_a_schedule_follows_its_channel_to_a_new_id(bot: Bot) -> None:
    old = await private_channel(bot)
    await bot.next_post()
    (first,) = bot.titles("leads")

    new = await bot.sandbox.slack.share_outside("leads")
    await bot.next_post()
    history = await bot.room.admin("ana", "general", "history")
    log = words(await bot.room.admin("ana", "general", "log"))

    titles = bot.titles("leads")
    assert new != old
    assert (await the_schedule(bot)).channel == new
    assert len(titles) == len(set(titles)) == 2
    assert titles[0] == first
    assert history.text.count(f"archives/{new}/p") == 2
    assert f"Daily Bite in <#{new}>: went along with its channel" in log
    stale = rows_with(await dump(bot.store), old)
    assert {*stale} == {"audit"}  # the entry of the move alone
    assert len(stale["audit"]) == 1


@slack_alone
async def test_an_open_delivery_follows_too(bot: Bot) -> None:
    await private_channel(bot)
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=1))
    await bot.next_post()
    waiting = bot.titles("leads")

    await bot.sandbox.slack.share_outside("leads")
    bot.clock.move(seconds=61)
    await bot.tick()

    assert waiting == []
    assert len(bot.titles("leads")) == 1


@slack_alone
async def test_told_twice_it_is_written_once(bot: Bot) -> None:
    old = await private_channel(bot)
    new = await bot.sandbox.slack.share_outside("leads")
    before = await dump(bot.store)

    again = {"old_channel_id": old, "new_channel_id": new}
    await bot.sandbox.slack.event({"type": "channel_id_changed", **again})

    assert await dump(bot.store) == before
    entries = await bot.store.audit(bot.room.name, bot.room.server)
    assert (entries[0].act, entries[0].person) == ("channel.moved", "daily-bite")
    assert len(entries) == 2


@slack_alone
async def test_undo_brings_no_old_id_back(bot: Bot) -> None:
    await private_channel(bot)
    await bot.room.admin("ana", "leads", "schedule", time="10:00")
    new = await bot.sandbox.slack.share_outside("leads")

    log = await bot.room.admin("ana", "general", "log")
    told = words(await bot.room.click("ana", log, "Undo 2"))

    found = await the_schedule(bot)
    assert told.startswith(f"Undone. <#{new}>")
    assert (found.channel, f"{found.time:%H:%M}") == (new, "09:00")


@slack_alone
async def test_a_channel_that_moved_unheard_goes_on_once_it_is_told(bot: Bot) -> None:
    old = await private_channel(bot)
    channel = bot.sandbox.slack.world.any_channel("leads")
    new = bot.sandbox.slack.world.renumber(channel)
    for _ in range(3):
        await bot.next_post()
    blocked = (await the_schedule(bot)).state
    bot.clock.move(hours=1)

    ids = {"old_channel_id": old, "new_channel_id": new}
    await bot.sandbox.slack.event({"type": "channel_id_changed", **ids})
    await bot.app.doctor.check()
    await bot.next_post()

    assert blocked == "blocked"
    assert (await the_schedule(bot)).state == "active"
    assert len(bot.titles("leads")) == 1


@slack_alone
async def test_a_channel_of_which_nothing_is_kept_leaves_no_trace(bot: Bot) -> None:
    await bot.schedule()
    before = await dump(bot.store)

    bot.sandbox.slack.invite_bot("leads")
    await bot.sandbox.slack.share_outside("leads")
    await bot.room.type("ben", "general", "/bite topics")  # it comes after that

    assert await dump(bot.store) == before
