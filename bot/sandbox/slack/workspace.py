"""One workspace of the pretend Slack: its people, its channels, and what they do."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.faults import Faults
from bot.sandbox.slack.chat import Chat, Route
from bot.sandbox.slack.conversations import Conversations
from bot.sandbox.slack.courier import Courier
from bot.sandbox.slack.directory import Directory
from bot.sandbox.slack.events_http import SignedHttp
from bot.sandbox.slack.forms import Given, Options
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.outcome import Outcome
from bot.sandbox.slack.people import People
from bot.sandbox.slack.ratelimits import RateLimits
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.socket import SocketMode
from bot.sandbox.slack.transport import Ack
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.world import Message, World


class Workspace:
    """People and channels of their own; the way to the app is the same for all."""

    def __init__(
        self,
        world: World,
        *,
        faults: Faults,
        address: str,
        socket: SocketMode,
        http: SignedHttp,
    ) -> None:
        self.world = world
        self.limits = RateLimits()
        self.triggers = Triggers()
        self.responses = Responses(world, faults, address)
        self.views = Views(world, self.triggers)
        self.conversations = Conversations(world)
        self.courier = Courier(world, socket, http)
        self.people = People(
            world, self.courier, self.triggers, self.responses, self.views
        )
        self.modals = Modals(world, self.people, self.views, self.courier)

    @property
    def team_id(self) -> str:
        """The id of the one workspace."""
        return self.world.team_id

    @property
    def server_id(self) -> str:
        """The same id, under the name that all platforms have."""
        return self.world.team_id

    @property
    def commands(self) -> dict[str, str]:
        """The app's slash commands, with what they say of themselves."""
        return self.world.commands

    @property
    def scopes(self) -> set[str]:
        """What the bot's token may; change it in place."""
        return self.world.scopes

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

    async def share_outside(self, channel: str) -> str:
        """Share a private channel with another workspace; give its new id."""
        where = self.world.any_channel(channel)
        old, new = where.id, self.world.renumber(where)
        ids = {"old_channel_id": old, "new_channel_id": new}
        if where.is_private and self.world.bot_user_id in where.members:
            await self.courier.event({"type": "channel_id_changed", **ids})
        return new

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

    def routes(self) -> dict[str, Route]:
        """List what the Web API answers here, by method."""
        return {
            **Chat(self.world).routes(),
            **self.conversations.routes(),
            **Directory(self.world).routes(),
            **self.views.routes(),
        }
