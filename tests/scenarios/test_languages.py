"""Whoever asks is answered in their language; what all read is English."""

from dataclasses import replace

import pytest

from bot.core.bites import Library
from bot.core.language import learn
from tests.conftest import Bot
from tests.languages import TAG, leaks, pseudo, pseudo_catalogue
from tests.rooms import words
from tests.walk import greek_library


@pytest.fixture
def library() -> Library:
    return greek_library()


@pytest.fixture(autouse=True)
def _pseudo() -> None:
    learn(TAG, pseudo_catalogue())


def move_to(bot: Bot, tag: str) -> None:
    """Let everybody's client speak a language."""
    discord = bot.sandbox.discord.world
    discord.locales.update({one.id: tag for one in discord.people.values()})
    people = bot.sandbox.slack.world.people
    for key, person in people.items():
        people[key] = replace(person, locale=tag)


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en-GB", "09:00"), ("en-US", "9:00 AM"), ("xx", "09:00"), ("fi", "9.00")],
)
async def test_a_time_is_written_as_the_reader_is_used_to(
    bot: Bot, tag: str, written: str
) -> None:
    move_to(bot, tag)

    assert f" {written} (Europe/Paris)" in await bot.schedule()


async def test_a_post_for_all_is_english_whoever_set_it_up(bot: Bot) -> None:
    move_to(bot, TAG)
    await bot.schedule()

    await bot.next_post()

    (post,) = bot.room.posts()
    assert "Daily Bite posts here every day at 09:00 (Paris)." in post.text
    assert "Quiz me" in post.buttons
    assert "Footgun:" in post.text


async def test_a_shared_bite_and_a_test_are_english_for_all(bot: Bot) -> None:
    move_to(bot, TAG)
    await bot.schedule()
    asked = await bot.room.type("ana", "general", "/bite λέξη a1")

    label = next(
        one for one in asked.buttons if pseudo("Share") in one or "Share" in one
    )
    told = await bot.room.click("ana", asked, label)
    bot.room.rest()
    await bot.room.admin("ana", "daily-bite", "test")

    assert words(told) == pseudo("Shared in this channel.")
    (shared,), (test,) = bot.room.posts("general"), bot.room.posts()
    assert "Shared by Ana" in shared.text
    assert "This is a test by Ana" in test.text
    for post in (shared, test):
        assert "Source:" in post.text


async def test_the_log_is_kept_in_english_and_shown_to_each(bot: Bot) -> None:
    move_to(bot, TAG)
    await bot.schedule()

    await bot.room.admin("ana", "daily-bite", "pause")

    entries = await bot.store.audit(bot.room.name, bot.room.server)
    assert {"active", "paused"} <= {one.before for one in entries} | {
        one.after for one in entries
    }
    assert any("every day at 09:00" in one.after for one in entries)
    told = words(await bot.room.admin("ana", "daily-bite", "log"))
    assert told.startswith(pseudo("The last changes:"))


@pytest.mark.parametrize("line", ["schedule", "list", "health", "log", "reset", "seen"])
async def test_a_refusal_is_in_the_language_of_who_is_refused(
    bot: Bot, line: str
) -> None:
    move_to(bot, TAG)
    options = {"seen": {"topic": "a"}, "schedule": {"time": "09:00"}}.get(line, {})

    told = await bot.room.admin("ben", "general", line, **options)

    assert leaks(told.text) == []
    assert words(told).startswith(pseudo("Only admins can do that."))
