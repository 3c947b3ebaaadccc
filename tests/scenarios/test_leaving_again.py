"""Faults of leaving, erasing and listing that were found by reading: each shown mended."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.keeping import GRACE, nothing_to_forget
from bot.core.requests import Command, Person, Request
from bot.core.schedule import State
from tests.conftest import Bot
from tests.rooms import Told, words
from tests.scenarios.test_leaving import leave, states
from tests.storage.make import add
from tests.storage.test_owners import dump, rows_with

pytestmark = pytest.mark.usefixtures("hours_pass")


def button_value(told: Told, label: str) -> str:
    """Give what a button carries, whichever platform shows it."""
    raw = told.raw or {}
    for row in raw.get("components") or ():
        for one in row["components"]:
            if label in one["label"]:
                return str(one["custom_id"]).rpartition(":")[2]
    for block in raw.get("blocks") or ():
        for one in block.get("elements") or ():
            if isinstance(one.get("text"), dict) and label in one["text"]["text"]:
                return str(one["value"]).partition(" ")[2]
    raise AssertionError(f"no button {label}")


def pressed(bot: Bot, command: Command, value: str, event: str) -> Request:
    """Give a press of Ana's, as the platform hands it on."""
    return Request(
        id=event,
        platform=bot.room.name,
        server=bot.room.server,
        channel=bot.room.channel("general"),
        person=Person(
            id=bot.room.person("ana"), name="Ana", is_admin=True, is_of_server=True
        ),
        command=command,
        options={"bite": value},
    )


async def test_a_server_that_came_back_unheard_is_kept_however_late_it_is(
    bot: Bot,
) -> None:
    """Its time was over, but nobody had erased it yet when it was seen again."""
    await bot.schedule()
    await bot.next_post()
    await leave(bot)
    before = await dump(bot.store)
    bot.clock.move(days=GRACE.days + 1)

    await bot.app.gate.present(bot.room.name, [bot.room.server])

    after = await dump(bot.store)
    assert await states(bot) == ["active"]
    assert after["history"] == before["history"]
    assert after["deliveries"] == before["deliveries"]


@pytest.mark.parametrize("platform", ["slack-socket"], indirect=True)
async def test_a_workspace_that_the_token_is_not_of_is_left(bot: Bot) -> None:
    """Else its schedules would be asked about, and kept, for ever."""
    other = await add(bot.store, platform="slack", server="T0THER", channel="C1")
    await bot.store.change_schedule(
        other._replace(state=State.PAUSED),
        (await bot.store.audit("slack", "T0THER"))[0],
    )

    await bot.app.membership.check()
    bot.clock.move(days=GRACE.days + 1)
    await bot.app.membership.erase_old()

    assert await bot.app.connections["slack"].belongs("T0THER") is False
    assert rows_with(await dump(bot.store), "T0THER") == {}


async def test_a_second_press_on_erase_erases_nothing_that_came_since(bot: Bot) -> None:
    await bot.schedule()
    asked = await bot.room.admin("ana", "general", "forget")
    value = button_value(asked, "Erase everything")

    first = await bot.app.gate.answer(pressed(bot, Command.ERASE, value, "1"))
    await bot.schedule("general")
    again = await bot.app.gate.answer(pressed(bot, Command.ERASE, value, "2"))

    (kept,) = await bot.store.schedules()
    assert first.card.body.startswith("Erased.")
    assert "was done already" in again.card.body
    assert kept.channel == bot.room.channel("general")


async def test_an_erasure_takes_the_notes_of_tests_and_resets_along(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    await bot.room.admin("ana", "daily-bite", "test")
    reset = await bot.room.admin("ana", "general", "reset")
    await bot.room.click("ana", reset, "Forget all of it")
    noted = rows_with(await dump(bot.store), bot.room.server)["processed_events"]
    asked = await bot.room.admin("ana", "general", "forget")

    await bot.room.click("ana", asked, "Erase everything")

    assert any(":test:" in one for one in noted)
    assert any(":reset:" in one for one in noted)
    assert rows_with(await dump(bot.store), bot.room.server) == {}


async def test_a_reset_works_once(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    asked = await bot.room.admin("ana", "general", "reset")
    value = button_value(asked, "Forget all of it")

    first = await bot.app.gate.answer(pressed(bot, Command.RESET_NOW, value, "1"))
    await bot.room.admin("ana", "general", "seen", topic="topic")
    again = await bot.app.gate.answer(pressed(bot, Command.RESET_NOW, value, "2"))

    assert first.card.body.startswith("Forgotten: 1 bite.")
    assert "is answered or too old" in again.card.body.replace("\\", "")
    assert await bot.store.count_seen(bot.room.name, bot.room.server) == 6


async def test_who_is_named_nowhere_waits_for_no_other_writer(
    bot: Bot, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")  # somebody writes, for as long as they like

        told = words(await bot.room.type("ben", "general", "/bite forget-me"))

    assert told == nothing_to_forget()


async def test_next_shows_the_posts_before_and_after_a_long_summer(bot: Bot) -> None:
    await bot.schedule(dates="2026-11-27..2027-08-31")

    told = await bot.room.admin("ana", "daily-bite", "next")

    shown = words(told)
    assert "Tue 24 November, 09:00" in shown
    assert "Thu 26 November, 09:00" in shown
    assert "Wed 1 September, 09:00" in shown
    assert shown.count(", 09:00") == 5
    assert len(told.text) < 2000
