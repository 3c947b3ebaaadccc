"""What people do in the client: commands, clicks, choices, words."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.sandbox.slack.blocks import find_element
from bot.sandbox.slack.courier import Courier, Kind
from bot.sandbox.slack.effects import Effect, Effects
from bot.sandbox.slack.forms import EXTERNAL, Given, Options, chosen_in, options_of
from bot.sandbox.slack.limits import menu_problems
from bot.sandbox.slack.outcome import Outcome, seen_in
from bot.sandbox.slack.payloads import Act, Payloads
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.transport import Ack
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.typed import escaped, linked
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.world import Channel, Message, Person, World

NO_ANSWER = "{} failed because the app did not respond"
NO_COMMAND = "{} is not a valid command."
NOT_THERE = "You cannot write in this channel."
FAILED = "This app did not respond."
REFUSED = "Slack refused the app's answer:"
GONE = "This message or view is not there any more."


class People:
    """Acts for people."""

    def __init__(
        self,
        world: World,
        courier: Courier,
        triggers: Triggers,
        responses: Responses,
        views: Views,
    ) -> None:
        self._world = world
        self._courier = courier
        self._triggers = triggers
        self._responses = responses
        self._views = views
        self._effects = Effects(world)
        self.payloads = Payloads(world)
        self.patience = 2.0  # seconds to look for what follows a bare acknowledgement
        self.escapes_commands = True  # the manifest's should_escape
        self.offered: dict[str, Options] = {}  # action id -> what the app offered

    async def type(self, person: str, channel: str, line: str) -> Outcome:
        """Type a whole line and press Enter."""
        who, where = self._world.person(person), self._world.any_channel(channel)
        if who.id not in where.members or where.is_archived:
            return Outcome("failed", 0, error=NOT_THERE)
        if not line.startswith("/"):
            return Outcome("message", 0, message=self.say(person, channel, line))
        command, _, text = line.partition(" ")
        if command not in self._world.commands:
            return Outcome("failed", 0, error=NO_COMMAND.format(command))
        act = self._act(who, where, has_response=True)
        words = text.strip()
        if self.escapes_commands:
            words = linked(self._world, words)
        payload = self.payloads.command(act, command, words, self._url(act))
        failure = NO_ANSWER.format(command)
        return await self.send("slash_commands", payload, act, failure, self._shown)

    async def click(self, person: str, where: Message | View, what: str) -> Outcome:
        """Press the button with this label or action id, on a message or view."""
        return await self.select(person, where, what, None)

    async def select(
        self, person: str, where: Message | View, what: str, value: Given | None
    ) -> Outcome:
        """Choose in a menu; without a value, press a button."""
        act = self.at(person, where)
        if act is None:
            return Outcome("failed", 0, error=GONE)
        block, element = find_element(act.blocks, what)
        action = {**_pressed(element), "block_id": block["block_id"]}
        if value is not None:
            action |= chosen_in(
                self._world, element, value, self.offered, act.channel.id
            )
        payload = self.payloads.actions(act, action, self._url(act))
        return await self.send("interactive", payload, act, FAILED)

    async def options(
        self, person: str, where: Message | View, what: str, text: str
    ) -> Options:
        """Type into a menu, and give what the app offers for that."""
        act = self.at(person, where)
        if act is None:
            return []
        block, element = find_element(act.blocks, what)
        if element["type"] not in EXTERNAL:
            return options_of(element)
        if len(text) < element.get("min_query_length", 3):
            return []
        payload = self.payloads.suggestion(
            act, block["block_id"], element["action_id"], text
        )
        answer = (await self._courier.deliver("interactive", payload)).payload or {}
        if menu_problems(answer):
            return []
        found = options_of(answer)
        self.offered.setdefault(element["action_id"], []).extend(found)
        return found

    async def open_home(self, person: str) -> View:
        """Look at the app's Home tab, and give what the app published.

        Raises:
            LookupError: It published nothing.
        """
        who = self._world.person(person)
        act = self._act(who, self._world.direct_channel(who.id))
        before = self._effects.count
        event = self.payloads.home_opened(act, self._views.homes.get(who.id))
        ack = await self._courier.event(event, is_watched=True)
        if not ack.error:
            await self._next(before, act, self.patience)
        if who.id not in self._views.homes:
            raise LookupError("the app published no Home tab")
        return self._views.homes[who.id]

    def say(self, person: str, channel: str, text: str) -> Message:
        """Post a person's own plain message."""
        who, where = self._world.person(person), self._world.any_channel(channel)
        if who.id not in where.members or where.is_archived:
            raise ValueError(NOT_THERE)
        return self._world.add_message(where.id, who.id, {"text": escaped(text)})

    def at(self, person: str, where: Message | View) -> Act | None:
        """Begin an act on a message or view, as it is now; none if it is gone."""
        who = self._world.person(person)
        if "ts" not in where:
            return self._at_view(who, str(where["id"]))
        message = self._world.messages.get(where["ts"])
        if message is None or self._world.private.get(where["ts"], who.id) != who.id:
            return None
        try:
            channel = self._world.any_channel(message["channel"])
        except KeyError:
            return None  # the channel was deleted
        if who.id not in channel.members:
            return None
        return self._act(who, channel, message=message, has_response=True)

    async def send(
        self,
        kind: Kind,
        payload: dict[str, Any],
        act: Act,
        failure: str,
        read: Callable[[Act, Ack], Outcome | None] = lambda _act, _ack: None,
    ) -> Outcome:
        """Bring an act to the app; give what `read` makes of its answer, or follows."""
        before, started = self._effects.count, time.monotonic()
        ack = await self._courier.deliver(kind, payload)
        if ack.error:
            failed = Outcome("failed", 0, error=f"{failure} ({ack.error})")
            return self._seen(failed, act, started, before)
        try:
            seen = read(act, ack)
        except Refusal as refusal:
            failed = Outcome("failed", 0, error=f"{REFUSED} {refusal}")
            return self._seen(failed, act, started, before)
        if seen is None:
            return await self._following(act, started, before, self.patience)
        is_shown = seen.kind in ("message", "view")
        after = self._effects.count if is_shown else before
        return self._seen(seen, act, started, after)

    async def _following(
        self,
        act: Act,
        started: float,
        after: int,
        timeout: float,  # noqa: ASYNC109 - of the wait
    ) -> Outcome:
        """Wait for what follows; `ack` if nothing does."""
        effect = await self._next(after, act, timeout)
        if effect is None:
            return self._seen(Outcome("ack", 0), act, started, after)
        return self._seen(seen_in(effect), act, started, effect.number)

    def _seen(self, outcome: Outcome, act: Act, started: float, after: int) -> Outcome:
        """Add how long it took, and a way to wait for what follows."""

        async def later(timeout: float) -> Outcome:  # noqa: ASYNC109 - of the wait
            return await self._following(act, started, after, timeout)

        took = time.monotonic() - started
        return replace(outcome, seconds=took, later=later)

    async def _next(self, after: int, act: Act, timeout: float) -> Effect | None:  # noqa: ASYNC109 - of the wait
        response = act.response.id if act.response else act.trigger.id
        return await self._effects.first(
            after=after,
            person=act.who.id,
            channel=act.channel.id,
            acts=(act.trigger.id, response),
            timeout=timeout,
        )

    def _shown(self, act: Act, ack: Ack) -> Outcome | None:
        """Show the message that came with the acknowledgement of a command."""
        body = ack.payload or {}
        if act.response is None or not (body.get("text") or body.get("blocks")):
            return None
        message = self._responses.answer(act.response, body)
        return Outcome("message", 0, message=message)

    def _at_view(self, who: Person, view_id: str) -> Act | None:
        try:
            view = self._views.find(who.id, view_id)
        except KeyError:
            return None
        direct = self._world.direct_channel(who.id).id
        channel = self._world.any_channel(self._views.channels.get(view_id, direct))
        return self._act(who, channel, view=view)

    def _act(
        self,
        who: Person,
        where: Channel,
        *,
        message: Message | None = None,
        view: View | None = None,
        has_response: bool = False,
    ) -> Act:
        in_modal = view is not None and view["type"] == "modal"
        trigger = self._triggers.start(who.id, where.id, in_view=in_modal)
        ts = message["ts"] if message else ""
        response = self._responses.start(who.id, where.id, ts) if has_response else None
        return Act(who, where, trigger, message, view, response)

    def _url(self, act: Act) -> str:
        return self._responses.url(act.response) if act.response else ""


def _pressed(element: dict[str, Any]) -> dict[str, Any]:
    kept = ("type", "action_id", "text", "value", "style", "url", "placeholder")
    return {key: element[key] for key in kept if key in element}
