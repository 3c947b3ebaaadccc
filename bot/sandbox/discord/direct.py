"""Private messages from the bot to one person, who may take none."""

from typing import Any

from bot.sandbox.discord import limits
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.world import Message, World

_DM = 1  # https://docs.discord.com/developers/resources/channel#channel-object-channel-types


class Direct:
    """The conversations between the bot and people; nobody else hears of them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._channels: dict[str, str] = {}  # by person
        self.closed: set[str] = set()  # people who take no messages from the server

    def open(self, recipient: object) -> dict[str, Any]:
        """Give the conversation with somebody; it opens even where it is of no use."""
        world = self._world
        if not any(one.id == str(recipient) for one in world.people.values()):
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        person = str(recipient)
        channel = self._channels.setdefault(person, world.ids.new())
        return {
            "id": channel,
            "type": _DM,
            "last_message_id": None,
            "flags": 0,
            "recipients": [world.user(person)],
        }

    def person(self, channel: str) -> str:
        """Give the person of a conversation, or nothing."""
        found = (who for who, one in self._channels.items() if one == channel)
        return next(found, "")

    def create(self, person: str, body: dict[str, Any]) -> Message:
        """Send somebody a message."""
        if person in self.closed:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        limits.check_message(body)
        world = self._world
        message = world.add_message(self._channels[person], world.bot_id, body)
        world.private[message["id"]] = person
        return message

    def messages(self, person: str) -> list[Message]:
        """List what the bot told somebody, oldest first."""
        channel = self._channels.get(person)
        found = self._world.messages.values()
        return [one for one in found if one["channel_id"] == channel]
