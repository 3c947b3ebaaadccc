"""The whole pretend Slack behind one object, for tests, the page and the demo."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.slack import responses, socket, wire
from bot.sandbox.slack.chat import Chat, Route
from bot.sandbox.slack.conversations import Conversations
from bot.sandbox.slack.courier import Courier
from bot.sandbox.slack.directory import Directory
from bot.sandbox.slack.events_http import SignedHttp
from bot.sandbox.slack.forms import Given, Options
from bot.sandbox.slack.methods import Methods
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.outcome import Outcome
from bot.sandbox.slack.people import People
from bot.sandbox.slack.ratelimits import RateLimits
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.socket import SocketMode
from bot.sandbox.slack.transport import Ack
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.wire import RequestRecord, Tokens, Wire
from bot.sandbox.slack.world import Message, World

BOT_TOKEN = "xoxb-this-token-opens-nothing-real"  # noqa: S105
APP_TOKEN = "xapp-this-token-opens-nothing-real"  # noqa: S105
SIGNING_SECRET = "this-secret-signs-nothing-real"  # noqa: S105


class SlackSandbox:
    """A Slack on loopback."""

    def __init__(self, *, address: str, faults: Faults, methods: Path | None) -> None:
        self.world = World()
        self.faults = faults
        self.limits = RateLimits()
        self.triggers = Triggers()
        self.responses = Responses(self.world, faults, address)
        self.views = Views(self.world, self.triggers)
        self.conversations = Conversations(self.world)
        self.socket = SocketMode(self.world, address)
        self.http = SignedHttp(SIGNING_SECRET)
        self.courier = Courier(self.world, self.socket, self.http)
        self.people = People(
            self.world, self.courier, self.triggers, self.responses, self.views
        )
        self.modals = Modals(self.world, self.people, self.views, self.courier)
        self.wire = Wire(
            self.world,
            self._routes(),
            tokens=Tokens(bot=BOT_TOKEN, app=APP_TOKEN),
            faults=faults,
            limits=self.limits,
            methods=Methods(methods) if methods else None,
        )
        self.environment = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"http://{address}{wire.PREFIX}",
        }

    def add_routes(self, app: web.Application) -> None:
        """Serve the Web API, Socket Mode and response URLs from an application."""
        for verb in ("GET", "POST"):
            app.router.add_route(verb, wire.PREFIX + "{method}", self.wire.handle)
        app.router.add_get(socket.PATH, self.socket.handle)
        app.router.add_post(responses.PREFIX + "{id}", self.responses.handle)

    @property
    def team_id(self) -> str:
        """The id of the one workspace."""
        return self.world.team_id

    @property
    def server_id(self) -> str:
        """The same id, under the name that all platforms have."""
        return self.world.team_id

    @property
    def requests(self) -> list[RequestRecord]:
        """Every call of the Web API so far."""
        return self.wire.requests

    @property
    def violations(self) -> list[str]:
        """What broke the published facts of Slack's methods."""
        return self.wire.violations + self.responses.violations

    @property
    def commands(self) -> dict[str, str]:
        """The app's slash commands, with what they say of themselves."""
        return self.world.commands

    @property
    def scopes(self) -> set[str]:
        """What the bot's token may; change it in place."""
        return self.world.scopes

    @property
    def request_url(self) -> str:
        """Where payloads go while no socket is connected; empty for nowhere."""
        return self.http.request_url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.http.request_url = url

    @property
    def bot_online(self) -> bool:
        """Tell whether the bot can be reached."""
        return self.socket.is_online or bool(self.request_url)

    async def bot_ready(self, timeout: float = 15) -> None:  # noqa: ASYNC109 - of the wait
        """Wait until a bot is connected, or its request URL is known."""
        if not self.request_url:
            async with asyncio.timeout(timeout):
                await self.socket.ready.wait()

    def channel_id(self, name: str) -> str:
        """Find a channel by its name."""
        return self.world.channel_id(name)

    def messages(self, channel: str) -> list[Message]:
        """List what everybody sees in a channel, threads left out, oldest first."""
        found = self.world.public_messages(self.world.channel_id(channel))
        return [one for one in found if one.get("thread_ts") in (None, one["ts"])]

    def thread(self, message: Message) -> list[Message]:
        """List the answers in the thread of a message, oldest first."""
        found = self.world.public_messages(message["channel"])
        ts = message["ts"]
        return [one for one in found if one.get("thread_ts") == ts and one["ts"] != ts]

    def private_messages(self, person: str) -> list[Message]:
        """List what only this person sees, direct messages too, oldest first."""
        who = self.world.person(person).id
        direct = self.world.direct_channel(who).id
        return [
            one
            for one in self.world.messages.values()
            if self.world.private.get(one["ts"]) == who or one["channel"] == direct
        ]

    def direct_messages(self, person: str) -> list[Message]:
        """List what the bot told somebody in private, oldest first."""
        who = self.world.person(person).id
        shown = self.world.public_messages(self.world.direct_channel(who).id)
        return [one for one in shown if one["user"] == self.world.bot_user_id]

    async def type(self, person: str, channel: str, line: str) -> Outcome:
        """Type a whole line and press Enter."""
        return await self.people.type(person, channel, line)

    async def click(self, person: str, where: Message | View, what: str) -> Outcome:
        """Press the button with this label or action id, on a message or view."""
        return await self.people.click(person, where, what)

    async def select(
        self, person: str, where: Message | View, what: str, value: Given
    ) -> Outcome:
        """Choose in the menu with this action or block id."""
        return await self.people.select(person, where, what, value)

    async def options(
        self, person: str, where: Message | View, what: str, text: str
    ) -> Options:
        """Type into a menu that the app fills, and give what it offers."""
        return await self.people.options(person, where, what, text)

    async def submit(
        self, person: str, view: View, values: Mapping[str, Given]
    ) -> Outcome:
        """Fill a modal's blocks by their ids, and send it."""
        return await self.modals.submit(person, view, values)

    async def close(
        self, person: str, view: View, *, everything: bool = False
    ) -> Outcome:
        """Close a modal."""
        return await self.modals.close(person, view, everything=everything)

    async def open_home(self, person: str) -> View:
        """Look at the app's Home tab."""
        return await self.people.open_home(person)

    def say(self, person: str, channel: str, text: str) -> Message:
        """Post a person's own plain message."""
        return self.people.say(person, channel, text)

    async def event(self, event: dict[str, Any]) -> Ack:
        """Send any event, such as `{"type": "app_uninstalled"}`."""
        return await self.courier.event(event)

    def sign(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """Give the headers that make a request look like Slack's."""
        return self.http.sign(body, timestamp)

    def kick_bot(self, channel: str) -> None:
        """Take the bot out of a channel."""
        self.world.any_channel(channel).members.discard(self.world.bot_user_id)

    def invite_bot(self, channel: str) -> None:
        """Let the bot into a channel."""
        self.world.any_channel(channel).members.add(self.world.bot_user_id)

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self.world.any_channel(channel).is_archived = True

    def unarchive(self, channel: str) -> None:
        """Bring a channel back from the archive."""
        self.world.any_channel(channel).is_archived = False

    def restrict(self, channel: str, error: str = "restricted_action") -> None:
        """Let nobody but a few post in a channel; an empty error lifts that."""
        self.world.any_channel(channel).restriction = error

    def delete_channel(self, channel: str) -> None:
        """Take a channel away."""
        del self.world.channels[self.world.channel_id(channel)]

    def revoke_token(self, error: str = "token_revoked") -> None:
        """Make the bot's token worthless; `account_inactive` is the other way."""
        self.world.token_error = error

    def restore_token(self) -> None:
        """Make the bot's token good again, as after a new installation."""
        self.world.token_error = ""

    async def uninstall(self, *events: str, error: str = "account_inactive") -> None:
        """Remove the app from the workspace, and tell it so by these events."""
        self.revoke_token(error)
        for name in events or ("app_uninstalled", "tokens_revoked"):
            await self.courier.event(self._uninstalled(name))

    def _uninstalled(self, name: str) -> dict[str, Any]:
        if name == "app_uninstalled":
            return {"type": name}
        tokens = {"oauth": [], "bot": [self.world.bot_user_id]}
        return {"type": name, "tokens": tokens}

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot's connections to leave: one of Slack's reasons."""
        await self.socket.disconnect(reason)

    def drop_sockets(self) -> None:
        """Cut the bot's connections."""
        self.socket.drop()

    async def close_sockets(self) -> None:
        """Close the bot's connections, as when the sandbox ends."""
        await self.socket.close()

    def _routes(self) -> dict[str, Route]:
        return {
            **Chat(self.world).routes(),
            **self.conversations.routes(),
            **Directory(self.world).routes(),
            **self.views.routes(),
            "apps.connections.open": self.socket.open,
        }
