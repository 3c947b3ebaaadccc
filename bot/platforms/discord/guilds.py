"""Keeps discord.py from remembering servers: an interaction brings all it needs."""

from typing import Any

import discord

from bot.platforms.discord.attendance import Attendance

# All that is done with the gateway: begin or resume a session, and answer people.
_HEARD = frozenset({"READY", "RESUMED", "INTERACTION_CREATE", "USER_UPDATE"})


def forget_guilds(client: discord.Client, attendance: Attendance) -> None:
    """Let a client, before it connects, parse only what this bot listens to.

    Stock discord.py builds an object for every channel, role and emoji of every
    server (20 KB each), although we look at none: permissions come with the
    interaction or from REST. Events without a parser are ignored by design (new ones
    of Discord's are, every year), and an interaction in an unknown server gets a
    server object of its own, as it does for apps that a user carries along.
    That the bot was added or removed goes to the attendance, by parsers of our own.

    `parsers` is not documented. Should it be gone one day, the bot works as before
    and takes the memory, and learns of servers once a day; a test notices.
    """
    parsers = getattr(client._connection, "parsers", {})
    for name in set(parsers) - _HEARD:
        del parsers[name]
    if not (ready := parsers.get("READY")):
        return

    def parse_ready(data: dict[str, Any]) -> None:
        attendance.ready(data)
        # READY lists all servers by their ids; each would become an object.
        ready({**data, "guilds": []})

    parsers["READY"] = parse_ready
    parsers["GUILD_CREATE"] = attendance.created
    parsers["GUILD_DELETE"] = attendance.deleted
