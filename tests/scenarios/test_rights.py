"""Every admin command over the wire, given by people who may not, or may no longer."""

from datetime import timedelta
from typing import Any

import pytest

from bot.core.keeping import CONFIRM_WITHIN
from bot.core.requests import CHANGING, FOR_ADMINS, NO_MANAGERS, Command
from tests import forms
from tests.conftest import Bot
from tests.rooms import SlackRoom, words
from tests.scenarios.everything import (
    LATER,
    add_person,
    all_commands,
    asking,
    everything,
    fill,
    give,
    is_refused,
    lend_draft,
    press,
    value_of,
)

pytestmark = pytest.mark.usefixtures("hours_pass")
once_each = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)
CONFIRMED = (Command.ERASE, Command.RESET_NOW)


async def let_in(bot: Bot, person: str) -> dict[Command, str]:
    """Give every admin command as somebody; list those that were not refused."""
    found = {}
    for command in all_commands():
        before = await everything(bot)
        told = await give(bot, command, person)
        if not is_refused(told) or await everything(bot) != before:
            found[command] = told
    return found


async def test_members_may_give_none_of_them(bot: Bot) -> None:
    await fill(bot)
    await lend_draft(bot, "ben")

    assert await let_in(bot, "ben") == {}


async def test_an_admin_who_lost_the_right_may_give_none(bot: Bot) -> None:
    """What was open before, a menu or a button, is looked at again."""
    await fill(bot)
    allowed = await give(bot, Command.LIST, "ana")

    bot.room.demote("ana")

    assert not is_refused(allowed)
    assert await let_in(bot, "ana") == {}


async def test_a_manager_who_was_dismissed_may_give_none(bot: Bot) -> None:
    await fill(bot)
    allowed = await give(bot, Command.LIST, "cem")

    await give(bot, Command.DISMISS, "ana")

    assert not is_refused(allowed)
    assert await let_in(bot, "cem") == {}


async def test_managers_may_give_all_but_those_that_stay_with_admins(bot: Bot) -> None:
    await fill(bot)

    told = {one: await give(bot, one, "cem") for one in all_commands()}

    refused = {one for one, text in told.items() if is_refused(text)}
    assert refused == NO_MANAGERS
    assert [one for one, text in told.items() if "went wrong" in text] == []


async def test_a_manager_of_another_server_is_none_here(bot: Bot) -> None:
    await fill(bot)
    async with bot.store._database.write() as connection:
        await connection.exec_driver_sql("UPDATE managers SET server = 'elsewhere'")

    assert await let_in(bot, "cem") == {}


class Replay:
    """Sends what was sent last once more, with the platform's own id in it."""

    def __init__(self, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
        self._bot = bot
        self._sent: list[Any] = []
        courier = bot.sandbox.slack.courier
        deliver = courier.deliver

        async def noting(kind: Any, payload: Any) -> Any:
            self._sent.append((kind, payload))
            return await deliver(kind, payload)

        monkeypatch.setattr(courier, "deliver", noting)
        self._deliver = deliver

    async def again(self, command: Command) -> None:
        if isinstance(self._bot.room, SlackRoom):
            await self._deliver(*self._sent[-1])
            return
        if command is Command.OPTIONS_FORM:  # which Discord does not have
            await self._bot.app.gate.answer(asking(self._bot, command, "ana"))
            return
        gateway = self._bot.discord.gateway
        (session,) = gateway.sessions.values()
        last = [one["d"] for one in session.sent if one["t"] == "INTERACTION_CREATE"]
        gateway.dispatch("INTERACTION_CREATE", last[-1])
        await self._bot.room.type("ben", "general", "/topics")  # comes after it


@once_each
@pytest.mark.parametrize("command", sorted(FOR_ADMINS))
async def test_what_comes_twice_is_done_once(
    bot: Bot, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(bot)
    if command is Command.RESUME:
        await give(bot, Command.PAUSE, "ana")
    if command is Command.FIRST_POST:
        bot.clock.move(hours=17)  # to a day that had none yet
    replay = Replay(bot, monkeypatch)
    before = _but_for_events(await everything(bot))

    told = await give(bot, command, "ana")
    await bot.tick()  # or the bot's own ticker does it a moment later
    once = await everything(bot)
    bot.clock.move(minutes=2)  # so that no brake is what holds it
    await replay.again(command)
    await bot.tick()

    twice = await everything(bot)
    if command is Command.ERASE:  # what was noted of the first press is erased, too
        once, twice = _but_for_events(once), _but_for_events(twice)
    assert not is_refused(told)
    assert "went wrong" not in told
    assert (_but_for_events(once) != before) is (command in CHANGING)
    assert twice == once


@pytest.mark.parametrize("command", CONFIRMED)
async def test_nobody_confirms_for_somebody_else(bot: Bot, command: Command) -> None:
    await fill(bot)
    add_person(bot, "dana")
    bot.room.promote("dana")
    anas = await value_of(bot, command, "ana")
    before = await everything(bot)

    told = await press(bot, command, "dana", anas)

    assert "question was somebody else's" in told.replace("\\", "")
    assert not is_refused(told)
    after = await everything(bot)
    assert _but_for_events(after) == _but_for_events(before)


@pytest.mark.parametrize("command", CONFIRMED)
async def test_a_confirmation_ends_after_five_minutes(
    bot: Bot, command: Command
) -> None:
    await fill(bot)
    anas = await value_of(bot, command, "ana")
    before = await everything(bot)
    bot.clock.time += CONFIRM_WITHIN + timedelta(seconds=1)

    late = await press(bot, command, "ana", anas)
    after = await everything(bot)
    fresh = await press(bot, command, "ana", await value_of(bot, command, "ana"))

    assert "too " in late
    assert _but_for_events(after) == _but_for_events(before)
    assert fresh.startswith(("Erased.", "Forgotten:"))


def _but_for_events(kept: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out that a press happened at all, which is noted for a day."""
    return {name: rows for name, rows in kept.items() if name != "processed_events"}


@pytest.mark.parametrize("platform", ["slack-socket"], indirect=True)
async def test_people_of_another_workspace_are_never_admins(bot: Bot) -> None:
    """Slack Connect: admins at home, and even in our list of managers."""
    await fill(bot)
    add_person(bot, "eve", admin=True, team="T0THER")
    await lend_draft(bot, "eve")
    told = words(await bot.room.admin("ana", "general", "managers", add="@eve"))

    let = await let_in(bot, "eve")
    read = words(await bot.room.type("eve", "general", "/bite topics"))

    assert "is a manager now" in told
    assert let == {}
    assert "Topic" in read


FORMS = {"schedule": LATER, "options": {"every": "2d"}}


@once_each
@pytest.mark.parametrize("who", ["ana", "cem"])
@pytest.mark.parametrize("word", FORMS)
async def test_a_form_that_is_open_does_not_keep_the_right(
    bot: Bot, who: str, word: str
) -> None:
    if (bot.room.name, word) == ("discord", "options"):
        word = "schedule"  # there, it is a command alone
    await fill(bot)
    form = await forms.command(bot, who, "daily-bite", f"/bite-admin {word}")
    assert {*FORMS[word]} <= {*forms.standing(form)}
    if who == "ana":
        bot.room.demote("ana")
    else:
        await give(bot, Command.DISMISS, "ana")
    before = await everything(bot)

    told = words(await forms.fill(bot, who, form, **FORMS[word]))

    assert is_refused(told)
    assert await everything(bot) == before
