"""Options of commands that discord.py would look up in its caches, which are empty."""

from typing import Any, ClassVar

import discord
from discord import app_commands


class Somebody(app_commands.Transformer):
    """A person; arrives as their id."""

    type = discord.AppCommandOptionType.user

    async def transform(
        self,
        _interaction: discord.Interaction[Any],
        value: discord.User | discord.Member,
        /,
    ) -> str:
        """Take the id alone."""
        return str(value.id)


class PostableChannel(app_commands.Transformer):
    """A channel that can be posted in; arrives as its id."""

    type = discord.AppCommandOptionType.channel
    channel_types: ClassVar = [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(
        self,
        _interaction: discord.Interaction[Any],
        value: app_commands.AppCommandChannel,
        /,
    ) -> str:
        """Take the id alone."""
        return str(value.id)
