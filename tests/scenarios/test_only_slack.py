"""What exists on Slack only: forms, modals, the Home tab, metadata, sockets."""

import asyncio
from pathlib import Path

import pytest

from bot.core.bites import Level
from bot.sandbox.slack.outcome import Outcome, text_of
from tests.conftest import Bot
from tests.platforms.slack.validate import faults_of_view
from tests.rooms import words

pytestmark = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)


async def open_form(bot: Bot, person: str = "ana") -> Outcome:
    return await bot.sandbox.slack.type(person, "daily-bite", "/bite-admin")


async def test_form_sets_a_schedule_up(bot: Bot) -> None:
    form = await open_form(bot)
    assert form.view is not None

    done = await bot.sandbox.slack.submit(
        "ana",
        form.view,
        {
            "time": "10:30",
            "timezone": "Asia/Tokyo",
            "days": ["mon", "fri"],
            "levels": ["beginner", "intermediate"],
        },
    )

    (schedule,) = await bot.store.schedules()
    assert "Done: Daily Bite posts in" in done.text
    assert (f"{schedule.time:%H:%M}", schedule.timezone) == ("10:30", "Asia/Tokyo")
    assert schedule.days == {0, 4}
    assert schedule.topics == ()
    assert schedule.levels == {Level.BEGINNER, Level.INTERMEDIATE}
    assert schedule.created_by == "Ana"


async def test_form_begins_with_the_persons_own_zone(bot: Bot) -> None:
    form = await open_form(bot)
    assert form.view is not None

    zone = next(one for one in form.view["blocks"] if one["block_id"] == "timezone")
    assert zone["element"]["initial_option"]["value"] == "Europe/Paris"
    assert faults_of_view(bot_view(form)) == []


def bot_view(outcome: Outcome) -> dict[str, object]:
    """Give the view without what Slack adds to it."""
    assert outcome.view is not None
    keys = ("type", "callback_id", "title", "submit", "close", "blocks")
    return {key: outcome.view[key] for key in keys}


async def test_form_shows_the_error_at_its_field(bot: Bot) -> None:
    form = await open_form(bot)
    assert form.view is not None
    where = bot.room.channel("announcements")

    told = await bot.sandbox.slack.submit("ana", form.view, {"channel": where})

    assert told.kind == "errors"
    assert set(told.errors) == {"channel"}
    assert "/invite @Daily Bite" in told.errors["channel"]
    assert await bot.store.schedules() == []


async def test_form_changes_the_schedule_it_was_opened_for(bot: Bot) -> None:
    await bot.schedule(topics="topic")
    form = await open_form(bot)
    assert form.view is not None

    await bot.sandbox.slack.submit("ana", form.view, {"topics": []})

    (schedule,) = await bot.store.schedules()
    assert schedule.topics == ()
    assert f"{schedule.time:%H:%M}" == "09:00"


async def test_form_takes_public_holidays_keeps_and_clears_them(bot: Bot) -> None:
    await bot.schedule()
    found = []
    for given in ({"holidays": "DE-BY"}, {"time": "10:00"}, {"holidays": ""}):
        form = await open_form(bot)
        assert form.view is not None
        await bot.sandbox.slack.submit("ana", form.view, given)
        (schedule,) = await bot.store.schedules()
        found.append((f"{schedule.time:%H:%M}", schedule.calendar.holidays))

    assert found == [("09:00", "DE-BY"), ("10:00", "DE-BY"), ("10:00", "")]


async def test_form_is_refused_to_members(bot: Bot) -> None:
    told = await open_form(bot, "ben")

    assert told.view is None
    assert "Only admins can do that" in told.text


async def test_submit_checks_rights_again(bot: Bot) -> None:
    form = await open_form(bot)
    assert form.view is not None
    world = bot.sandbox.slack.world
    ana = world.person("ana")
    world.people["ana"] = type(ana)(ana.id, ana.name, ana.zone)

    told = await bot.sandbox.slack.submit("ana", form.view, {})

    assert "Only admins can do that" in told.text
    assert await bot.store.schedules() == []


async def test_zones_are_offered_while_typing(bot: Bot) -> None:
    form = await open_form(bot)
    assert form.view is not None

    offered = await bot.sandbox.slack.options("ana", form.view, "timezone", "tokyo")

    assert "Asia/Tokyo" in str(offered)


async def test_deeper_opens_over_the_chat_and_leads_on(bot: Bot) -> None:
    slack = bot.sandbox.slack
    asked = await slack.type("ben", "general", "/bite bite 001")
    assert asked.message is not None

    deeper = await slack.click("ben", asked.message, "Deeper")
    assert deeper.view is not None
    quiz = await slack.click("ben", deeper.view, "Quiz me")
    assert quiz.view is not None
    answer = await slack.click("ben", quiz.view, "Show answer")

    assert deeper.view["title"]["text"] == "Deeper"
    assert deeper.seconds < 1
    assert "Nobody looks twice." in answer.text


def spoil(folder: Path) -> None:
    """Write nonsense over the database."""
    for file in folder.glob("bot.db*"):
        file.write_bytes(b"this is no database any more" * 1000)


async def test_deeper_needs_no_database(bot: Bot, tmp_path: Path) -> None:
    slack = bot.sandbox.slack
    asked = await slack.type("ben", "general", "/bite bite 001")
    assert asked.message is not None
    spoil(tmp_path)

    deeper = await slack.click("ben", asked.message, "Deeper")
    listed = await bot.room.admin("ana", "general", "list")

    assert deeper.kind == "view"
    assert deeper.seconds < 1
    assert "Something went wrong on our side" in words(listed)


async def test_home_shows_admins_what_is_set_up(bot: Bot) -> None:
    await bot.schedule()

    home = await bot.sandbox.slack.open_home("ana")
    form = await bot.sandbox.slack.click("ana", home, "bite_setup")

    assert "09:00" in text_of(home)
    assert "/bite rag" in text_of(home)
    assert form.view is not None
    assert form.view["callback_id"]


async def test_home_shows_members_what_they_can_do(bot: Bot) -> None:
    await bot.schedule()

    home = await bot.sandbox.slack.open_home("ben")

    assert "/bite rag" in text_of(home)
    assert "Europe/Paris" not in text_of(home)


async def test_unknown_admin_words_are_explained(bot: Bot) -> None:
    told = await bot.room.type("ana", "general", "/bite-admin sing")

    assert "opens the form" in words(told)


async def test_a_post_carries_its_mark_and_pings_nobody(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    (message,) = bot.sandbox.slack.messages("daily-bite")
    (call,) = [
        one for one in bot.sandbox.slack.requests if one.method == "chat.postMessage"
    ]
    assert message["metadata"]["event_type"] == "daily_bite_posted"
    assert message["metadata"]["event_payload"]["delivery"].startswith("d_")
    assert message["pings"] == []
    assert "link_names" not in call.body


async def test_commands_come_back_within_fifteen_seconds(bot: Bot) -> None:
    bot.sandbox.slack.drop_sockets()

    async with asyncio.timeout(15):
        told = await bot.room.type("ben", "general", "/bite topics")
        while told.kind == "failed":
            await asyncio.sleep(0.2)
            told = await bot.room.type("ben", "general", "/bite topics")

    assert "6 bites" in words(told)


async def test_names_are_shown_letter_by_letter(bot: Bot) -> None:
    told = await bot.share_again("[Nitro](https://evil.example)")

    assert told.text.startswith("[Nitro](")
    assert "<https://evil" not in told.text
