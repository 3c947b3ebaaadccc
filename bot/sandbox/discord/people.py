"""What people do in the client: commands, clicks, modals; as Discord tells the bot."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.interactions import FIRST_ANSWER, Interaction, Interactions
from bot.sandbox.discord.modals import Given, filled
from bot.sandbox.discord.permissions import BITS
from bot.sandbox.discord.typed import find_command, parse_typed
from bot.sandbox.discord.world import Message, Person, World

_COMMAND, _COMPONENT, _AUTOCOMPLETE, _MODAL = 2, 3, 4, 5
_CHANNEL_OPTION, _INTEGER_OPTION, _BOOLEAN_OPTION = 7, 4, 5
_USER_OPTION, _ROLE_OPTION = 6, 8
NO_ANSWER = "The application did not respond"
NOT_OFFERED = "You do not have permission to use this command."
FAILED = "This interaction failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person saw; `failed` where the bot did not answer in time."""

    kind: str
    seconds: float
    message: Message | None = None
    modal: dict[str, Any] | None = None
    error: str = ""
    interaction: Interaction | None = None

    @property
    def text(self) -> str:
        """The content of the message, for convenience."""
        return str(self.message["content"]) if self.message else self.error

    async def final(self, timeout: float = 15) -> Message:  # noqa: ASYNC109 - of the wait
        """Wait for the message that ends a deferral."""
        if self.interaction is None:
            raise TypeError("nothing was sent")
        await asyncio.wait_for(self.interaction.finished.wait(), timeout)
        if self.interaction.original is None:
            raise TypeError("it was answered without a message")
        return self.interaction.original


class People:
    """Acts for people, over the gateway."""

    def __init__(
        self, world: World, gateway: Gateway, interactions: Interactions
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._interactions = interactions

    async def type(self, person: str, channel: str, text: str) -> Outcome:
        """Type a whole line and press Enter."""
        try:
            path, options = parse_typed(text, self._world.commands.values())
        except ValueError as exc:
            return Outcome("failed", 0, error=str(exc))
        return await self.slash(person, channel, " ".join(path), options)

    async def slash(
        self,
        person: str,
        channel: str,
        command: str,
        options: Mapping[str, str] | None = None,
        *,
        bypass_menu: bool = False,
    ) -> Outcome:
        """Send a command; `bypass_menu` as where a server opened it to everybody."""
        who, where = self._world.person(person), self._world.channel_id(channel)
        try:
            found, leaf = find_command(command.split(), self._world.commands.values())
        except ValueError as exc:
            return Outcome("failed", 0, error=str(exc))
        if not bypass_menu and not self._is_offered(found, who, where):
            return Outcome("failed", 0, error=NOT_OFFERED)
        data = self._command_data(found, leaf, command.split(), options or {})
        interaction = self._interactions.start(_COMMAND, who.id, where)
        return await self._send(interaction, who, data)

    async def autocomplete(
        self,
        person: str,
        channel: str,
        command: str,
        options: Mapping[str, str],
        *,
        focused: str,
    ) -> list[dict[str, Any]]:
        """Ask what the bot offers for the option that is being typed."""
        who, where = self._world.person(person), self._world.channel_id(channel)
        found, leaf = find_command(command.split(), self._world.commands.values())
        data = self._command_data(
            found, leaf, command.split(), {focused: "", **options}, focused=focused
        )
        interaction = self._interactions.start(_AUTOCOMPLETE, who.id, where)
        await self._send(interaction, who, data)
        return interaction.choices

    async def click(self, person: str, message_id: str, custom_id: str) -> Outcome:
        """Press a button on a message."""
        who = self._world.person(person)
        message = self._world.messages[message_id]
        buttons = [one for row in message["components"] for one in row["components"]]
        is_hidden = self._world.private.get(message_id, who.id) != who.id
        if is_hidden or not any(one.get("custom_id") == custom_id for one in buttons):
            return Outcome("failed", 0, error=FAILED)
        interaction = self._interactions.start(
            _COMPONENT, who.id, message["channel_id"], message
        )
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._send(interaction, who, data)

    async def submit(
        self,
        person: str,
        channel: str,
        modal: dict[str, Any],
        values: Mapping[str, Given],
    ) -> Outcome:
        """Send a filled modal; what is not named stands as the bot filled it."""
        who, where = self._world.person(person), self._world.channel_id(channel)
        try:
            rows, resolved = filled(modal, values, self._world)
        except ValueError as exc:  # the client keeps it open
            return Outcome("failed", 0, modal=modal, error=str(exc))
        origin = self._interactions.message_of(modal)
        interaction = self._interactions.start(_MODAL, who.id, where, origin)
        data = {"custom_id": modal["custom_id"], "components": rows}
        data |= {"resolved": resolved} if resolved else {}
        return await self._send(interaction, who, data)

    def say(self, person: str, channel: str, text: str) -> Message:
        """Post a person's own plain message."""
        who, where = self._world.person(person), self._world.channel_id(channel)
        message = self._world.add_message(where, who.id, {"content": text[:2000]})
        self._world.emit("MESSAGE_CREATE", message)
        return message

    def _is_offered(self, command: dict[str, Any], who: Person, channel: str) -> bool:
        needed = command.get("default_member_permissions")
        granted = self._world.may(who.id, channel)
        if needed is None or who.admin or granted & BITS["ADMINISTRATOR"]:
            return True
        # None at all is for those alone.
        return int(needed) > 0 and granted & int(needed) == int(needed)

    async def _send(
        self, interaction: Interaction, who: Person, data: dict[str, Any]
    ) -> Outcome:
        self._gateway.dispatch(
            "INTERACTION_CREATE", self._payload(interaction, who, data)
        )
        try:
            await asyncio.wait_for(interaction.answered.wait(), FIRST_ANSWER)
        except TimeoutError:
            error = FAILED if interaction.type == _COMPONENT else NO_ANSWER
            return Outcome("failed", interaction.age, error=error)
        return Outcome(
            interaction.kind,
            interaction.age,
            message=interaction.original,
            modal=interaction.modal,
            interaction=interaction,
        )

    def _payload(
        self, interaction: Interaction, who: Person, data: dict[str, Any]
    ) -> dict[str, Any]:
        world = self._world
        channel = world.channel(interaction.channel)
        locale = world.locales.get(who.id, "en-GB")
        rights = world.may(who.id, channel.id)
        member = {**world.member(who.id), "permissions": str(rights)}
        shown = {**world.channel_object(channel), "permissions": str(rights)}
        payload = {
            "id": interaction.id,
            "application_id": world.application_id,
            "type": interaction.type,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "guild_id": world.server_id,
            "guild": {"id": world.server_id, "features": [], "locale": "en-US"},
            "channel_id": channel.id,
            "channel": shown,
            "member": member,
            "app_permissions": str(world.may(world.bot_id, channel.id)),
            "locale": locale,
            "guild_locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": world.server_id},
            "context": 0,
            "attachment_size_limit": 10485760,
        }
        return payload | (
            {"message": interaction.message} if interaction.message else {}
        )

    def _command_data(
        self,
        command: dict[str, Any],
        leaf: dict[str, Any],
        path: list[str],
        options: Mapping[str, str],
        *,
        focused: str = "",
    ) -> dict[str, Any]:
        kinds = {one["name"]: one["type"] for one in leaf.get("options") or []}
        filled = [
            {"name": name, "type": kinds[name], "value": self._value(kinds[name], text)}
            | ({"focused": True} if name == focused else {})
            for name, text in options.items()
            if name in kinds and (text or name == focused)
        ]
        if len(path) > 1:
            filled = [{"name": path[1], "type": 1, "options": filled}]
        data = {"id": command["id"], "name": path[0], "type": 1, "options": filled}
        resolved = {
            "channels": self._resolved(kinds, options),
            "roles": self._resolved_roles(kinds, options),
            **self._resolved_people(kinds, options),
        }
        found = {name: objects for name, objects in resolved.items() if objects}
        return data | ({"resolved": found} if found else {})

    def _value(self, kind: int, text: str) -> str | int | bool:
        if kind == _CHANNEL_OPTION:
            return self._world.channel_id(_channel_text(text))
        if kind == _USER_OPTION:
            return self._world.person(_person_text(text)).id
        if kind == _ROLE_OPTION:
            return self._world.role_id(text)
        if kind == _INTEGER_OPTION:
            return int(text)
        return text.casefold() == "true" if kind == _BOOLEAN_OPTION else text

    def _resolved_people(
        self, kinds: Mapping[str, int], options: Mapping[str, str]
    ) -> dict[str, dict[str, Any]]:
        """Give users and their memberships apart, as Discord does."""
        users, members = {}, {}
        for name, text in options.items():
            if kinds.get(name) == _USER_OPTION and text:
                who = self._world.person(_person_text(text)).id
                users[who] = self._world.user(who)
                shown = self._world.member(who)
                members[who] = {k: v for k, v in shown.items() if k != "user"}
        return {"users": users, "members": members}

    def _resolved(
        self, kinds: Mapping[str, int], options: Mapping[str, str]
    ) -> dict[str, Any]:
        found = {}
        for name, text in options.items():
            if kinds.get(name) == _CHANNEL_OPTION and text:
                channel_id = self._world.channel_id(_channel_text(text))
                channel = self._world.channels[channel_id]
                found[channel_id] = {
                    "id": channel_id,
                    "name": channel.name,
                    "type": channel.type,
                    "permissions": str(sum(BITS.values())),
                }
        return found

    def _resolved_roles(
        self, kinds: Mapping[str, int], options: Mapping[str, str]
    ) -> dict[str, Any]:
        ids = [
            self._world.role_id(text)
            for name, text in options.items()
            if kinds.get(name) == _ROLE_OPTION and text
        ]
        return {one: self._world.role_object(one) for one in ids}


def _person_text(text: str) -> str:
    return text.strip().removeprefix("<@").removesuffix(">").removeprefix("@").lower()


def _channel_text(text: str) -> str:
    return text.strip().removeprefix("<#").removesuffix(">").removeprefix("#")
