"""Keeps discord.py from remembering servers: an interaction brings all it needs."""

from typing import Any

import discord

# All that is done with the gateway: begin or resume a session, and answer people.
_HEARD = frozenset({"READY", "RESUMED", "INTERACTION_CREATE", "USER_UPDATE"})


def forget_guilds(client: discord.Client) -> None:
    """Let a client, before it connects, parse only what this bot listens to.

    Stock discord.py builds an object for every channel, role and emoji of every
    server (20 KB each), although we look at none: permissions come with the
    interaction or from REST. Events without a parser are ignored by design (new ones
    of Discord's are, every year), and an interaction in an unknown server gets a
    server object of its own, as it does for apps that a user carries along.
    Whoever wants to hear of servers (`on_guild_remove`) names the event in `_HEARD`
    and needs the servers in the cache again, or a parser of our own here.

    `parsers` is not documented. Should it be gone one day, the bot works as before
    and takes the memory; a test notices.
    """
    parsers = getattr(client._connection, "parsers", {})
    for name in set(parsers) - _HEARD:
        del parsers[name]
    if ready := parsers.get("READY"):
        # READY lists all servers by their ids; each would become an object.
        parsers["READY"] = lambda data: ready(_without_guilds(data))


def _without_guilds(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "guilds": []}
