"""The chat page's Discord: its state, its events, and what people do in it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.discord.modals import Given
from bot.sandbox.discord.people import Outcome
from bot.sandbox.discord.sandbox import DiscordSandbox
from bot.sandbox.page_room import (
    MESSAGE_KINDS,
    Act,
    Answer,
    Ask,
    message_event,
    text_in,
    texts_in,
    words_in,
)

_KINDS = {"BOT": "bot", "COMMANDS": "commands"}


class DiscordPage:
    """Shows the pretend Discord, and acts in it."""

    id, name = "discord", "Discord"

    def __init__(self, discord: DiscordSandbox) -> None:
        self._discord = discord

    @property
    def acts(self) -> Mapping[str, Act]:
        """What people can do here."""
        return {
            "command": self._command,
            "autocomplete": self._autocomplete,
            "click": self._click,
            "modal": self._modal,
            "say": self._say,
        }

    def state(self) -> dict[str, Any]:
        """Give the server with its channels, people, commands and messages."""
        world = self._discord.world
        return {
            "id": self.id,
            "name": self.name,
            "bot": {
                "id": world.bot_id,
                "name": world.bot_name,
                "online": self._discord.bot_online,
            },
            "server": {"id": world.server_id, "name": world.server_name},
            "channels": [
                {"id": one.id, "name": one.name} for one in world.channels.values()
            ],
            "people": [
                {"id": one.id, "name": one.name, "admin": one.admin}
                for one in world.people.values()
            ],
            "commands": list(world.commands.values()),
            "groups": [
                {"id": one, "name": name} for one, name in world.role_names.items()
            ],
            "messages": self._messages(),
            "private": self._private(),
        }

    def event(self, name: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """Translate what happened for the page."""
        if name in MESSAGE_KINDS:
            person = self._discord.world.private.get(data["id"])
            shown, channel = self._placed(data)
            return message_event(name, shown, channel=channel, person=person)
        return {"type": _KINDS[name], **data} if name in _KINDS else None

    def forget_limits(self) -> None:
        """Let every bucket be full again."""
        self._discord.limits.reset()

    def _messages(self) -> dict[str, list[Any]]:
        """List what everybody sees, threads among the messages of their channel."""
        world = self._discord.world
        shown: dict[str, list[Any]] = {one: [] for one in world.channels}
        for place in (*world.channels, *world.threads):
            for message in world.public_messages(place):
                placed, channel = self._placed(message)
                shown.setdefault(channel, []).append(placed)
        return shown

    def _placed(self, message: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """Give a message with the name of its thread, and the channel to show it in."""
        thread = self._discord.world.threads.get(message["channel_id"])
        if thread is None:
            return message, message["channel_id"]
        return {**message, "in_thread": thread.name}, thread.parent

    def _private(self) -> dict[str, dict[str, list[Any]]]:
        shown: dict[str, dict[str, list[Any]]] = {}
        for message_id, person in self._discord.world.private.items():
            message = self._discord.world.messages.get(message_id)
            if message:
                placed, channel = self._placed(message)
                shown.setdefault(person, {}).setdefault(channel, []).append(placed)
        return shown

    async def _command(self, ask: Ask) -> Answer:
        who = (text_in(ask, "person"), text_in(ask, "channel"))
        if "text" in ask:
            return _shown(await self._discord.type(*who, text_in(ask, "text")))
        name, options = words_in(ask, "name"), texts_in(ask, "options")
        return _shown(await self._discord.slash(*who, name, options))

    async def _autocomplete(self, ask: Ask) -> Answer:
        choices = await self._discord.people.autocomplete(
            text_in(ask, "person"),
            text_in(ask, "channel"),
            words_in(ask, "name"),
            texts_in(ask, "options"),
            focused=text_in(ask, "focused"),
        )
        return {"choices": choices}

    async def _click(self, ask: Ask) -> Answer:
        message = text_in(ask, "message")
        if message not in self._discord.world.messages:
            raise ValueError("That message is not there any more.")
        outcome = await self._discord.people.click(
            text_in(ask, "person"), message, text_in(ask, "custom_id")
        )
        return _shown(outcome)

    async def _modal(self, ask: Ask) -> Answer:
        modal = ask.get("modal")
        if not isinstance(modal, dict) or not isinstance(modal.get("custom_id"), str):
            raise TypeError("modal is missing, or has no custom_id")
        outcome = await self._discord.people.submit(
            text_in(ask, "person"),
            text_in(ask, "channel"),
            modal,
            _filled_in(ask),
        )
        return _shown(outcome)

    async def _say(self, ask: Ask) -> Answer:
        message = self._discord.people.say(
            text_in(ask, "person"), text_in(ask, "channel"), text_in(ask, "text")
        )
        return {"result": "message", "message": message}


def _filled_in(ask: Ask) -> dict[str, Given]:
    """Read what was filled in: a text for each field, or the chosen ones."""
    values = ask.get("values") or {}
    if not isinstance(values, dict):
        raise TypeError("values are no fields by name")
    texts = {name: one for name, one in values.items() if not isinstance(one, list)}
    many = {name: one for name, one in values.items() if isinstance(one, list)}
    if not all(isinstance(one, str) for chosen in many.values() for one in chosen):
        raise TypeError("values are no texts by name")
    return {**texts_in({"values": texts}, "values"), **many}


def _shown(outcome: Outcome) -> Answer:
    return {
        "result": outcome.kind,
        "message": outcome.message,
        "modal": outcome.modal,
        "error": outcome.error,
    }
