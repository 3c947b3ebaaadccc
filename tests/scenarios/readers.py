"""How scenarios set a schedule's options, and see threads and mentions, on any platform."""

from collections.abc import Mapping

from bot.sandbox.slack.blocks import shown_text
from tests.conftest import Bot
from tests.rooms import Raw, Told, words

_TICKED = ("thread", "silent", "publish")


async def options(
    bot: Bot, person: str = "ana", channel: str = "daily-bite", **named: str
) -> str:
    """Set options as somebody, and give what they are told."""
    if bot.room.name == "discord":
        given = _ticked(named)
        return words(await bot.room.admin(person, channel, "options", **given))
    line = " ".join(f"{name}={text}" for name, text in named.items())
    return words(await bot.room.type(person, channel, f"/bite-admin options {line}"))


def group(bot: Bot) -> str:
    """Give what an admin types to name the role or user group of readers."""
    return "@Readers" if bot.room.name == "discord" else "@readers"


def mention(bot: Bot) -> str:
    """Give how a message mentions the readers."""
    if bot.room.name == "discord":
        return f"<@&{bot.discord.world.readers_role}>"
    return f"<!subteam^{bot.sandbox.slack.world.groups['readers']}>"


def thread(bot: Bot, told: Told) -> list[Told]:
    """List what stands in the thread of a message, oldest first."""
    assert told.raw is not None
    if bot.room.name == "discord":
        return [
            Told(one["content"], "message", one)
            for one in bot.discord.thread(dict(told.raw))
        ]
    found: list[Raw] = bot.sandbox.slack.thread(dict(told.raw))
    return [Told(shown_text(one["blocks"]), "message", one) for one in found]


def _ticked(named: Mapping[str, str]) -> dict[str, str]:
    """Give options as Discord's client does: what is on or off is ticked or not."""
    ticks = {"on": "true", "off": "false"}
    given = {
        name: ticks[text] if name in _TICKED else text for name, text in named.items()
    }
    nobody = {"mention": "", "mention_nobody": "true"}
    return given | (nobody if given.get("mention") == "off" else {})
