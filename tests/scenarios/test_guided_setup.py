"""From the invitation to the first bite: the form, the answer, and what was typed."""

import asyncio

import pytest

from bot.core.keeping import DRAFT_LIVES
from bot.sandbox.faults import Fault
from bot.services.settings import new_schedule, starting
from bot.storage.tables import drafts
from tests.conftest import Bot
from tests.forms import command, fill, press, standing
from tests.rooms import Told, words
from tests.scenarios.guided_setup import (
    FIRST,
    MOST_CLICKS,
    MOST_SECONDS,
    NEW,
    install,
    open_form,
    saved,
    story,
    walk,
)
from tests.scenarios.test_health import LOOKS
from tests.storage.test_owners import dump

pytestmark = pytest.mark.usefixtures("not_invited")
only_discord = pytest.mark.parametrize("platform", ["discord"], indirect=True)
only_slack = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)


async def test_the_first_bite_is_there_after_a_few_clicks(bot: Bot) -> None:
    way = await walk(bot)

    posted = bot.room.posts()[-1]
    assert len(way.clicks) <= MOST_CLICKS, story(way)
    assert way.seconds < MOST_SECONDS
    assert "Set up by Ana. Type /bite and any topic" in words(posted)
    assert "at 09:00" in words(posted)


async def test_the_form_begins_with_what_is_likely(bot: Bot) -> None:
    if bot.room.name == "discord":
        bot.discord.world.locales[bot.room.person("ana")] = "fr"

    stands = standing(await open_form(bot))

    assert (stands["time"], stands["timezone"]) == ("09:00", "Europe/Paris")
    if bot.room.name == "discord":
        assert stands["channel"] == bot.room.channel("daily-bite")


async def test_the_form_takes_the_zone_of_another_schedule(bot: Bot) -> None:
    await saved(bot, timezone="Asia/Tokyo")

    form = await command(bot, "ana", "general", "/bite-admin schedule")

    assert standing(form)["timezone"] == "Asia/Tokyo"
    assert standing(form)["channel"] == bot.room.channel("general")


@only_discord
@pytest.mark.parametrize(
    ("typed", "zone"),
    [("paris", "Europe/Paris"), ("New York", "America/New_York"), ("utc", "UTC")],
)
async def test_a_city_will_do(bot: Bot, typed: str, zone: str) -> None:
    await saved(bot, timezone=typed)

    (schedule,) = await bot.store.schedules()
    assert schedule.timezone == zone


async def test_the_answer_is_the_proof(bot: Bot) -> None:
    done = await saved(bot, days=["mon", "tue", "wed", "thu", "fri"])

    told = words(done)
    assert "Done: Daily Bite posts in" in told
    assert "Mon–Fri at 09:00" in told  # noqa: RUF001 - a range
    assert told.count(", 09:00") == 7  # the confirmation, five posts, and after today
    assert "Mon 30 November, 09:00" in told
    assert "This is the first bite; only you see it" in told
    assert "Footgun:" in told
    assert "the one at 09:00 today then does not come" in told
    assert done.buttons[0] == FIRST
    assert bot.room.posts() == [] or bot.room.name == "discord"


async def test_rights_that_were_lost_meanwhile_count(bot: Bot) -> None:
    form = await open_form(bot)
    bot.room.demote("ana")

    told = await fill(bot, "ana", form, channel=bot.room.channel("daily-bite"))

    assert "Only admins can do that" in words(told)
    assert await bot.store.schedules() == []
    assert (await dump(bot.store))[drafts.name] == []


@only_discord
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"timezone": "berlni"}, "Did you mean Europe/Berlin?"),
        ({"time": "nine"}, '"nine" is no time of day.'),
    ],
)
async def test_what_cannot_be_read_is_told_and_nothing_is_lost(
    bot: Bot, values: dict[str, str], sentence: str
) -> None:
    chosen = {"days": ["mon"], "topics": ["topic"], **values}
    told = await fill(bot, "ana", await open_form(bot), **chosen)

    again = await press(bot, "ana", told, "Try again")

    assert sentence in words(told)
    stands = standing(again)
    assert {name: stands[name] for name in chosen} == chosen
    done = await fill(bot, "ana", again, timezone="berlin", time="9:30")
    (schedule,) = await bot.store.schedules()
    assert "Done:" in words(done)
    assert (f"{schedule.time:%H:%M}", schedule.timezone) == ("09:30", "Europe/Berlin")
    assert schedule.days == {0}
    assert (await dump(bot.store))[drafts.name] == []


@only_discord
async def test_a_draft_is_kept_for_an_hour(bot: Bot) -> None:
    told = await fill(bot, "ana", await open_form(bot), timezone="berlni")
    bot.clock.move(seconds=DRAFT_LIVES.total_seconds() + 60)

    late = await press(bot, "ana", told, "Try again")
    kept = (await dump(bot.store))[drafts.name]
    await bot.app._clean()

    assert "no longer kept" in words(late)
    assert late.buttons == (NEW,)
    assert len(kept) == 1
    assert (await dump(bot.store))[drafts.name] == []


@only_discord
async def test_a_missing_permission_is_named_and_checked_again(bot: Bot) -> None:
    bot.discord.deny("general", "SEND_MESSAGES")
    general = bot.room.channel("general")
    told = await fill(bot, "ana", await open_form(bot), channel=general, time="10:15")

    still = await press(bot, "ana", told, "Check again")
    bot.discord.allow("general", "SEND_MESSAGES")
    done = await press(bot, "ana", still, "Check again")

    assert "Send Messages" in words(told)
    assert "Nothing is lost" in words(told)
    assert "Send Messages" in words(still)
    assert "Done:" in words(done)
    (schedule,) = await bot.store.schedules()
    assert (schedule.channel, f"{schedule.time:%H:%M}") == (general, "10:15")


@only_discord
async def test_it_can_be_saved_all_the_same_once(bot: Bot) -> None:
    bot.discord.deny("general", "SEND_MESSAGES")
    general = bot.room.channel("general")
    told = await fill(bot, "ana", await open_form(bot), channel=general)

    first, second = await asyncio.gather(
        press(bot, "ana", told, "Save all the same"),
        press(bot, "ana", told, "Save all the same"),
        return_exceptions=True,
    )

    shown = [words(one) for one in (first, second) if isinstance(one, Told)]
    assert any("Saved, but not ready yet:" in one for one in shown)
    assert len(await bot.store.schedules()) == 1


@only_slack
async def test_a_form_that_stays_open_is_saved_by_a_second_press(bot: Bot) -> None:
    where = bot.room.channel("announcements")
    form = await open_form(bot)
    first = await fill(bot, "ana", form, channel=where)
    before = await bot.store.schedules()

    second = await fill(bot, "ana", form, channel=where)

    assert first.kind == "errors"
    assert "press Save once more" in first.text
    assert before == []
    assert "Saved, but not ready yet:" in words(second)
    assert len(await bot.store.schedules()) == 1


async def test_nobody_gets_a_second_schedule_by_accident(bot: Bot) -> None:
    form = await open_form(bot)
    now = bot.clock.now()
    where = {
        "platform": bot.room.name,
        "server": bot.room.server,
        "channel": bot.room.channel("daily-bite"),
    }
    other = starting(new_schedule(**where, timezone="UTC", now=now), now)
    await bot.app.core.admin.save(other, by="ben")

    told = await fill(bot, "ana", form, channel=where["channel"])

    assert "has a daily post already" in words(told)
    assert len(await bot.store.schedules()) == 1


async def test_two_at_once_set_up_one_schedule_and_lose_no_form(bot: Bot) -> None:
    await install(bot)
    bot.room.promote("ben")
    where = bot.room.channel("general")
    opened = [
        await command(bot, one, "general", "/bite-admin schedule")
        for one in ("ana", "ben")
    ]

    told = await asyncio.gather(
        fill(bot, "ana", opened[0], channel=where, time="10:15"),
        fill(bot, "ben", opened[1], channel=where, time="10:15"),
    )

    refused = ["has a daily post already" in words(one) for one in told]
    assert sorted(refused) == [False, True]
    assert len(await bot.store.schedules()) == 1
    if bot.room.name == "discord":  # on Slack the form is still open
        late = refused.index(True)
        again = await press(bot, ("ana", "ben")[late], told[late], "Try again")
        assert standing(again)["time"] == "10:15"


@only_discord
async def test_a_slow_form_says_so_and_opens_later(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.commands.FORM_PATIENCE", 0.0)

    late = await open_form(bot)
    monkeypatch.undo()
    form = await press(bot, "ana", late, NEW)

    assert "took too long for the form to open" in words(late)
    assert standing(form)["time"] == "09:00"


@only_discord
async def test_a_form_opens_where_discord_refuses_its_channel(bot: Bot) -> None:
    hello = await install(bot)
    callback = "POST /interactions/{id}/{token}/callback"
    bot.sandbox.faults.add(Fault("status", callback, status=400))

    form = await press(bot, "ana", hello, NEW)

    assert standing(form)["channel"] == ""


async def test_the_list_offers_what_one_can_do(bot: Bot) -> None:
    await saved(bot)
    listed = await bot.room.admin("ana", "daily-bite", "list")

    paused = await press(bot, "ana", listed, "Pause")
    relisted = await bot.room.admin("ana", "daily-bite", "list")
    removed = await press(bot, "ana", relisted, "Remove")
    undone = await press(bot, "ana", removed, "Undo")

    assert listed.buttons == ("Change", "Pause", "Preview", "Next", "Remove")
    assert words(paused).startswith("Paused.")
    assert relisted.buttons[1] == "Resume"
    assert "What was shown stays remembered" in words(removed)
    assert undone.text
    assert len(await bot.store.schedules()) == 1


async def test_buttons_of_several_schedules_are_numbered(bot: Bot) -> None:
    await saved(bot)
    await bot.schedule("general")

    listed = await bot.room.admin("ana", "general", "list")
    form = await press(bot, "ana", listed, "Change 2")
    shown = await press(bot, "ana", listed, "Next 1")

    assert listed.buttons[:2] == ("Change 1", "Pause 1")
    assert standing(form)["channel"] == bot.room.channel("daily-bite")
    assert "The next posts:" in words(shown)


async def test_erasing_a_person_takes_their_draft(bot: Bot) -> None:
    bot.discord.deny("general", "SEND_MESSAGES")
    where = "general" if bot.room.name == "discord" else "announcements"
    form = await open_form(bot)
    await fill(bot, "ana", form, channel=bot.room.channel(where))
    kept = (await dump(bot.store))[drafts.name]

    shown = await bot.room.type("ana", "daily-bite", "/bite my-data")
    await bot.room.type("ana", "daily-bite", "/bite forget-me")

    assert len(kept) == 1
    assert "1 form that you began" in words(shown)
    assert (await dump(bot.store))[drafts.name] == []


async def test_what_could_not_be_checked_is_not_saved_all_the_same(bot: Bot) -> None:
    """Nobody could say whose channel it is."""
    form = await open_form(bot)
    bot.sandbox.faults.add(Fault("status", LOOKS[bot.room.name], times=9, status=500))

    told = await fill(bot, "ana", form, channel=bot.room.channel("daily-bite"))
    again = await fill(bot, "ana", form, channel=bot.room.channel("daily-bite"))

    assert "could not be checked" in told.text
    assert "could not be checked" in again.text
    assert await bot.store.schedules() == []
