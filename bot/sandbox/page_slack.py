"""The chat page's Slack: its state, its events, and what people do in it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.page_room import (
    MESSAGE_KINDS,
    Act,
    Answer,
    Ask,
    message_event,
    text_in,
)
from bot.sandbox.slack.outcome import Outcome
from bot.sandbox.slack.sandbox import SlackSandbox


class SlackPage:
    """Shows the pretend Slack, and acts in it."""

    id, name = "slack", "Slack"

    def __init__(self, slack: SlackSandbox) -> None:
        self._slack = slack

    @property
    def acts(self) -> Mapping[str, Act]:
        """What people can do here."""
        return {
            "command": self._command,
            "click": self._click,
            "say": self._say,
            "submit": self._submit,
            "close": self._close,
            "options": self._options,
            "home": self._home,
        }

    def state(self) -> dict[str, Any]:
        """Give the workspace with its channels, people, messages and views."""
        world, views = self._slack.world, self._slack.views
        channels = [*world.channels.values(), *world.direct.values()]
        people = [one.id for one in world.people.values()]
        return {
            "id": self.id,
            "name": self.name,
            "bot": {
                "id": world.bot_user_id,
                "name": world.bot_name,
                "online": self._slack.bot_online,
            },
            "server": {"id": world.team_id, "name": world.server_name},
            "channels": [
                {
                    "id": one.id,
                    "name": one.name,
                    "is_private": one.is_private,
                    "is_direct": one.is_direct,
                    "members": sorted(one.members),
                }
                for one in channels
                if one.id in world.channels or world.public_messages(one.id)
            ],
            "people": [
                {"id": one.id, "name": one.name, "admin": one.admin}
                for one in world.people.values()
            ],
            "commands": [
                {"name": name, "description": said}
                for name, said in self._slack.commands.items()
            ],
            "groups": [{"id": one, "name": name} for name, one in world.groups.items()],
            "messages": {one.id: world.public_messages(one.id) for one in channels},
            "private": self._private(),
            "views": {one: _top(views.stacks.get(one)) for one in people},
            "home": {one: views.homes.get(one) for one in people},
        }

    def event(self, name: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """Translate what happened for the page."""
        if name in MESSAGE_KINDS:
            person = self._slack.world.private.get(data["ts"])
            return message_event(name, data, channel=data["channel"], person=person)
        if name == "VIEW":
            view = _top(data["stack"])
            return {"type": "view", "person": data["person"], "view": view}
        return {"type": name.lower(), **data} if name in ("HOME", "BOT") else None

    def forget_limits(self) -> None:
        """Let every window be fresh again."""
        self._slack.limits.reset()

    def _private(self) -> dict[str, dict[str, list[Any]]]:
        shown: dict[str, dict[str, list[Any]]] = {}
        for ts, person in self._slack.world.private.items():
            message = self._slack.world.messages.get(ts)
            if message:
                channels = shown.setdefault(person, {})
                channels.setdefault(message["channel"], []).append(message)
        return shown

    async def _command(self, ask: Ask) -> Answer:
        outcome = await self._slack.type(
            text_in(ask, "person"), text_in(ask, "channel"), text_in(ask, "text")
        )
        return _shown(outcome)

    async def _click(self, ask: Ask) -> Answer:
        where = {"id": text_in(ask, "view")} if "view" in ask else _message(ask)
        outcome = await self._slack.click(
            text_in(ask, "person"), where, text_in(ask, "action_id")
        )
        return _shown(outcome)

    async def _say(self, ask: Ask) -> Answer:
        message = self._slack.say(
            text_in(ask, "person"), text_in(ask, "channel"), text_in(ask, "text")
        )
        return {"result": "message", "message": message}

    async def _submit(self, ask: Ask) -> Answer:
        values = ask.get("values")
        if not isinstance(values, dict) or not all(map(_is_value, values.values())):
            raise TypeError("values are no texts or lists of texts")
        outcome = await self._slack.submit(
            text_in(ask, "person"), {"id": text_in(ask, "view")}, values
        )
        return _shown(outcome)

    async def _close(self, ask: Ask) -> Answer:
        view = {"id": text_in(ask, "view")}
        return _shown(await self._slack.close(text_in(ask, "person"), view))

    async def _options(self, ask: Ask) -> Answer:
        view = {"id": text_in(ask, "view")}
        found = await self._slack.options(
            text_in(ask, "person"), view, text_in(ask, "block_id"), text_in(ask, "text")
        )
        return {"options": found}

    async def _home(self, ask: Ask) -> Answer:
        if not self._slack.bot_online:  # Slack would try again for minutes
            raise ValueError(f"{self._slack.world.bot_name} is offline.")
        view = await self._slack.open_home(text_in(ask, "person"))
        return {"result": "view", "view": view}


def _shown(outcome: Outcome) -> Answer:
    return {
        "result": outcome.kind,
        "message": outcome.message,
        "view": outcome.view,
        "errors": outcome.errors,
        "error": outcome.error,
    }


def _message(ask: Ask) -> dict[str, Any]:
    return {"ts": text_in(ask, "message")}


def _top(stack: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    return stack[-1] if stack else None


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str)
