"""Threads under messages: each message has at most one, and it has the message's id."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.discord.refusals import Refusal, invalid
from bot.sandbox.discord.world import Channel, World

HAS_THREAD = 1 << 5  # a flag of the message
_IN_ANNOUNCEMENTS, _PUBLIC = 10, 11
_ANNOUNCEMENTS = 5
_MAX_NAME = 100

Need = Callable[..., None]


class Threads:
    """Opens threads for the bot, strictly."""

    def __init__(self, world: World, need: Need) -> None:
        self._world = world
        self._need = need

    def open(self, channel_id: str, message_id: str, body: Any) -> dict[str, Any]:
        """Open the thread of a message."""
        channel = self._world.channel(channel_id)
        self._need(channel.id, "CREATE_PUBLIC_THREADS")
        if channel.parent:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        message = self._world.message(channel.id, message_id)
        if message_id in self._world.threads:
            raise Refusal(
                400, 160004, "A thread has already been created for this message"
            )
        thread = Channel(message_id, _name(body), _kind(channel), parent=channel.id)
        self._world.threads[thread.id] = thread
        shown = self._world.channel_object(thread)
        message["flags"] |= HAS_THREAD
        message["thread"] = shown
        self._world.emit("MESSAGE_UPDATE", message)
        self._world.emit("THREAD_CREATE", {**shown, "newly_created": True})
        return shown


def _kind(channel: Channel) -> int:
    return _IN_ANNOUNCEMENTS if channel.type == _ANNOUNCEMENTS else _PUBLIC


def _name(body: Any) -> str:
    name = str((body or {}).get("name") or "")
    if not 1 <= len(name) <= _MAX_NAME:
        raise invalid("name", f"Must be between 1 and {_MAX_NAME} in length.")
    return name
