"""What Slack makes of a typed line before the app gets it."""

import re

from bot.sandbox.slack.world import World

_PLACE = re.compile(r"(?<![\w<&;])([#@])([\w-]+)")
_EVERYBODY = ("here", "channel", "everyone")


def escaped(text: str) -> str:
    """Escape the three characters that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(world: World, text: str) -> str:
    """Escape, and write #places, @people and @groups by id, as with should_escape."""

    def link(match: re.Match[str]) -> str:
        try:
            if match[1] == "#":
                return f"<#{world.channel_id(match[2])}|{match[2]}>"
            if match[2] in _EVERYBODY:
                return f"<!{match[2]}|{match[2]}>"
            if match[2] in world.groups:
                return f"<!subteam^{world.groups[match[2]]}|@{match[2]}>"
            return f"<@{world.person(match[2]).id}|{match[2]}>"
        except KeyError:
            return match[0]

    return _PLACE.sub(link, escaped(text))
