"""What keeps posts from going out in a manner in a channel; pure, from Discord's objects."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.core import posting_words
from bot.core.language import sentence
from bot.core.posting import Manner, Obstacle
from bot.platforms.discord.permissions import compute

_ANNOUNCEMENTS = 5
_FOR_THREADS = {
    "create_public_threads": sentence("Create Public Threads"),
    "send_messages_in_threads": sentence("Send Messages in Threads"),
}


def obstacles(
    manner: Manner,
    *,
    guild: Mapping[str, Any],
    channel: Mapping[str, Any],
    member: Mapping[str, Any],
) -> Iterator[Obstacle]:
    """Yield what is in the way of a manner, with what to grant."""
    granted = discord.Permissions(compute(guild=guild, channel=channel, member=member))
    name = f"#{channel['name']}"
    if manner.mention:
        yield from _of_mention(manner.mention, guild, granted, name)
    if manner.publish and channel["type"] != _ANNOUNCEMENTS:
        told = posting_words.not_an_announcement_channel(name)
        yield Obstacle("publish", told)
    missing = [
        one() for flag, one in _FOR_THREADS.items() if not getattr(granted, flag)
    ]
    if manner.thread and missing:
        told = posting_words.threads_need(name, missing)
        yield Obstacle("thread", told, is_fatal=False)


def obstacles_anywhere(manner: Manner) -> Iterator[Obstacle]:
    """Yield what is in the way of a manner in any server."""
    if manner.mention and not manner.mention.isdigit():
        yield Obstacle("mention", posting_words.no_such_role())


def _of_mention(
    role_id: str, guild: Mapping[str, Any], granted: discord.Permissions, channel: str
) -> Iterator[Obstacle]:
    role = next((one for one in guild["roles"] if one["id"] == role_id), None)
    if role_id == guild["id"]:
        yield Obstacle("mention", posting_words.never_everybody())
    elif role is None:
        yield Obstacle("mention", posting_words.no_such_role())
    elif not role["mentionable"] and not granted.mention_everyone:
        told = posting_words.role_not_mentionable(f"@{role['name']}", channel)
        yield Obstacle("mention", told)
