"""A server that holds something of everything, and every admin command as people give it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.core.keeping import DRAFT_LIVES
from bot.core.requests import DRAFT, FOR_ADMINS, Command, Person, Reply, Request
from bot.sandbox.discord.world import Person as DiscordPerson
from bot.sandbox.slack.outcome import text_of
from bot.sandbox.slack.world import Person as SlackPerson
from bot.sandbox.slack.world import new_id
from bot.storage.tables import deliveries
from tests import forms
from tests.conftest import Bot
from tests.rooms import DiscordRoom, SlackRoom, words
from tests.storage.test_owners import dump

PARIS = {"time": "11:11", "timezone": "Europe/Paris"}
TYPED: Mapping[Command, tuple[str, dict[str, str]]] = {
    Command.SCHEDULE: ("schedule", PARIS),
    Command.LIST: ("list", {}),
    Command.PAUSE: ("pause", {}),
    Command.RESUME: ("resume", {}),
    Command.REMOVE: ("remove", {}),
    Command.NEXT: ("next", {}),
    Command.PREVIEW: ("preview", {}),
    Command.HEALTH: ("health", {}),
    Command.FORGET: ("forget", {}),
    Command.SKIP: ("skip", {}),
    Command.LOG: ("log", {}),
    Command.HISTORY: ("history", {}),
    Command.TEST: ("test", {}),
    Command.SEEN: ("seen", {"topic": "topic"}),
    Command.RESET: ("reset", {}),
    Command.MANAGERS: ("managers", {}),
    Command.APPOINT: ("managers", {"add": "@ben"}),
    Command.DISMISS: ("managers", {"remove": "@cem"}),
    Command.OPTIONS: ("options", {"every": "2"}),
}
NAMING = frozenset(
    {
        *(Command.REPOST, Command.UNDO, Command.ERASE, Command.RESET_NOW),
        Command.FIRST_POST,
    }
)
"""Buttons that carry an id of something."""
PRESSED = NAMING | {Command.CHECK_AGAIN, Command.SAVE_ANYWAY, Command.HOME}
OPENED = {Command.SET_UP: "schedule", Command.OPTIONS_FORM: "options"}  # forms
SENT = frozenset({Command.SAVE})  # a form that is open
LATER = {"time": "12:34"}
REFUSED = ("Only admins can do that", "You are a manager here, and managers may")


def all_commands() -> list[Command]:
    """List every command for admins; a new one must be told here how it is given."""
    told = {*TYPED, *OPENED} | PRESSED | SENT
    assert told == FOR_ADMINS, "say in everything.py how"
    destructive = [Command.REMOVE, Command.RESET_NOW, Command.ERASE]  # in that order
    return [*sorted(FOR_ADMINS - {*destructive}), *destructive]


def is_refused(told: str) -> bool:
    return told.removeprefix("Daily Bite ").startswith(REFUSED)  # a form's title


async def fill(bot: Bot) -> None:
    """Let a server have schedules, posts, a doubt, a report, a share and a manager."""
    add_person(bot, "cem")
    await bot.schedule("general")
    await bot.schedule("daily-bite")
    await bot.next_post()
    await bot.tick()
    bot.clock.move(minutes=1)
    async with bot.store._database.write() as connection:
        here = deliveries.c.channel == bot.room.channel("daily-bite")
        doubted = {"state": "unconfirmed", "message_id": None, "reason": "nobody knows"}
        await connection.execute(update(deliveries).where(here).values(**doubted))
    await bot.room.admin("ana", "general", "schedule", time="10:00")
    asked = await bot.room.type("ben", "general", "/bite bite 005")
    await bot.room.click("ben", asked, "Share here")
    deeper = await bot.room.click("ben", asked, "Deeper")
    wrong = await bot.room.click("ben", deeper, "Something wrong?")
    await bot.room.click("ben", wrong, "A fact is wrong")
    await bot.room.admin("ana", "general", "managers", add="@cem")
    await bot.room.admin("ana", "general", "list")  # hears of the report
    bot.clock.move(seconds=11)
    await leave_forms(bot, "ana", "cem")


async def leave_forms(bot: Bot, *people: str) -> None:
    """Let people fill a form that cannot be kept yet, as the bot may not post."""
    bot.room.forbid("daily-bite")
    for person in people:
        kept = await send_form(bot, person)
        assert bot.room.remedy in kept
    bot.room.permit("daily-bite")


async def lend_draft(bot: Bot, person: str) -> None:
    """Let somebody have a form that waits, such as a former admin has."""
    where, since = (bot.room.name, bot.room.server), bot.clock.now() - DRAFT_LIVES
    anas = await bot.store.draft(*where, bot.room.person("ana"), since=since)
    assert anas is not None
    await bot.store.keep_draft(replace(anas, person=bot.room.person(person)))


async def send_form(bot: Bot, person: str) -> str:
    """Send a filled form as somebody who has it open, whoever opened it for them."""
    add_person(bot, "zoe")
    bot.room.promote("zoe")
    bot.clock.move(seconds=11)
    form = await forms.command(bot, "zoe", "daily-bite", "/bite-admin schedule")
    assert form.raw is not None
    if bot.room.name == "slack":
        stacks = bot.sandbox.slack.views.stacks
        stacks[bot.room.person(person)] = stacks[bot.room.person("zoe")]
    return words(await forms.fill(bot, person, form, **LATER))


def add_person(bot: Bot, name: str, **more: Any) -> str:
    """Let one more person into the server and its channels; give their id."""
    if isinstance(bot.room, DiscordRoom):
        people = bot.discord.world.people
        if name not in people:
            new = DiscordPerson(bot.discord.world.ids.new(), name.capitalize(), False)
            people[name] = replace(new, **more)
        return people[name].id
    world = bot.sandbox.slack.world
    if name not in world.people:
        new_one = SlackPerson(new_id("U"), name.capitalize(), "Europe/Paris")
        world.people[name] = replace(new_one, **more)
    for channel in world.channels.values():
        channel.members.add(world.people[name].id)
    return world.people[name].id


async def give(bot: Bot, command: Command, person: str) -> str:
    """Give an admin command over the wire, and what its giver reads in the end."""
    bot.clock.move(seconds=11)  # or it is a lot at once
    bot.room.rest()
    if command in TYPED:
        word, options = TYPED[command]
        return words(await bot.room.admin(person, "daily-bite", word, **options))
    if command in SENT:
        return await send_form(bot, person)
    if command is Command.OPTIONS_FORM and isinstance(bot.room, DiscordRoom):
        return words_of(await bot.app.gate.answer(asking(bot, command, person)))
    if command in OPENED:
        line = f"/bite-admin {OPENED[command]}"
        return words(await forms.command(bot, person, "daily-bite", line))
    if command is Command.HOME and isinstance(bot.room, SlackRoom):
        return await turn_home(bot, person)
    return await press(bot, command, person, await value_of(bot, command, person))


async def value_of(bot: Bot, command: Command, person: str) -> str:
    """Give what a button carries that is about this server and this person."""
    if command is Command.REPOST:
        rows = await bot.store.deliveries(states=["unconfirmed"], limit=1)
        return rows[0].id if rows else "d_0"
    if command is Command.UNDO:
        changes = await bot.store.changes(bot.room.name, bot.room.server, limit=9)
        newest = [one.id for one in changes if one.before and one.is_newest]
        return str(newest[0]) if newest else "0"
    if command is Command.FIRST_POST:
        where = {"platform": bot.room.name, "server": bot.room.server}
        found = await bot.store.schedules(**where)
        return found[0].id if found else "none"
    if command is Command.HOME:
        return "1"
    if command in (Command.CHECK_AGAIN, Command.SAVE_ANYWAY):
        return DRAFT
    return f"{bot.room.person(person)}.{int(bot.clock.now().timestamp())}"


async def press(bot: Bot, command: Command, person: str, value: str) -> str:
    """Press a button that carries a value, as if it stood under a private answer."""
    under = await bot.room.type(person, "general", _topics(bot))
    assert under.raw is not None
    if isinstance(bot.room, DiscordRoom):
        return await _press_on_discord(bot, command, person, value, under.raw)
    return await _press_on_slack(bot, command, person, value, under.raw)


async def _press_on_discord(
    bot: Bot, command: Command, person: str, value: str, message: dict[str, Any]
) -> str:
    people, world = bot.discord.people, bot.discord.world
    who = world.person(person)
    interaction = people._interactions.start(3, who.id, message["channel_id"], message)
    data = {"custom_id": f"bite:-:{command}:{value}", "component_type": 2}
    return (await people._send(interaction, who, data)).text


async def _press_on_slack(
    bot: Bot, command: Command, person: str, value: str, message: dict[str, Any]
) -> str:
    people, world = bot.sandbox.slack.people, bot.sandbox.slack.world
    who, channel = world.person(person), world.any_channel("general")
    act = people._act(who, channel, message=message, has_response=True)
    return await _send_on_slack(bot, act, command, value)


async def _send_on_slack(bot: Bot, act: Any, command: Command, value: str) -> str:
    people = bot.sandbox.slack.people
    action = {
        "type": "button",
        "block_id": "b",
        "action_id": f"bite_{command}",
        "value": f"- {value}",
    }
    payload = people.payloads.actions(act, action, people._url(act))
    return (await people.send("interactive", payload, act, "failed")).text


async def turn_home(bot: Bot, person: str) -> str:
    """Turn a page of Slack's Home tab; who may not sees what everybody sees."""
    slack = bot.sandbox.slack
    home = await slack.open_home(person)
    who = slack.world.person(person)
    act = slack.people._act(who, slack.world.direct_channel(who.id), view=home)
    await _send_on_slack(bot, act, Command.HOME, "1")
    shown = slack.views.homes[who.id]
    return REFUSED[0] if _is_for_all(bot, shown) else text_of(shown)


def _is_for_all(bot: Bot, home: Mapping[str, Any]) -> bool:
    """Tell whether a Home tab has no button, and no word of a schedule."""
    has_buttons = any(one["type"] == "actions" for one in home["blocks"])
    return not has_buttons and bot.room.channel("daily-bite") not in str(home)


def _topics(bot: Bot) -> str:
    return "/topics" if bot.room.name == "discord" else "/bite topics"


def asking(
    bot: Bot, command: Command, person: str, options: Mapping[str, str] | None = None
) -> Request:
    """Give a request as a platform hands it on, with the rights of now."""
    world = getattr(bot.sandbox, bot.room.name).world
    who = world.person(person)
    return Request(
        id=f"{command}.{bot.clock.now().timestamp()}",
        platform=bot.room.name,
        server=bot.room.server,
        channel=bot.room.channel("daily-bite"),
        person=Person(id=who.id, name=who.name, is_admin=who.admin, is_of_server=True),
        command=command,
        options=options or {},
    )


def words_of(reply: Reply) -> str:
    return reply.card.body.replace("\\", "")


async def everything(bot: Bot) -> dict[str, list[str]]:
    """Give all that an act could change: every row, every post, every message."""
    await bot.app.gate.settle_all(timedelta(seconds=10))
    kept = await dump(bot.store)
    for channel in ("daily-bite", "general"):
        kept[f"#{channel}"] = [one.text for one in bot.room.posts(channel)]
    return kept
