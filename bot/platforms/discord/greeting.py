"""Where the bot says hello in a server: the first place where people see it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.core.cards import Card
from bot.platforms.discord.permissions import compute
from bot.platforms.discord.render import render_direct, render_post
from bot.platforms.discord.rest import DiscordRest

_TEXT = 0
_SAYS = discord.Permissions(view_channel=True, send_messages=True)


async def greet(
    rest: DiscordRest, server: str, me: str, cards: tuple[Card, Card], *, mark: str
) -> bool:
    """Say hello in the system channel, else in the first text channel that is open.

    Where there is none, the owner hears the second card, in private.

    Raises:
        DeliveryError: It was not said, or may have been.
    """
    guild = await rest.get(f"/guilds/{server}")
    member = await rest.get(f"/guilds/{server}/members/{me}")
    channels = await rest.get(f"/guilds/{server}/channels")
    card, direct = cards
    channel, payload = (
        _first_open(guild, channels, member),
        render_post(card, mark=mark),
    )
    if not channel:
        channel = await rest.open_direct(str(guild["owner_id"]))
        payload = render_direct(direct)
    await rest.create_message(channel, payload, may_start=lambda: True)
    return True


def _first_open(
    guild: Mapping[str, Any],
    channels: Sequence[Mapping[str, Any]],
    member: Mapping[str, Any],
) -> str:
    """Give the channel to say hello in, or nothing."""
    for one in _in_order(guild, channels):
        granted = compute(guild=guild, channel=one, member=member)
        if granted & _SAYS.value == _SAYS.value:
            return str(one["id"])
    return ""


def _in_order(
    guild: Mapping[str, Any], channels: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Give the system channel first, then the others as people see them."""
    places = {one["id"]: one.get("position", 0) for one in channels}

    def place(one: Mapping[str, Any]) -> tuple[bool, int, int]:
        is_first = one["id"] == guild.get("system_channel_id")
        return not is_first, places.get(one.get("parent_id"), -1), one["position"]

    yield from sorted((one for one in channels if one["type"] == _TEXT), key=place)
