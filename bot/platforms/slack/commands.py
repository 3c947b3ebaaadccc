"""From Slack's commands, clicks and forms to requests, and from replies back to Slack."""

import asyncio
import hashlib
import html
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.internals import extract_team_id

from bot.core import phrases
from bot.core.cards import Card, text_card
from bot.core.forms import STAYS_OPEN
from bot.core.language import speaking
from bot.core.markdown import bare
from bot.core.requests import (
    CHANGING,
    CLICKS,
    FOR_ADMINS,
    NEW,
    REPLACING,
    STEPS,
    Command,
    Person,
    Reply,
    Request,
    click_options,
)
from bot.errors import DeliveryError
from bot.platforms.slack.forms import (
    FORM,
    parse_form,
    render_choices,
    render_form,
)
from bot.platforms.slack.home import SET_UP_ACTION, HomeTab
from bot.platforms.slack.render import (
    ACTION_PREFIX,
    render_private,
    render_view,
)
from bot.platforms.slack.rest import SlackRest
from bot.platforms.slack.typed import parse_admin
from bot.platforms.slack.workspaces import Workspaces
from bot.ports import Handler

log = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE = 2.0  # seconds until an empty answer; Slack waits for three
Body = Mapping[str, Any]
Ack = Callable[..., Awaitable[Any]]
_SEEN_AT_HOME = CHANGING | {Command.HOME}
_LOOKED_UP = FOR_ADMINS | {Command.SHARE}  # where rights or the name matter


class Relay:
    """Hands what people do to the handler, and its replies to Slack."""

    def __init__(self, workspaces: Workspaces, handler: Handler) -> None:
        self._workspaces = workspaces
        self._handler = handler
        self._home = HomeTab(self._rest, handler, self._at_home)
        self._under_way: set[asyncio.Task[Any]] = set()

    def register(self, app: AsyncApp) -> None:
        """Take everything that the manifest lets Slack send."""
        app.command("/bite")(self.bite)
        app.command("/bite-admin")(self.admin)
        app.action(re.compile(f"^{ACTION_PREFIX}"))(self.click)
        app.view(FORM)(self.submit)
        app.options(re.compile(""))(self.options)
        app.event("app_home_opened")(self.home)
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.revoked)
        app.event("channel_id_changed")(self.moved)

    async def bite(self, ack: Ack, body: Body) -> None:
        """Answer `/bite`."""
        options = {"topic": _typed(body)}
        await self._answer(ack, body, Command.BITE, options)

    async def admin(self, ack: Ack, body: Body) -> None:
        """Answer `/bite-admin`."""
        parsed = parse_admin(_typed(body))
        if parsed is None:
            with self._speaking(body):
                await ack(render_private(text_card(phrases.admin_usage())))
            return
        await self._answer(ack, body, *parsed)

    async def click(self, ack: Ack, body: Body) -> None:
        """Answer a press on one of our buttons, whichever version made it."""
        action = body["actions"][0]
        name = str(action["action_id"]).removeprefix(ACTION_PREFIX)
        if name == SET_UP_ACTION:
            await self._answer(ack, body, Command.SET_UP, {"schedule": NEW})
            return
        command = CLICKS.get(name.partition("_")[0])
        _, _, bite = str(action.get("value") or "").partition(" ")
        if command is None or not bite:
            await ack()
            with self._speaking(body):
                card = text_card(phrases.unknown_button())
                await self._show(body, card, Command.READ)
            return
        if command is not Command.HOME:  # which leads to another page of it
            await self._answer(ack, body, command, click_options(command, bite))
        else:
            await ack()
        if (body.get("view") or {}).get("type") == "home" and command in _SEEN_AT_HOME:
            page = bite if command is Command.HOME else ""
            await self._home.publish(body, str(body["user"]["id"]), page=page)

    async def submit(self, ack: Ack, body: Body) -> None:
        """Take a filled form: errors stand at their fields, success in its place."""
        try:
            command, channel, options = parse_form(body["view"])
            options = dict([*options.items(), STAYS_OPEN])
            request = await self._request(body, Command(command), options, channel)
        except ValueError:
            await ack()
            return
        task = self._keep(asyncio.create_task(self._handler.answer(request)))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:  # Slack would call it failed, and people would press again
            with speaking(request.person.locale):
                view = render_view(text_card(phrases.saving()), metadata=channel)
            await ack(response_action="update", view=view)
            self._keep(asyncio.create_task(self._show_late(body, task, channel)))
            return
        reply = task.result()
        if reply.fault in body["view"]["state"]["values"]:
            errors = {reply.fault: bare(reply.card.body)}
            await ack(response_action="errors", errors=errors)
        else:
            with speaking(request.person.locale):
                view = render_view(reply.card, metadata=channel)
            await ack(response_action="update", view=view)
            if not channel:  # it was opened from there
                await self._home.publish(body, str(body["user"]["id"]))

    async def _show_late(
        self, body: Body, task: asyncio.Task[Reply], channel: str
    ) -> None:
        reply = await task
        with self._speaking(body):
            view = render_view(reply.card, metadata=channel)
        try:
            rest = await self._rest(body)
            await rest.call("views.update", view_id=body["view"]["id"], view=view)
        except DeliveryError as error:
            log.warning("a form: not answered: %s", error)

    async def options(self, ack: Ack, body: Body) -> None:
        """Offer choices for the field that is being filled."""
        request = await self._request(body, Command.BITE, {})
        found = await self._handler.complete(
            request, option=str(body["action_id"]), text=str(body.get("value") or "")
        )
        await ack(options=render_choices(list(found)))

    async def home(self, body: Body) -> None:
        """Show the schedules to admins, and to everybody what one can do."""
        event = body["event"]
        if event.get("tab") == "messages":
            return
        shown = {"team": {"id": team_of(body)}, "user": {"id": event["user"]}}
        await self._home.publish({**body, **shown}, event["user"])

    async def _at_home(self, body: Body, command: Command, page: str) -> Request:
        return await self._request(body, command, {"bite": page}, "home")

    async def uninstalled(self, body: Body) -> None:
        """Hand on that the app was removed; comes before or after `tokens_revoked`.

        https://docs.slack.dev/reference/events/app_uninstalled
        """
        await self._left(body)

    async def revoked(self, body: Body) -> None:
        """Hand on that the bot's own token is worthless; people's are nothing to us."""
        if (body["event"].get("tokens") or {}).get("bot"):
            await self._left(body)

    async def _left(self, body: Body) -> None:
        """Leave a workspace, unless somebody has installed the app anew since."""
        server = team_of(body)
        if await self._workspaces.outlived(server, float(body.get("event_time") or 0)):
            log.info("a late event says that the bot left %s: it is back", server)
            return
        await self._handler.left("slack", server)
        self._workspaces.forget(server)

    async def moved(self, body: Body) -> None:
        """Hand on that a channel got another id, as where it was shared outside.

        https://docs.slack.dev/reference/events/channel_id_changed
        """
        event = body["event"]
        ids = (str(event["old_channel_id"]), str(event["new_channel_id"]))
        await self._handler.moved("slack", team_of(body), *ids)

    async def _answer(
        self, ack: Ack, body: Body, command: Command, options: Mapping[str, str]
    ) -> None:
        task = self._keep(asyncio.create_task(self._reply(body, command, options)))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        reply = task.result() if done else None
        if reply and not reply.form and "command" in body:
            with self._speaking(body):
                await ack(render_private(reply.card))
            return
        if reply:
            await self._deliver(body, reply, command)
            await ack()
            return
        await ack()  # Slack would not wait any longer
        self._keep(asyncio.create_task(self._late(body, task, command)))

    def _keep(self, task: asyncio.Task[T]) -> asyncio.Task[T]:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _late(
        self, body: Body, task: asyncio.Task[Reply], command: Command
    ) -> None:
        await self._deliver(body, await task, command)

    def _speaking(self, body: Body) -> AbstractContextManager[None]:
        """Speak to who did something, as far as their language was looked up."""
        return speaking(self._locale(body))

    def _locale(self, body: Body) -> str:
        server, user, _ = _who(body)
        workspace = self._workspaces.known(server)
        return workspace.people.locale(user) if workspace else ""

    async def _deliver(self, body: Body, reply: Reply, command: Command) -> None:
        with self._speaking(body):
            await self._hand_over(body, reply, command)

    async def _hand_over(self, body: Body, reply: Reply, command: Command) -> None:
        try:
            if reply.form:
                channel = _channel(body)
                await self._open(body, render_form(reply.form, channel=channel))
            else:
                await self._show(body, reply.card, command)
        except DeliveryError as error:
            log.warning("%s: not answered: %s", command, error)

    async def _show(self, body: Body, card: Card, command: Command) -> None:
        """Show a card where it belongs: in a modal, or privately in the channel."""
        if command is Command.DEEPER or "view" in body:
            view = render_view(card, metadata=_channel(body))
            await self._open(body, view, replaces=command in STEPS)
            return
        is_private = (body.get("container") or {}).get("is_ephemeral")
        replaces = bool(command in REPLACING and is_private)
        payload = {**render_private(card), "replace_original": replaces}
        if (thread := _thread(body)) and not replaces:
            payload["thread_ts"] = thread
        await (await self._rest(body)).respond(str(body["response_url"]), payload)

    async def _open(
        self, body: Body, view: Mapping[str, Any], *, replaces: bool = False
    ) -> None:
        """Open a modal, on top of the one it was asked from if there is one."""
        below, rest = body.get("view") or {}, await self._rest(body)
        is_full = bool(below.get("previous_view_id"))
        if below.get("type") == "modal" and (is_full or replaces):
            await rest.call("views.update", view_id=below["id"], view=view)
            return
        method = "views.push" if below.get("type") == "modal" else "views.open"
        await rest.call(method, trigger_id=body["trigger_id"], view=view)

    async def _rest(self, body: Body) -> SlackRest:
        return (await self._workspaces.of(team_of(body))).rest

    async def _reply(
        self, body: Body, command: Command, options: Mapping[str, str]
    ) -> Reply:
        return await self._handler.answer(await self._request(body, command, options))

    async def _request(
        self,
        body: Body,
        command: Command,
        options: Mapping[str, str],
        channel: str = "",
    ) -> Request:
        server, user, name = _who(body)
        person = Person(id=user, name=name, may_post=True, locale=self._locale(body))
        if command in _LOOKED_UP:
            afresh = command in FOR_ADMINS
            people = (await self._workspaces.of(server)).people
            person = await people.person(user, name=name, server=server, afresh=afresh)
        return Request(
            id=_id_of(body),
            platform="slack",
            server=server,
            channel=channel or _channel(body),
            person=person,
            command=command,
            options=options,
        )


def _typed(body: Body) -> str:
    """Give what was typed: Slack sends `&`, `<` and `>` escaped."""
    return html.unescape(str(body.get("text") or ""))


def _who(body: Body) -> tuple[str, str, str]:
    """Give the workspace, the person's id and a name, of any kind of payload."""
    server = team_of(body)
    if "user_id" in body:
        return server, str(body["user_id"]), str(body.get("user_name") or "")
    user = body["user"]
    return server, str(user["id"]), str(user.get("username") or user.get("name") or "")


def team_of(body: Body) -> str:
    """Give the workspace whose token answers: the one that Bolt let in."""
    return str(extract_team_id(dict(body)) or "")


def _channel(body: Body) -> str:
    """Give the channel that something was asked in; modals keep it with them."""
    if found := body.get("channel_id") or (body.get("channel") or {}).get("id"):
        return str(found)
    kept = str((body.get("view") or {}).get("private_metadata") or "")
    if not kept.startswith("{"):
        return kept
    return str(json.loads(kept).get("channel") or "")


def _thread(body: Body) -> str:
    """Give the thread that something was pressed in; the channel would be elsewhere."""
    container = body.get("container") or {}
    return str(container.get("thread_ts") or "")


def _id_of(body: Body) -> str:
    """Give an id that is the same when Slack, or somebody else, sends it again."""
    if found := body.get("trigger_id") or body.get("event_id"):
        return str(found)
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
