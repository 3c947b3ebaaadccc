"""The bot says hello: once, where those who may set it up will see it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, running_bot
from tests.forms import press
from tests.many import environment, running_many, some_key
from tests.rooms import words
from tests.scenarios.guided_setup import (
    NEW,
    install,
    saved,
)

pytestmark = pytest.mark.usefixtures("not_invited")
only_discord = pytest.mark.parametrize("platform", ["discord"], indirect=True)
only_slack = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)


async def hellos(bot: Bot) -> int:
    """Count what the bot said in the server and to Ana."""
    await bot.room.type("ben", "general", "/bite topics")  # it comes after those
    told = bot.room.told("ana")
    if bot.room.name == "discord":
        for name in bot.discord.world.channels:
            told += bot.room.posts(name)
    return sum(NEW in one.buttons for one in told)


async def leave(bot: Bot) -> None:
    """Remove the bot, and wait until it has heard of it."""
    await bot.room.leave()
    async with asyncio.timeout(10):
        while not await bot.store.departed(bot.room.name, [bot.room.server]):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def test_hello_has_one_button_and_says_who_may_press(bot: Bot) -> None:
    hello = await install(bot)

    who = {
        "discord": "Whoever has Manage Server",
        "slack": "The workspace's admins and owners",
    }
    assert hello.buttons == (NEW,)
    assert who[bot.room.name] in words(hello)
    assert bot.room.pings(hello) == []


async def test_hello_is_said_once_for_each_arrival(bot: Bot, clock: MovedClock) -> None:
    await install(bot)
    where = (bot.room.name, bot.room.server)
    for _ in range(3):
        await bot.app.gate.joined(*where, person=bot.room.person("ana"))
    before = await hellos(bot)

    await leave(bot)
    clock.move(hours=1)
    if bot.room.name == "slack":
        bot.room.invite()
    await install(bot)

    assert before == 1
    assert await hellos(bot) == 2


async def test_where_all_is_set_up_nobody_says_hello(bot: Bot) -> None:
    await saved(bot)
    where = (bot.room.name, bot.room.server)
    said = await hellos(bot)

    await leave(bot)
    bot.clock.move(hours=1)
    bot.room.invite()
    await bot.app.gate.present(bot.room.name, [bot.room.server])
    await bot.app.gate.joined(*where, person=bot.room.person("ana"))

    assert await hellos(bot) == said


@only_discord
async def test_hello_goes_to_the_system_channel_if_it_is_open(bot: Bot) -> None:
    bot.discord.world.system_channel = bot.room.channel("general")
    bot.discord.invite_bot()
    await soon(bot, "general")

    assert bot.room.posts("daily-bite") == []


@only_discord
async def test_hello_goes_to_the_first_channel_that_is_open(bot: Bot) -> None:
    bot.discord.world.system_channel = bot.room.channel("daily-bite")
    bot.discord.deny("daily-bite", "SEND_MESSAGES")
    bot.discord.invite_bot()
    await soon(bot, "general")

    assert bot.room.posts("daily-bite") == []


@only_discord
async def test_where_no_channel_is_open_the_owner_hears_hello(bot: Bot) -> None:
    for name in ("daily-bite", "general"):
        bot.discord.deny(name, "VIEW_CHANNEL")
    bot.discord.invite_bot()
    async with asyncio.timeout(10):
        while not bot.room.told("ana"):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)

    (hello,) = bot.room.told("ana")
    assert "found no channel where it may write" in words(hello)
    assert hello.buttons == ()


@only_discord
async def test_an_arrival_that_nobody_heard_of_is_noticed_later(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path, platform: str
) -> None:
    sandbox.discord.world.has_bot = True
    sandbox.discord.world.joined_at = clock.now() - timedelta(hours=5)
    for _ in range(2):
        async with running_bot(sandbox, clock, library, tmp_path, platform) as bot:
            await soon(bot, "daily-bite")
            await bot.room.type("ben", "general", "/topics")

            assert len(bot.room.posts()) == 1


@only_discord
async def test_an_arrival_long_ago_is_no_news(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path, platform: str
) -> None:
    sandbox.discord.world.has_bot = True
    async with running_bot(sandbox, clock, library, tmp_path, platform) as bot:
        await bot.room.type("ben", "general", "/topics")

        assert bot.room.posts() == []


async def soon(bot: Bot, channel: str) -> None:
    async with asyncio.timeout(10):
        while not bot.room.posts(channel):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


@only_slack
async def test_hello_waits_for_somebody_to_say_it_to(bot: Bot) -> None:
    await bot.app.gate.joined("slack", bot.room.server)
    await bot.app.gate.joined("slack", bot.room.server, person=bot.room.person("ana"))

    assert len(bot.room.told("ana")) == 1


async def test_members_may_not_press_hello(bot: Bot) -> None:
    hello = await install(bot)
    person = "ben"
    if bot.room.name == "slack":  # the hello is Ana's alone, who may be no admin
        bot.room.demote("ana")
        person = "ana"

    told = await press(bot, person, hello, NEW)

    assert "Only admins can do that" in words(told)


@pytest.mark.usefixtures("hours_pass")
@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_each_installer_hears_hello_once(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path, mode: str
) -> None:
    acme, bolt = sandbox.slack, sandbox.slack.add_workspace("Bolt Works")
    sandbox.slack.grants.take_back(acme)  # nobody has installed it yet
    settings = environment(sandbox, tmp_path, mode, key=some_key())

    async with running_many(sandbox, clock, library, settings) as many:
        for workspace in (acme, bolt, acme):
            await many.install(workspace)

    told = [one.direct_messages("ana") for one in (acme, bolt)]
    assert [len(one) for one in told] == [1, 1]
    assert all("Hello! Daily Bite posts" in one["text"] for (one,) in told)
