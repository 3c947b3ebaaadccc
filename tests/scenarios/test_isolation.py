"""Two servers in one database: neither reads, changes or posts what is the other's."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from bot.core.cards import card_to_json
from bot.core.requests import Command, Reply
from bot.core.search import Choice
from tests.conftest import Bot
from tests.rooms import DiscordRoom, words
from tests.scenarios.everything import (
    NAMING,
    all_commands,
    asking,
    everything,
    fill,
    give,
    press,
)
from tests.storage.planted import Planted, kept_of, plant

pytestmark = [
    pytest.mark.usefixtures("hours_pass"),
    pytest.mark.parametrize("platform", ["discord", "slack-socket"], indirect=True),
]
TIMED = (Command.SCHEDULE, Command.SAVE)
NAMED = (
    *("schedule", "pause", "skip", "resume", "remove", "next", "preview", "test"),
    "options",
)
OWN = {"schedule": {"time": "12:12"}, "options": {"every": "2"}}


def neighbours(bot: Bot) -> tuple[Planted, Planted]:
    """Another server of this platform, and this one's ids on the other platform."""
    here, there = bot.room.name, "slack" if bot.room.name == "discord" else "discord"
    return (
        Planted("qqbqqb", here, "qqbqqbserver", "qqbqqbchannel"),
        Planted("qqcqqc", there, bot.room.server, bot.room.channel("daily-bite")),
    )


def reaches(other: Planted, own: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give every way to name what is another server's, in options and in buttons."""
    yield {"schedule": other.schedule, **own}
    yield {"schedule": other.schedule, "channel": other.channel, **own}
    yield {"channel": other.channel, **own}
    marks = [other.delivery(state) for state in ("planned", "unconfirmed", "sent")]
    stamps = [f"{other.person}.{number}" for number in (0, 1764000000)]
    values = [*marks, *stamps, str(other.change), other.schedule, other.server]
    for value in values:
        yield {"bite": value, "mark": marks[1], **own}
    for bite in ("topic/bite-002", "topic/bite-003 fact"):
        yield {"bite": bite, "mark": marks[2], **own}
    for word in (other.name, other.server, "my-data", ""):
        yield {"topic": word, **own}


def told(reply: Reply, typed: Mapping[str, str]) -> str:
    """Give all that a reply says or carries, without what was typed oneself."""
    text = f"{card_to_json(reply.card)} {reply.form}".replace("\\", "")
    for one in sorted(typed.values(), key=len, reverse=True):
        text = text.replace(one, "") if one else text
    return text


async def surround(bot: Bot) -> dict[Planted, dict[str, list[str]]]:
    """Fill this server, plant its neighbours, and give what is theirs."""
    await fill(bot)
    for one in neighbours(bot):
        await plant(bot.store, one)
    theirs = {one: await kept_of(bot.store, one) for one in neighbours(bot)}
    empty = [
        name for rows in theirs.values() for name, kept in rows.items() if not kept
    ]
    assert empty == [], "tests/storage/planted.py: plant a row of it"
    return theirs


async def test_no_command_and_no_click_reaches_another_server(bot: Bot) -> None:
    theirs = await surround(bot)
    found: list[str] = []
    last = all_commands()[-3:]
    for command in [*(one for one in Command if one not in last), *last]:
        own = {"time": "12:12"} if command in TIMED else {}
        for other in theirs:
            for options in reaches(other, own):
                bot.clock.move(seconds=11)
                bot.room.rest()
                request = asking(bot, command, "ana", options)
                text = told(await bot.app.gate.answer(request), options)
                if other.mark in text or "went wrong" in text:
                    found.append(f"{command} {options}: {text}")

    assert found == []
    assert {one: await kept_of(bot.store, one) for one in theirs} == theirs


async def test_nor_does_one_over_the_wire(bot: Bot) -> None:
    theirs = await surround(bot)
    before = await everything(bot)
    other, _ = theirs
    answers = []
    for word in NAMED:
        bot.clock.move(seconds=11)
        own = OWN.get(word, {})
        named = own | {"schedule": f"id={other.schedule}"}
        if isinstance(bot.room, DiscordRoom):
            named["schedule"] = other.schedule
        answers.append(words(await bot.room.admin("ana", "general", word, **named)))
    values = {
        Command.REPOST: other.delivery("unconfirmed"),
        Command.UNDO: str(other.change),
        Command.ERASE: f"{other.person}.1764000000",
        Command.RESET_NOW: f"{other.person}.1764000000",
        Command.FIRST_POST: other.schedule,
    }
    for command, value in values.items():
        answers.append(await press(bot, command, "ana", value))

    after = await everything(bot)
    no_schedule = [one for one in answers if "There is no schedule" in one]
    assert set(values) == NAMING
    assert len(no_schedule) == len(NAMED) + 1  # the button for the first post, too
    assert len(answers) == len(NAMED) + len(NAMING)
    assert _but_for_events(after) == _but_for_events(before)
    assert {one: await kept_of(bot.store, one) for one in theirs} == theirs


async def test_what_is_done_here_is_done_here_alone(bot: Bot) -> None:
    """Every admin command with its full effect, erasing and forgetting as well."""
    theirs = await surround(bot)
    said = []
    for command in all_commands():
        said.append(await give(bot, command, "ana"))
    for line in ("/bite my-data", "/bite forget-me"):
        said.append(words(await bot.room.type("ana", "general", line)))

    marks = [one.mark for one in theirs]
    assert [one for one in said if any(mark in one for mark in marks)] == []
    assert {one: await kept_of(bot.store, one) for one in theirs} == theirs


async def test_lists_that_are_offered_hold_nothing_of_others(bot: Bot) -> None:
    theirs = await surround(bot)
    offered: list[Choice] = []
    for command in Command:
        for option in ("schedule", "topic", "topics", "channel", "bite", "timezone"):
            for text in ("", "qq", *(one.schedule for one in theirs)):
                request = asking(bot, command, "ana")
                offered += await bot.app.gate.complete(
                    request, option=option, text=text
                )

    own = [one for one in offered if "11:11" in one.label or "09:00" in one.label]
    assert own != []
    marks = [one.mark for one in theirs]
    leaked = [one for one in offered if any(mark in one.label for mark in marks)]
    assert leaked == []


async def test_what_a_platform_tells_of_one_server_is_of_that_one(bot: Bot) -> None:
    theirs = await surround(bot)
    here, server = bot.room.name, bot.room.server
    channel = bot.room.channel("daily-bite")

    await bot.app.gate.moved(here, server, channel, "C0NEW")
    await bot.app.gate.left(here, server)
    await bot.app.gate.present(here, [server])
    await bot.app.gate.moved(here, server, "qqbqqbchannel", "C0NEW")

    assert {one: await kept_of(bot.store, one) for one in theirs} == theirs
    assert "C0NEW" in str(await everything(bot))


async def test_a_channel_of_another_server_takes_no_schedule_of_this_one(
    bot: Bot,
) -> None:
    theirs = await surround(bot)
    other = next(iter(theirs))
    before = await bot.store.schedules(platform=bot.room.name, server=bot.room.server)
    options = {"channel": other.channel, "time": "12:12", "schedule": "new"}

    request = asking(bot, Command.SCHEDULE, "ana", options)
    reply = await bot.app.gate.answer(request)

    after = await bot.store.schedules(platform=bot.room.name, server=bot.room.server)
    assert reply.fault == "channel"
    assert after == before


async def test_a_form_with_a_channel_of_another_server_is_never_saved_anyway(
    bot: Bot,
) -> None:
    is_discord = bot.room.name == "discord"  # elsewhere a token reaches one server
    server = "4711" if is_discord else bot.room.server
    theirs = bot.room.channel("daily-bite") if is_discord else ""
    options = {"schedule": "here", "channel": theirs, "timezone": "UTC"}
    filled = replace(asking(bot, Command.SAVE, "ana", options), server=server)
    pressed = replace(filled, id="press", command=Command.SAVE_ANYWAY, options={})

    refused = await bot.app.gate.answer(filled)
    await bot.app.gate.answer(pressed)

    assert refused.fault == "channel"
    assert await bot.store.schedules(server=server) == []


def _but_for_events(kept: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: rows for name, rows in kept.items() if name != "processed_events"}
