"""What people do with an open modal: fill it, send it, close it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack import forms, limits
from bot.sandbox.slack.blocks import elements_of
from bot.sandbox.slack.courier import Courier
from bot.sandbox.slack.forms import Given
from bot.sandbox.slack.outcome import Outcome
from bot.sandbox.slack.payloads import Act
from bot.sandbox.slack.people import FAILED, GONE, People
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.transport import Ack
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.world import World

TROUBLE = "We had some trouble connecting. Try again?"


class Modals:
    """Acts for people on views."""

    def __init__(
        self, world: World, people: People, views: Views, courier: Courier
    ) -> None:
        self._world = world
        self._people = people
        self._views = views
        self._courier = courier

    async def submit(
        self, person: str, view: View, values: Mapping[str, Given]
    ) -> Outcome:
        """Fill a modal's blocks by their ids, and send it."""
        act = self._people.at(person, view)
        if act is None or act.view is None:
            return Outcome("failed", 0, error=GONE)
        if act.view["submit"] is None:
            raise ValueError("this view has no button to send it")
        forms.check_names(act.view, values)
        await self._ask_menus(person, act.view, values)
        state = forms.filled(
            self._world,
            act.view,
            values,
            offered=self._people.offered,
            channel=act.channel.id,
        )
        errors = forms.client_errors(act.view, state)
        if errors:
            return Outcome("failed", 0, errors=errors, error=forms.NEEDED)
        act.view["state"] = {"values": state}
        payload = self._people.payloads.submission(act, act.view)
        return await self._people.send("interactive", payload, act, TROUBLE, self._read)

    async def close(
        self, person: str, view: View, *, everything: bool = False
    ) -> Outcome:
        """Close a view; the app hears of it only where it asked to."""
        act = self._people.at(person, view)
        if act is None or act.view is None:
            return Outcome("failed", 0, error=GONE)
        cleared = everything or bool(act.view["clear_on_close"])
        self._views.remove(act.who.id, act.view, everything=cleared)
        if act.view["notify_on_close"]:
            payload = self._people.payloads.closed(act, act.view, is_cleared=cleared)
            ack = await self._courier.deliver("interactive", payload)
            if ack.error:
                return Outcome("failed", 0, error=FAILED)
        return Outcome("ack", 0)

    async def _ask_menus(
        self, person: str, view: View, values: Mapping[str, Given]
    ) -> None:
        """Find what is wanted in menus that the app fills, as by typing it."""
        for block in view["blocks"]:
            for element in elements_of(block):
                wanted = values.get(block["block_id"])
                if element["type"] in forms.EXTERNAL and wanted:
                    for one in [wanted] if isinstance(wanted, str) else wanted:
                        if not self._is_offered(element, one):
                            what = element["action_id"]
                            await self._people.options(person, view, what, one)

    def _is_offered(self, element: dict[str, Any], wanted: str) -> bool:
        offered = self._people.offered.get(element["action_id"], [])
        return any(wanted in (one["value"], one["text"]["text"]) for one in offered)

    def _read(self, act: Act, ack: Ack) -> Outcome | None:
        """Do what the app answered: close, close all, change, lay over, complain."""
        body, view = ack.payload or {}, act.view or {}
        action = body.get("response_action")
        if action == "errors":
            return self._complain(view, body.get("errors"))
        if action in ("update", "push"):
            limits.check_view(body.get("view"))
            if action == "update":
                shown = self._views.replace(act.who.id, view, body["view"])
            else:
                shown = self._views.put(act.trigger, body["view"])
            return Outcome("view", 0, view=shown)
        if action not in (None, "clear"):
            raise Refusal("invalid_response_action")
        self._views.remove(act.who.id, view, everything=action == "clear")
        return Outcome("ack", 0)

    def _complain(self, view: View, errors: object) -> Outcome:
        inputs = {one["block_id"] for one in view["blocks"] if one["type"] == "input"}
        if not isinstance(errors, dict) or not errors or set(errors) - inputs:
            raise Refusal("invalid_errors")
        return Outcome("errors", 0, view=view, errors=dict(errors))
