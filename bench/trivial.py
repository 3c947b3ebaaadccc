"""The least Discord bot of the same framework: a command that answers "ok"."""

import asyncio
import os
from typing import Any

import discord
from discord import app_commands
from discord.http import Route


def build_client(**options: Any) -> discord.AutoShardedClient:
    """Build the bot; it registers its command when it logs in."""
    intents = discord.Intents(guilds=True)
    client = discord.AutoShardedClient(intents=intents, **options)
    tree = app_commands.CommandTree(client)

    async def complete(
        _interaction: discord.Interaction[Any], _current: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name="ok", value="ok")]

    @tree.command(description="The least command")
    @app_commands.autocomplete(topic=complete)
    async def bite(interaction: discord.Interaction[Any], topic: str) -> None:
        await interaction.response.send_message(f"ok {topic}"[:9], ephemeral=True)

    client.setup_hook = tree.sync  # type: ignore[method-assign, assignment]
    return client


async def main() -> None:
    """Run it, with as few caches as discord.py has options for."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    client = build_client(
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        max_messages=None,
    )
    async with client:
        await client.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    asyncio.run(main())
