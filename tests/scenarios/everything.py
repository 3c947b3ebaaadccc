"""A server that holds something of everything, and every admin command as people give it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.core.requests import FOR_ADMINS, Command, Person, Reply, Request
from bot.sandbox.discord.world import Person as DiscordPerson
from bot.sandbox.slack.world import Person as SlackPerson
from bot.sandbox.slack.world import new_id
from bot.storage.tables import deliveries
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
}
PRESSED = frozenset({Command.REPOST, Command.UNDO, Command.ERASE, Command.RESET_NOW})
OPENED = frozenset({Command.SET_UP})  # a form, which Slack alone has
REFUSED = ("Only admins can do that", "You are a manager here, and managers may")


def all_commands() -> list[Command]:
    """List every command for admins; a new one must be told here how it is given."""
    assert {*TYPED} | PRESSED | OPENED == FOR_ADMINS, "say in everything.py how"
    destructive = [Command.REMOVE, Command.RESET_NOW, Command.ERASE]  # in that order
    return [*sorted(FOR_ADMINS - {*destructive}), *destructive]


def is_refused(told: str) -> bool:
    return told.startswith(REFUSED)


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
    if command in OPENED and isinstance(bot.room, SlackRoom):
        return words(await bot.room.type(person, "daily-bite", "/bite-admin"))
    if command in OPENED:
        return words_of(await bot.app.gate.answer(asking(bot, command, person)))
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
    action = {
        "type": "button",
        "block_id": "b",
        "action_id": f"bite_{command}",
        "value": f"- {value}",
    }
    payload = people.payloads.actions(act, action, people._url(act))
    return (await people.send("interactive", payload, act, "failed")).text


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
