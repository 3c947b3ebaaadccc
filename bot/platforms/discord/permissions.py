"""What the bot may do in a channel, computed as Discord documents it."""

from collections.abc import Iterable, Mapping
from typing import Any

import discord

from bot.core.language import sentence

# https://docs.discord.com/developers/topics/permissions#permission-overwrites
NEEDED = {
    "view_channel": sentence("View Channel"),
    "send_messages": sentence("Send Messages"),
    "read_message_history": sentence("Read Message History"),
}
INVITE = discord.Permissions(**dict.fromkeys(NEEDED, True))


def missing_permissions(
    *, guild: Mapping[str, Any], channel: Mapping[str, Any], member: Mapping[str, Any]
) -> tuple[str, ...]:
    """Name the permissions that a member lacks for daily posts in a channel."""
    granted = discord.Permissions(compute(guild=guild, channel=channel, member=member))
    return tuple(name() for flag, name in NEEDED.items() if not getattr(granted, flag))


def compute(
    *, guild: Mapping[str, Any], channel: Mapping[str, Any], member: Mapping[str, Any]
) -> int:
    """Compute a member's permissions in a channel from Discord's own objects."""
    user = member["user"]["id"]
    roles = {guild["id"], *member["roles"]}
    base = 0
    for role in guild["roles"]:
        if role["id"] in roles:
            base |= int(role["permissions"])
    if guild.get("owner_id") == user or discord.Permissions(base).administrator:
        return discord.Permissions.all().value
    return _overwritten(base, channel, guild["id"], roles - {guild["id"]}, user)


def _overwritten(
    base: int, channel: Mapping[str, Any], everyone: str, roles: set[str], user: str
) -> int:
    overwrites = {one["id"]: one for one in channel.get("permission_overwrites", ())}
    for group in ({everyone}, roles, {user}):
        chosen = [overwrites[one] for one in group if one in overwrites]
        base = base & ~_union(chosen, "deny") | _union(chosen, "allow")
    return base


def _union(overwrites: Iterable[Mapping[str, Any]], side: str) -> int:
    total = 0
    for one in overwrites:
        total |= int(one[side])
    return total
