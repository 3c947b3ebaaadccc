"""Options of commands that discord.py would look up in its caches, which are empty."""

from typing import Any, ClassVar

import discord
from discord import app_commands


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
