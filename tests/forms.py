"""Forms as people fill them, on either platform's sandbox."""

from typing import Any

from bot.core import phrases
from bot.sandbox.slack.outcome import text_of
from tests.conftest import Bot
from tests.rooms import Told


async def fill(bot: Bot, person: str, told: Told, **values: Any) -> Told:
    """Fill fields of an open form by their names, leave the others, and send it."""
    assert told.raw is not None
    if bot.room.name == "slack":
        sent = await bot.sandbox.slack.submit(person, told.raw, values)
        if phrases.saving() in sent.text:  # on a busy machine
            sent = await sent.final()
        shown = sent.message or sent.view
        if shown is None or sent.errors:
            text = "\n".join(sent.errors.values()) or sent.text
            return Told(text, sent.kind, shown, sent.seconds)
        return _slack_told(bot, sent.kind, shown, sent.seconds)
    where = str(told.raw["channel"])
    done = await bot.discord.submit(person, where, told.raw, values)
    return await _discord_told(bot, done)


async def press(bot: Bot, person: str, told: Told, label: str) -> Told:
    """Press a button, whether a message, a form or a page comes of it."""
    if bot.room.name == "slack":
        return await bot.room.click(person, told, label)
    assert told.raw is not None
    done = await bot.discord.click(person, told.raw, label)
    return await _discord_told(bot, done, channel=told.raw["channel_id"])


async def command(bot: Bot, person: str, channel: str, line: str) -> Told:
    """Type a command, whether a message or a form comes of it."""
    if bot.room.name == "slack":
        return await bot.room.type(person, channel, line)
    name = line.removeprefix("/")
    done = await bot.discord.slash(person, channel, name, bypass_menu=True)
    return await _discord_told(bot, done, channel=bot.room.channel(channel))


def standing(told: Told) -> dict[str, Any]:
    """Give what stands in the fields of an open form, by their names."""
    assert told.raw is not None
    if "components" in told.raw:
        parts = [one["component"] for one in told.raw["components"]]
        return {one["custom_id"]: _discord_value(one) for one in parts}
    inputs = [one for one in told.raw["blocks"] if one["type"] == "input"]
    return {one["block_id"]: _slack_value(one["element"]) for one in inputs}


def _discord_value(part: dict[str, Any]) -> Any:
    if "options" in part:
        return [one["value"] for one in part["options"] if one["default"]]
    chosen = [one["id"] for one in part.get("default_values", ())]
    return chosen[0] if chosen else part.get("value", "")


def _slack_value(element: dict[str, Any]) -> Any:
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if element["type"] in ("checkboxes", "multi_static_select"):
        return [one["value"] for one in element.get("initial_options", ())]
    found = element.get("initial_time") or element.get("initial_conversation")
    return found or ""


async def _discord_told(bot: Bot, done: Any, *, channel: str = "") -> Told:
    if done.kind == "modal":
        raw = {**done.modal, "channel": channel}
        return Told(done.modal["title"], "modal", raw, done.seconds)
    message = await done.final() if done.kind == "deferred" else done.message
    if message is None:
        return Told(done.text, done.kind, seconds=done.seconds)
    buttons = [
        one["label"] for row in message["components"] for one in row["components"]
    ]
    text = message["content"]
    return Told(text, done.kind, dict(message), done.seconds, tuple(buttons))


def _slack_told(bot: Bot, kind: str, raw: dict[str, Any], seconds: float) -> Told:
    buttons = [
        element["text"]["text"]
        for block in raw["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    return Told(text_of(raw), kind, raw, seconds, tuple(buttons))
