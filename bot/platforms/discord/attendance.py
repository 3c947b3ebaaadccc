"""In which servers the gateway says that the bot is; keeps only what it waits for."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

Left = Callable[[str], None]
Present = Callable[[Collection[str]], None]
Joined = Callable[[str, datetime], None]


class Attendance:
    """Tells departures and arrivals from outages and from what READY announced.

    After READY each of its servers is described by a GUILD_CREATE, and so is one
    that was out of order for a while; neither is an arrival.
    https://docs.discord.com/developers/events/gateway-events#guild-create

    Each description says since when the bot is there, so that an invitation which
    nobody heard of is noticed later.
    """

    def __init__(self, *, left: Left, present: Present, joined: Joined) -> None:
        self._left = left
        self._present = present
        self._joined = joined
        self._awaited: set[str] = set()

    def ready(self, data: Mapping[str, Any]) -> None:
        """Take the list of all servers of a shard."""
        servers = {str(one["id"]) for one in data.get("guilds") or ()}
        self._awaited |= servers
        if servers:
            self._present(servers)

    def created(self, data: Mapping[str, Any]) -> None:
        """Take a server that is described: expected, or one that invited the bot."""
        server = str(data["id"])
        if server in self._awaited:
            self._awaited.discard(server)
        else:
            self._present([server])
        if since := _moment(data.get("joined_at")):
            self._joined(server, since)

    def deleted(self, data: Mapping[str, Any]) -> None:
        """Take a server that is out of order, or that removed the bot."""
        server = str(data["id"])
        if data.get("unavailable"):
            self._awaited.add(server)
            return
        self._awaited.discard(server)
        self._left(server)


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
