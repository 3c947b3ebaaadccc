"""Interactions under way: three seconds for the first answer, then fifteen minutes."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.discord import limits
from bot.sandbox.discord.modals import check_modal
from bot.sandbox.discord.refusals import Refusal, invalid
from bot.sandbox.discord.world import EPHEMERAL, Message, World

FIRST_ANSWER = 3.0  # seconds of real time
TOKEN_LIVES = 15 * 60.0
_MESSAGE, _DEFER, _DEFER_UPDATE, _UPDATE, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9
_KINDS = {
    _MESSAGE: "message",
    _DEFER: "deferred",
    _DEFER_UPDATE: "update",
    _UPDATE: "update",
    _CHOICES: "choices",
    _MODAL: "modal",
}


@dataclass
class Interaction:
    """One command, click or submit, and what came back."""

    id: str
    type: int
    person: str
    channel: str
    message: Message | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(40))
    started: float = field(default_factory=time.monotonic)
    kind: str = ""
    original: Message | None = None
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)
    is_private: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def age(self) -> float:
        """Seconds since it was sent to the bot."""
        return time.monotonic() - self.started


class Interactions:
    """Takes the bot's answers, strictly."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: dict[str, Interaction] = {}
        self.late: int = 0

    def start(
        self, kind: int, person: str, channel: str, message: Message | None = None
    ) -> Interaction:
        """Make a new interaction; its three seconds begin."""
        new = Interaction(self._world.ids.new(), kind, person, channel, message)
        self._by_id[new.id] = new
        return new

    def answer(self, interaction_id: str, token: str, body: dict[str, Any]) -> None:
        """Take the first answer, or refuse it as Discord does."""
        found = self._by_id.get(interaction_id)
        if found is None or found.token != token:
            raise Refusal(404, 10062, "Unknown interaction")
        if found.answered.is_set():
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if found.age > FIRST_ANSWER:
            self.late += 1
            raise Refusal(404, 10062, "Unknown interaction")
        self._check_kind(found, body)
        self._apply(found, int(body["type"]), body.get("data") or {})
        found.kind = _KINDS[body["type"]]
        found.answered.set()

    def message_of(self, modal: dict[str, Any]) -> Message | None:
        """Give the message whose button opened a modal, if one did."""
        opened = self._by_id.get(str(modal.get("interaction", "")))
        return opened.message if opened else None

    def follow_up(self, token: str, body: dict[str, Any]) -> Message:
        """Add a message; the first one after a deferral replaces it."""
        found = self._alive(token)
        limits.check_message(body)
        if found.kind == "deferred" and not found.finished.is_set():
            return self._show(found, body)
        return self._show(found, body, is_original=False)

    def original(self, token: str) -> Message:
        """Give the first answer's message."""
        found = self._alive(token)
        return self._there(found)

    def edit_original(self, token: str, body: dict[str, Any]) -> Message:
        """Change the first answer, or end a deferral."""
        found = self._alive(token)
        limits.check_message(body, is_edit=found.original is not None)
        if found.original is None and found.kind == "deferred":
            return self._show(found, body)
        message = self._world.edit_message(self._there(found), _without_flags(body))
        found.finished.set()
        return message

    def delete_original(self, token: str) -> None:
        """Take the first answer away."""
        self._world.delete_message(self.original(token))

    def _there(self, found: Interaction) -> Message:
        original = found.original
        if original is None or original["id"] in self._world.deleted:
            raise Refusal(404, 10008, "Unknown Message")
        return original

    def _alive(self, token: str) -> Interaction:
        for one in self._by_id.values():
            if one.token == token and one.age < TOKEN_LIVES:
                if one.answered.is_set():
                    return one
                raise Refusal(404, 10015, "Unknown Webhook")
        # https://github.com/discord/discord-api-docs/issues/6851
        raise Refusal(401, 50027, "Invalid Webhook Token")

    def _check_kind(self, found: Interaction, body: dict[str, Any]) -> None:
        if not isinstance(body, dict):
            raise invalid("type", "This field is required")
        kind, data = body.get("type"), body.get("data") or {}
        allowed = {2: {4, 5, 9}, 3: {4, 5, 6, 7, 9}, 4: {8}, 5: {4, 5, 6, 7}}
        if kind not in allowed[found.type]:
            raise invalid("type", "This response type is not valid here.")
        checks: dict[int, Callable[[], None]] = {
            _MESSAGE: lambda: limits.check_message(data),
            _UPDATE: lambda: limits.check_message(data, is_edit=True),
            _CHOICES: lambda: limits.check_choices(data.get("choices") or []),
            _MODAL: lambda: check_modal(data),
        }
        checks.get(kind, lambda: None)()

    def _apply(self, found: Interaction, kind: int, data: dict[str, Any]) -> None:
        found.is_private = bool((data.get("flags") or 0) & EPHEMERAL)
        if kind == _MESSAGE:
            self._show(found, data)
        elif kind == _DEFER_UPDATE:
            found.original = found.message
        elif kind == _UPDATE and found.message is not None:
            found.original = self._world.edit_message(
                found.message, _without_flags(data)
            )
            found.finished.set()
        elif kind == _CHOICES:
            found.choices = data["choices"]
        elif kind == _MODAL:
            found.modal = {**data, "interaction": found.id}

    def _show(
        self, found: Interaction, data: dict[str, Any], *, is_original: bool = True
    ) -> Message:
        if found.kind == "deferred" and is_original:
            # What the deferral said stays, whatever the flags say now.
            private = EPHEMERAL if found.is_private else 0
            data = {**data, "flags": (data.get("flags") or 0) & ~EPHEMERAL | private}
        world = self._world
        message = world.add_message(
            found.channel,
            world.bot_id,
            data,
            type=20 if found.type == 2 else 19,
            webhook_id=world.application_id,
            application_id=world.application_id,
        )
        if (data.get("flags") or 0) & EPHEMERAL:
            world.private[message["id"]] = found.person
        if is_original:
            found.original = message
            found.finished.set()
        world.emit("MESSAGE_CREATE", message)
        return message


def _without_flags(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "flags"}
