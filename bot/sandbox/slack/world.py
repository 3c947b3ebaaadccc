"""What exists in a workspace of the pretend Slack: its people, channels and messages."""

import secrets
import string
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.slack.blocks import with_ids
from bot.sandbox.slack.mentions import pings_of
from bot.sandbox.slack.refusals import Refusal

Event = Callable[[str, dict[str, Any]], None]
Message = dict[str, Any]

SCOPES = frozenset(
    "channels:history channels:join channels:read chat:write "
    "commands groups:history groups:read im:history im:read im:write team:read "
    "users:read".split()
)
COMMANDS = {
    "/bite": "Read a bite",
    "/bite-admin": "Set up this channel's bites",
}
_LETTERS = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the client."""

    id: str
    name: str
    zone: str
    admin: bool = False
    is_guest: bool = False
    team: str = ""  # of another workspace, who came over Slack Connect
    locale: str = "en-GB"

    @property
    def handle(self) -> str:
        """The name after the @."""
        return self.name.lower()


@dataclass(slots=True)
class Channel:
    """A place to post; `restriction` is the error that posting there meets."""

    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_direct: bool = False
    is_archived: bool = False
    restriction: str = ""
    created: int = field(default_factory=lambda: int(time.time()))


class World:
    """The state of the pretend Slack; tells its listeners what changes."""

    def __init__(self, *, name: str = "Acme", domain: str = "acme") -> None:
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.stamp: Callable[[], float] = time.time  # what `ts` counts
        self._last = 0  # the latest `ts`, in microseconds
        self.listeners: list[Event] = []
        self.server_id = self.team_id = new_id("T")
        self.server_name, self.domain = name, domain
        self.url = f"https://{self.domain}.slack.com/"
        self.app_id, self.bot_id = new_id("A"), new_id("B")
        self.bot_user_id, self.bot_name = new_id("U"), "Daily Bite"
        self.scopes: set[str] = set(SCOPES)
        self.token_error = ""  # what the bot's token meets, once revoked
        self.has_messages_tab = True  # where the bot's direct messages appear
        self.commands = dict(COMMANDS)
        self.people = {
            "ana": Person(new_id("U"), "Ana", "Europe/Paris", admin=True),
            "ben": Person(new_id("U"), "Ben", "America/New_York"),
            "cem": Person(new_id("U"), "Cem", "Europe/Istanbul", is_guest=True),
        }
        self.groups = {"readers": new_id("S")}  # user groups, by their handles
        self.channels: dict[str, Channel] = {}
        self.direct: dict[str, Channel] = {}  # by person id
        for name, who, is_private in (
            ("daily-bite", "ana ben cem bot", False),
            ("general", "ana ben cem bot", False),
            ("announcements", "ana ben", False),
            ("leads", "ana ben", True),
        ):
            self.add_channel(name, who.split(), is_private=is_private)
        self.messages: dict[str, Message] = {}  # by ts, oldest first
        self.private: dict[str, str] = {}  # ephemeral message ts -> person id

    def emit(self, name: str, data: dict[str, Any]) -> None:
        """Tell everybody who listens."""
        for listener in list(self.listeners):
            listener(name, data)

    def add_channel(
        self, name: str, members: list[str], *, is_private: bool = False
    ) -> Channel:
        """Make a channel; `bot` among its members is the bot."""
        ids = {
            self.bot_user_id if one == "bot" else self.person(one).id for one in members
        }
        channel = Channel(new_id("C"), name, ids, is_private=is_private)
        self.channels[channel.id] = channel
        return channel

    def renumber(self, channel: Channel) -> str:
        """Give a channel another id, for good; what was said in it goes along."""
        old, channel.id = channel.id, new_id("C")
        self.channels = {one.id: one for one in self.channels.values()}
        for message in self.messages.values():
            if message["channel"] == old:
                message["channel"] = channel.id
        return channel.id

    def new_ts(self) -> str:
        """Make the next timestamp, never the same twice and never going back."""
        self._last = max(int(self.stamp() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def channel_id(self, name: str) -> str:
        """Find a channel by its name or id."""
        wanted = name.removeprefix("#")
        for channel in [*self.channels.values(), *self.direct.values()]:
            if wanted in (channel.name, channel.id):
                return channel.id
        raise KeyError(f"there is no channel {name}")

    def channel(self, channel_id: object) -> Channel:
        """Give a channel that the bot can know of, or refuse as Slack does."""
        for one in [*self.channels.values(), *self.direct.values()]:
            if one.id == channel_id:
                if one.is_private and self.bot_user_id not in one.members:
                    break
                return one
        raise Refusal("channel_not_found")

    def any_channel(self, name: str) -> Channel:
        """Give a channel by its name or id, whoever is in it."""
        found = self.channel_id(name)
        return next(
            one
            for one in [*self.channels.values(), *self.direct.values()]
            if one.id == found
        )

    def direct_channel(self, person_id: str) -> Channel:
        """Give the conversation between the bot and somebody."""
        if person_id not in self.direct:
            members = {person_id, self.bot_user_id}
            name = f"@{self.person(person_id).handle}"
            new = Channel(new_id("D"), name, members, is_direct=True)
            self.direct[person_id] = new
        return self.direct[person_id]

    def person(self, name: str) -> Person:
        """Find somebody by name or id."""
        for key, person in self.people.items():
            if name in (key, person.id, person.name):
                return person
        raise KeyError(f"there is nobody called {name}")

    def add_message(
        self,
        channel_id: str,
        author: str,
        body: Mapping[str, Any],
        *,
        to: str = "",
        answers: str = "",
    ) -> Message:
        """Create a message and tell of it.

        Args:
            channel_id: Where it appears.
            author: The person's id, or the bot's.
            body: Its text, blocks and so on.
            to: The only person who sees it; empty for everybody.
            answers: The response URL's id that it came by.
        """
        message: Message = {
            "type": "message",
            "ts": self.new_ts(),
            "channel": channel_id,
            "user": author,
            "team": self.team_id,
            "is_ephemeral": bool(to),
            "answers": answers,
            "edited": None,
        }
        if author == self.bot_user_id:
            message |= {"bot_id": self.bot_id, "app_id": self.app_id}
        self._fill(message, body)
        self.messages[message["ts"]] = message
        if to:
            self.private[message["ts"]] = to
        self.emit("MESSAGE_CREATE", message)
        return message

    def edit_message(self, message: Message, body: Mapping[str, Any]) -> Message:
        """Change what the body names, and tell of it."""
        self._fill(message, {**message, **body})
        message["edited"] = {"user": message["user"], "ts": self.new_ts()}
        self.emit("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, message: Message) -> None:
        """Take a message away."""
        del self.messages[message["ts"]]
        self.emit("MESSAGE_DELETE", message)

    def message(self, channel_id: str, ts: object) -> Message:
        """Give a message, or refuse as Slack does; ephemeral ones it never knows."""
        message = self.messages.get(str(ts))
        if message is None or message["channel"] != channel_id or ts in self.private:
            raise Refusal("message_not_found")
        return message

    def public_messages(self, channel_id: str) -> list[Message]:
        """List what everybody in a channel sees, oldest first."""
        return [
            one
            for one in self.messages.values()
            if one["channel"] == channel_id and one["ts"] not in self.private
        ]

    def _fill(self, message: Message, body: Mapping[str, Any]) -> None:
        message |= {
            "text": body.get("text") or "",
            "blocks": with_ids(body.get("blocks") or []),
            "attachments": body.get("attachments") or [],
            "metadata": body.get("metadata") or {},
            "shown_at": message.get("shown_at") or self.now().isoformat(),
            "pings": pings_of(body),
        }
        if body.get("thread_ts"):
            message["thread_ts"] = body["thread_ts"]


def new_id(prefix: str) -> str:
    """Make an id as Slack's: a letter for its kind, then ten at random."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))
