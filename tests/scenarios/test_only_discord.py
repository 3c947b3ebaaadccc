"""What exists on Discord only: menus, option types, rights sent along, nonces."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.core.delivery import delivery_id
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, running_bot
from tests.crash.due import add_channels, make_due
from tests.rooms import words

pytestmark = pytest.mark.parametrize("platform", ["discord"], indirect=True)
WAVE = 90  # posts; almost two seconds of them


@pytest.mark.parametrize("command", ["schedule", "list", "pause"])
async def test_members_are_not_offered_admin_commands(bot: Bot, command: str) -> None:
    told = await bot.room.type("ben", "daily-bite", f"/bite-admin {command}")

    assert told.kind == "failed"


async def test_a_post_is_inert_and_marked(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    (request,) = [one for one in bot.discord.requests if one.route == bot.room.create]
    (schedule,) = await bot.store.schedules()
    mark = delivery_id(schedule.id, date(2026, 11, 24))
    button = request.body["components"][0]["components"][0]
    assert request.body["allowed_mentions"] == {"parse": []}
    assert request.body["enforce_nonce"] is True
    assert len(request.body["nonce"]) <= 25
    assert button["custom_id"].startswith(f"bite:{mark}:deeper:topic/")
    assert request.body["flags"] == 4


async def test_schedule_asks_for_the_zone(bot: Bot) -> None:
    told = await bot.room.admin("ana", "daily-bite", "schedule", time="09:00")

    assert "Which time zone is your team in?" in words(told)


async def test_strange_days_get_one_sentence(bot: Bot) -> None:
    told = await bot.room.admin(
        "ana", "daily-bite", "schedule", timezone="UTC", days="mon-xyz"
    )

    assert "names no weekdays" in words(told)


async def test_schedule_sees_that_it_cannot_see(bot: Bot) -> None:
    bot.discord.deny("general", "VIEW_CHANNEL")

    told = await bot.schedule(channel="#general")

    assert "cannot see" in told


async def test_share_is_refused_where_the_member_may_not_write(bot: Bot) -> None:
    bot.discord.deny_everyone("announcements", "SEND_MESSAGES")
    asked = await bot.room.type("ben", "announcements", "/bite bite 001")

    told = await bot.room.click("ben", asked, "Share")

    assert words(told).startswith("You may not write in this channel")
    assert bot.room.posts("announcements") == []


async def test_an_answer_takes_the_place_of_its_question(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 001")
    quiz = await bot.room.click("ben", asked, "Quiz me")

    answer = await bot.room.click("ben", quiz, "Show answer")

    assert answer.kind == "update"


async def test_topics_has_a_command_of_its_own(bot: Bot) -> None:
    told = await bot.room.type("ben", "general", "/topics")

    assert "**Topic** (`topic`): 6 bites" in told.text


async def test_autocomplete_offers_topics_and_titles(bot: Bot) -> None:
    choices = await bot.discord.people.autocomplete(
        "ben", "general", "bite", {"topic": "bite 00"}, focused="topic"
    )

    assert 1 <= len(choices) <= 25
    assert choices[0]["value"] == "topic/bite-000"


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("timezone", "paris", "Europe/Paris"),
        ("topics", "top", "topic"),
        ("days", "mon", "mon-fri"),
        ("levels", "beg", "beginner,intermediate"),
        ("time", "09", "09:00"),
        ("schedule", "", "new"),
        ("holidays", "germ", "DE"),
        ("holidays", "DE-B", "DE-BY"),
        ("holidays", "o", "off"),
        ("days_off", "m", "move"),
    ],
)
async def test_autocomplete_helps_with_every_option(
    bot: Bot, option: str, text: str, value: str
) -> None:
    await bot.schedule()

    found = await bot.discord.people.autocomplete(
        "ana", "daily-bite", "bite-admin schedule", {option: text}, focused=option
    )

    assert value in [one["value"] for one in found]


async def test_what_autocomplete_offers_can_be_marked_as_seen(bot: Bot) -> None:
    (first, *_) = await bot.discord.people.autocomplete(
        "ana", "general", "bite-admin seen", {"topic": "bite 00"}, focused="topic"
    )

    told = await bot.room.admin("ana", "general", "seen", topic=first["value"])

    assert words(told).startswith("Done: Bite 000 counts as seen")


async def test_commands_are_registered_once(
    sandbox: Sandbox,
    clock: MovedClock,
    library: Library,
    tmp_path: Path,
    platform: str,
) -> None:
    for _ in range(2):
        async with running_bot(sandbox, clock, library, tmp_path, platform):
            pass

    puts = [one for one in sandbox.discord.requests if one.method == "PUT"]
    assert len(puts) == 1


async def test_names_are_shown_letter_by_letter(bot: Bot) -> None:
    told = await bot.share_again("[Nitro](https://evil.example)")

    assert told.text.startswith("\\[Nitro](")


@pytest.mark.paced
async def test_people_do_not_wait_behind_the_daily_wave(bot: Bot) -> None:
    names = add_channels(bot.sandbox, WAVE)
    due = bot.clock.now() + timedelta(minutes=1)
    for number, name in enumerate(names):
        where = {"server": f"{1000 + number}"}
        await make_due(bot.store, bot.room, at=due, channels=[name], **where)
    asked = await bot.room.type("ben", "general", "/bite bite-002")
    bot.clock.move(minutes=1)
    await bot.app.deliver.tick()

    await bot.room.click("ben", asked, "Share here")
    async with asyncio.timeout(10):
        while not bot.room.posts("general"):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    posted = sum(len(bot.room.posts(name)) for name in names)
    await bot.app.deliver.settle_all(timedelta(seconds=20))

    assert posted < WAVE
    assert sum(len(bot.room.posts(name)) for name in names) == WAVE
    assert bot.discord.limits.refused == 0
