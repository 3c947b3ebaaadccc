"""Modals and Home tabs: who has which open, and the methods that change them."""

import copy
import secrets
from typing import Any

from bot.sandbox.slack import limits
from bot.sandbox.slack.blocks import with_ids
from bot.sandbox.slack.chat import Args, Route
from bot.sandbox.slack.refusals import Refusal, check_needed, invalid
from bot.sandbox.slack.triggers import Trigger, Triggers
from bot.sandbox.slack.world import World, new_id

View = dict[str, Any]
DEPTH = 3  # https://docs.slack.dev/surfaces/modals


class Views:
    """Shows views to people, strictly."""

    def __init__(self, world: World, triggers: Triggers) -> None:
        self._world = world
        self._triggers = triggers
        self.stacks: dict[str, list[View]] = {}  # by person id, the top one last
        self.homes: dict[str, View] = {}
        self.channels: dict[str, str] = {}  # view id -> the channel it came from

    def routes(self) -> dict[str, Route]:
        """List what is answered here, by method."""
        return {
            "views.open": self.open,
            "views.push": self.push,
            "views.update": self.update,
            "views.publish": self.publish,
        }

    def open(self, args: Args) -> dict[str, Any]:
        """Open a modal for whoever made the trigger."""
        limits.check_view(args.get("view"))
        trigger = self._triggers.find(args.get("trigger_id"))
        self._check_external(args["view"])
        trigger.is_used = True
        self.stacks[trigger.person] = []
        return {"view": self.put(trigger, args["view"])}

    def push(self, args: Args) -> dict[str, Any]:
        """Lay a modal over the one that the trigger came from."""
        limits.check_view(args.get("view"))
        trigger = self._triggers.find(args.get("trigger_id"))
        if not trigger.in_view or not self.stacks.get(trigger.person):
            raise Refusal("not_found")
        self._check_external(args["view"])
        view = self.put(trigger, args["view"])
        trigger.is_used = True
        return {"view": view}

    def update(self, args: Args) -> dict[str, Any]:
        """Change a modal that is open."""
        limits.check_view(args.get("view"))
        person, view = self._wanted(args)
        self._check_hash(view, args)
        return {"view": self.replace(person, view, args["view"])}

    def publish(self, args: Args) -> dict[str, Any]:
        """Show somebody's Home tab."""
        check_needed(args, "user_id", "view")
        limits.check_view(args["view"], kind="home")
        known = {one.id for one in self._world.people.values()}
        if args["user_id"] not in known:
            raise invalid(["user not found [json-pointer:/user_id]"])
        shown = self.homes.get(args["user_id"])
        if shown:
            self._check_hash(shown, args)
        home = self._made(args["view"])
        home |= {"id": shown["id"]} if shown else {}
        self.homes[args["user_id"]] = home
        self._world.emit("HOME", {"person": args["user_id"], "view": home})
        return {"view": home}

    def put(self, trigger: Trigger, view: View) -> View:
        """Lay a view on the stack of whoever made the trigger."""
        stack = self.stacks.setdefault(trigger.person, [])
        if len(stack) >= DEPTH:
            raise Refusal("push_limit_reached")
        made = self._made(view, below=stack[-1] if stack else None)
        stack.append(made)
        self.channels[made["id"]] = trigger.channel
        what = "opened" if len(stack) == 1 else "pushed"
        self._tell(trigger.person, what, made, answers=trigger.id)
        return made

    def replace(self, person: str, old: View, new: View) -> View:
        """Put a new content into a view, under a new hash."""
        kept = {key: old[key] for key in ("id", "root_view_id", "previous_view_id")}
        old.clear()
        old.update({**self._made(new), **kept})
        self._tell(person, "updated", old)
        return old

    def remove(self, person: str, view: View, *, everything: bool = False) -> None:
        """Close a view, or all of somebody's."""
        stack = self.stacks.get(person, [])
        self.stacks[person] = (
            [] if everything else [one for one in stack if one is not view]
        )
        self._tell(person, "closed", view)

    def find(self, person: str, view_id: str) -> View:
        """Give somebody's Home tab, or the view that lies on top.

        Raises:
            KeyError: It is neither.
        """
        shown = [*self.stacks.get(person, [])[-1:], self.homes.get(person)]
        for one in shown:
            if one and one["id"] == view_id:
                return one
        raise KeyError("this view is not in front of them")

    def _tell(self, person: str, what: str, view: View, *, answers: str = "") -> None:
        told = {"person": person, "what": what, "view": view, "answers": answers}
        self._world.emit("VIEW", {**told, "stack": list(self.stacks.get(person, []))})

    def _wanted(self, args: Args) -> tuple[str, View]:
        for person, stack in self.stacks.items():
            for one in stack:
                by_id = one["id"] == args.get("view_id")
                if by_id or (one["external_id"] or 0) == args.get("external_id"):
                    return person, one
        raise Refusal("not_found")

    def _check_hash(self, view: View, args: Args) -> None:
        if args.get("hash") and args["hash"] != view["hash"]:
            raise Refusal("hash_conflict")

    def _check_external(self, view: View) -> None:
        wanted = view.get("external_id")
        open_ones = [one for stack in self.stacks.values() for one in stack]
        if wanted and any(one["external_id"] == wanted for one in open_ones):
            raise Refusal("duplicate_external_id")

    def _made(self, view: View, below: View | None = None) -> View:
        world, view_id = self._world, new_id("V")
        defaults: View = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return {
            **defaults,
            **copy.deepcopy(view),
            "id": view_id,
            "team_id": world.team_id,
            "app_id": world.app_id,
            "app_installed_team_id": world.team_id,
            "bot_id": world.bot_id,
            "blocks": with_ids(view["blocks"]),
            "state": {"values": {}},
            "hash": f"{world.new_ts()[:10]}.{secrets.token_urlsafe(6)}",
            "previous_view_id": below["id"] if below else None,
            "root_view_id": below["root_view_id"] if below else view_id,
        }
