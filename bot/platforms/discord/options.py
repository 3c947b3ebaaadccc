"""Options of commands that discord.py would look up in its caches, which are empty."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.core.posting import OFF, ON


class MentionableRole(app_commands.Transformer):
    """A role; arrives as its id."""

    type = discord.AppCommandOptionType.role

    async def transform(
        self, _interaction: discord.Interaction[Any], value: discord.Role, /
    ) -> str:
        """Take the id alone."""
        return str(value.id)


class Switch(app_commands.Transformer):
    """Something that is on or off; arrives as that word."""

    type = discord.AppCommandOptionType.boolean

    async def transform(
        self,
        _interaction: discord.Interaction[Any],
        value: bool,
        /,
    ) -> str:
        """Take the word for it."""
        return ON if value else OFF


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
