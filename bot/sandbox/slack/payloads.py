"""The payloads that tell the app what somebody did, as Slack writes them."""

import copy
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.responses import ResponseUrl
from bot.sandbox.slack.shapes import message_object
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.views import View
from bot.sandbox.slack.world import Channel, Message, Person, World

_TOKEN = "of-the-old-kind"  # noqa: S105 - Slack still sends one; nobody should read it


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something, somewhere."""

    who: Person
    channel: Channel
    trigger: Trigger
    message: Message | None = None
    view: View | None = None
    response: ResponseUrl | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What it is done to: the blocks of the message or view."""
        shown = self.message if self.message is not None else self.view
        return list((shown or {"blocks": []})["blocks"])


class Payloads:
    """Writes payloads."""

    def __init__(self, world: World) -> None:
        self._world = world

    def command(
        self, act: Act, command: str, text: str, response_url: str
    ) -> dict[str, Any]:
        """Write a slash command; every value is a string, as in a form."""
        world = self._world
        return {
            "token": _TOKEN,
            "team_id": world.team_id,
            "team_domain": world.domain,
            "channel_id": act.channel.id,
            "channel_name": _shown_name(act.channel),
            "user_id": act.who.id,
            "user_name": act.who.handle,
            "command": command,
            "text": text,
            "api_app_id": world.app_id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": act.trigger.id,
        }

    def actions(
        self, act: Act, action: dict[str, Any], response_url: str
    ) -> dict[str, Any]:
        """Write a press of a button or a choice in a menu."""
        stamped = {**action, "action_ts": self._world.new_ts()}
        payload = {
            **self._common("block_actions", act),
            **self._place(act),
            "trigger_id": act.trigger.id,
            "actions": [stamped],
        }
        if act.message is not None:
            payload |= {"state": {"values": {}}, "response_url": response_url}
        return payload

    def suggestion(
        self, act: Act, block_id: str, action_id: str, text: str
    ) -> dict[str, Any]:
        """Write the question what a menu offers."""
        asked = {"block_id": block_id, "action_id": action_id, "value": text}
        common = self._common("block_suggestion", act)
        return {**common, **self._place(act), **asked}

    def submission(self, act: Act, view: View) -> dict[str, Any]:
        """Write that a form was sent."""
        common = self._common("view_submission", act)
        more = {"trigger_id": act.trigger.id, "response_urls": []}
        return {**common, **more, "view": copy.deepcopy(view)}

    def closed(self, act: Act, view: View, *, is_cleared: bool) -> dict[str, Any]:
        """Write that a view was closed."""
        common = self._common("view_closed", act)
        return {**common, "view": copy.deepcopy(view), "is_cleared": is_cleared}

    def home_opened(self, act: Act, home: View | None) -> dict[str, Any]:
        """Write the event that somebody looks at the Home tab."""
        event: dict[str, Any] = {"type": "app_home_opened", "user": act.who.id}
        event |= {"channel": act.channel.id, "tab": "home"}
        return {**event, "view": copy.deepcopy(home)} if home else event

    def _common(self, kind: str, act: Act) -> dict[str, Any]:
        world, who = self._world, act.who
        user = {"id": who.id, "username": who.handle, "name": who.handle}
        return {
            "type": kind,
            "team": {"id": world.team_id, "domain": world.domain},
            "user": {**user, "team_id": who.team or world.team_id},
            "api_app_id": world.app_id,
            "token": _TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _place(self, act: Act) -> dict[str, Any]:
        """Say where it happened; an ephemeral message itself is not sent along."""
        if act.message is None:
            view = copy.deepcopy(act.view) or {}
            return {
                "container": {"type": "view", "view_id": view.get("id")},
                "view": view,
            }
        container = {
            "type": "message",
            "message_ts": act.message["ts"],
            "channel_id": act.channel.id,
            "is_ephemeral": act.message["is_ephemeral"],
        }
        if "thread_ts" in act.message:
            container["thread_ts"] = act.message["thread_ts"]
        channel = {"id": act.channel.id, "name": _shown_name(act.channel)}
        place: dict[str, Any] = {"container": container, "channel": channel}
        if not act.message["is_ephemeral"]:
            place["message"] = copy.deepcopy(message_object(act.message))
        return place


def _shown_name(channel: Channel) -> str:
    """Slack hides the names of what is not public."""
    if channel.is_direct:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
