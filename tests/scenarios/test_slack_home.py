"""Slack's Home tab: hello, then all schedules with what one can do to each."""

import pytest

from bot.sandbox.slack.outcome import text_of
from bot.sandbox.slack.views import View
from tests.conftest import Bot
from tests.platforms.slack.validate import faults_of_view
from tests.storage.make import make_entry

pytestmark = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)
MANY = 23


def labels(home: View) -> list[str]:
    return [
        element["text"]["text"]
        for block in home["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


async def home_of(bot: Bot, person: str = "ana") -> View:
    """Give the Home tab as it stands, without looking at it anew."""
    return bot.sandbox.slack.views.homes[bot.room.person(person)]


async def test_home_says_hello_while_nothing_is_set_up(bot: Bot) -> None:
    home = await bot.sandbox.slack.open_home("ana")

    assert "Hello! Daily Bite posts one technical concept a day" in text_of(home)
    assert labels(home) == ["Set up a daily post"]
    members = await bot.sandbox.slack.open_home("ben")
    assert "Hello!" not in text_of(members)
    assert labels(members) == []


async def test_each_schedule_has_its_buttons_and_home_follows(bot: Bot) -> None:
    await bot.schedule()
    slack = bot.sandbox.slack
    home = await slack.open_home("ana")

    paused = await slack.click("ana", home, "Pause")
    after = await home_of(bot)

    assert labels(home)[:5] == ["Change", "Pause", "Preview", "Next", "Remove"]
    assert "Paused." in paused.text
    assert labels(after)[1] == "Resume"
    removed = await slack.click("ana", after, "Remove")
    assert removed.view is not None
    assert labels(await home_of(bot)) == ["Set up a daily post"]
    await slack.click("ana", removed.view, "Undo")
    assert len(await bot.store.schedules()) == 1


async def test_a_form_from_home_changes_the_schedule_and_home_follows(
    bot: Bot,
) -> None:
    await bot.schedule()
    slack = bot.sandbox.slack
    form = await slack.click("ana", await slack.open_home("ana"), "Change")
    assert form.view is not None

    done = await slack.submit("ana", form.view, {"time": "11:15"})
    await bot.room.type("ben", "general", "/bite topics")  # it comes after that

    assert "Changed: Daily Bite posts in" in done.text
    assert "11:15" in text_of(await home_of(bot))


async def test_many_schedules_are_turned_by_pages(bot: Bot) -> None:
    await bot.schedule()
    (one,) = await bot.store.schedules()
    many = [one._replace(channel=f"C{number:08}") for number in range(MANY - 1)]
    await bot.store.add_schedules([(it, make_entry(it)) for it in many])
    slack = bot.sandbox.slack

    first = await slack.open_home("ana")
    await slack.click("ana", first, "More")
    second = dict(await home_of(bot))
    await slack.click("ana", await home_of(bot), "More")
    third = await home_of(bot)

    pages = [first, second, third]
    assert [f"page {n} of 3" in text_of(page) for n, page in enumerate(pages, 1)]
    assert all(len(page["blocks"]) <= 100 for page in pages)
    assert sum(labels(page).count("Change") for page in pages) == MANY
    assert ("Back" in labels(first), "More" in labels(third)) == (False, False)
    shown = {key: third[key] for key in ("type", "blocks")}
    assert faults_of_view(shown) == []


async def test_a_member_cannot_use_the_buttons_of_a_home_they_saw(bot: Bot) -> None:
    await bot.schedule()
    home = await bot.sandbox.slack.open_home("ana")
    bot.room.demote("ana")

    told = await bot.sandbox.slack.click("ana", home, "Remove")

    assert "Only admins can do that" in told.text
    assert len(await bot.store.schedules()) == 1
    assert labels(await home_of(bot)) == []
