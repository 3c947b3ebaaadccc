"""What exists in the pretend Discord: one server, its people, channels and messages."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.discord import permissions
from bot.sandbox.discord.refusals import Refusal

Event = Callable[[str, dict[str, Any]], None]
Message = dict[str, Any]

_LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
_EPOCH = 1_420_070_400_000  # https://docs.discord.com/developers/reference#snowflakes
EPHEMERAL = 1 << 6
_EMPTY: dict[str, Any] = {"content": "", "embeds": [], "components": [], "flags": 0}


class Snowflakes:
    """Ids as Discord makes them: by time, and never the same twice."""

    def __init__(self) -> None:
        self._step = itertools.count()

    def new(self) -> str:
        """Make the next id."""
        moment = int(time.time() * 1000) - _EPOCH
        return str((moment << 22) + next(self._step) % (1 << 22))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the client."""

    id: str
    name: str
    admin: bool


@dataclass(slots=True)
class Channel:
    """A channel, with its permission overwrites as id -> (allow, deny)."""

    id: str
    name: str
    type: int = 0
    parent: str = ""  # of a thread, the channel that it is in
    overwrites: dict[str, tuple[int, int]] = field(default_factory=dict)


class World:
    """The state of the pretend Discord; tells its listeners what changes."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.ids = Snowflakes()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.server_id, self.server_name = self.ids.new(), "Acme Engineering"
        self.bot_id = self.application_id = self.ids.new()
        self.bot_name = "Daily Bite"
        self.has_bot = True  # whether the bot is in the server
        self.joined_at = _LONG_AGO  # since when
        self.system_channel: str | None = None  # where the client greets newcomers
        self.locales: dict[str, str] = {}  # by person, of those who changed it
        self.listeners: list[Event] = []
        self.people = {
            "ana": Person(self.ids.new(), "Ana", admin=True),
            "ben": Person(self.ids.new(), "Ben", admin=False),
        }
        self.bot_role, self.admin_role = self.ids.new(), self.ids.new()
        self.roles = {
            self.server_id: permissions.EVERYONE,
            self.bot_role: permissions.BOT,
            self.admin_role: permissions.ADMIN,
        }
        self.role_names = {
            self.server_id: "@everyone",
            self.bot_role: self.bot_name,
            self.admin_role: "Lead",
        }
        self.mentionable: set[str] = set()  # roles that anybody may mention
        self.readers_role = self.add_role("Readers", mentionable=True)
        self.channels: dict[str, Channel] = {}
        self.threads: dict[str, Channel] = {}  # by the id of the message above them
        for name, kind in (("daily-bite", 0), ("general", 0), ("announcements", 5)):
            self.add_channel(name, kind)
        self.messages: dict[str, Message] = {}  # by id, oldest first
        self.deleted: set[str] = set()
        self.private: dict[str, str] = {}  # ephemeral message id -> person id
        self.commands: dict[str, dict[str, Any]] = {}

    def emit(self, name: str, data: dict[str, Any]) -> None:
        """Tell everybody who listens."""
        for listener in list(self.listeners):
            listener(name, data)

    def channel(self, channel_id: str) -> Channel:
        """Give a channel, or refuse as Discord does."""
        found = self.channels.get(channel_id) or self.threads.get(channel_id)
        if found is None or (found.parent and found.parent not in self.channels):
            raise Refusal(404, 10003, "Unknown Channel")
        return found

    def add_role(self, name: str, *, mentionable: bool = False) -> str:
        """Make a role that grants nothing, and give its id."""
        role = self.ids.new()
        self.roles[role], self.role_names[role] = 0, name
        if mentionable:
            self.mentionable.add(role)
        return role

    def role_id(self, name: str) -> str:
        """Find a role by its name or id."""
        wanted = name.strip("<@&>")
        for role, known in self.role_names.items():
            if wanted in (role, known, known.removeprefix("@")):
                return role
        raise KeyError(f"there is no role {name}")

    def add_channel(self, name: str, kind: int = 0) -> Channel:
        """Open a channel; kind 0 is one for text."""
        channel = Channel(self.ids.new(), name, kind)
        self.channels[channel.id] = channel
        return channel

    def channel_id(self, name: str) -> str:
        """Find a channel by its name or id."""
        for channel in self.channels.values():
            if name in (channel.name, channel.id):
                return channel.id
        if name in self.threads:
            return name
        raise KeyError(f"there is no channel {name}")

    def person(self, name: str) -> Person:
        """Find somebody by name or id."""
        for key, person in self.people.items():
            if name in (key, person.id, person.name):
                return person
        raise KeyError(f"there is nobody called {name}")

    def roles_of(self, user_id: str) -> list[str]:
        """List somebody's roles, without the one that everybody has."""
        if user_id == self.bot_id:
            return [self.bot_role]
        is_admin = any(one.id == user_id and one.admin for one in self.people.values())
        return [self.admin_role] if is_admin else []

    def may(self, user_id: str, channel_id: str) -> int:
        """Compute what somebody may do in a channel."""
        roles = [self.server_id, *self.roles_of(user_id)]
        channel = self.channel(channel_id)
        channel = self.channels[channel.parent or channel.id]
        return permissions.compute(self.roles, roles, channel.overwrites, user_id)

    def add_message(
        self, channel_id: str, author: str, body: dict[str, Any], **extra: object
    ) -> Message:
        """Create a message, public unless its flags say ephemeral."""
        message: Message = {
            "id": self.ids.new(),
            "channel_id": channel_id,
            "type": 0,
            "author": self.user(author),
            "content": body.get("content") or "",
            "timestamp": self.now().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": body.get("embeds") or [],
            "components": body.get("components") or [],
            "flags": body.get("flags") or 0,
            "pinned": False,
            **extra,
        }
        self.messages[message["id"]] = message
        return message

    def message(self, channel_id: str, message_id: str) -> Message:
        """Give a message, or refuse as Discord does."""
        message = self.messages.get(message_id)
        is_here = message is not None and message["channel_id"] == channel_id
        if message is None or not is_here or message_id in self.private:
            raise Refusal(404, 10008, "Unknown Message")
        return message

    def edit_message(self, message: Message, body: dict[str, Any]) -> Message:
        """Change what the body names."""
        for key in ("content", "embeds", "components", "flags"):
            if key in body:
                message[key] = _EMPTY[key] if body[key] is None else body[key]
        message["edited_timestamp"] = self.now().isoformat()
        self.emit("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, message: Message) -> None:
        """Take a message away; its nonce stays known."""
        del self.messages[message["id"]]
        self.deleted.add(message["id"])
        self.emit("MESSAGE_DELETE", message)

    def public_messages(self, channel_id: str) -> list[Message]:
        """List what everybody sees, oldest first."""
        return [
            one
            for one in self.messages.values()
            if one["channel_id"] == channel_id and one["id"] not in self.private
        ]

    def user(self, user_id: str) -> dict[str, Any]:
        """Give a user as the API shows one."""
        is_bot = user_id == self.bot_id
        name = next((p.name for p in self.people.values() if p.id == user_id), "")
        return {
            "id": user_id,
            "username": self.bot_name if is_bot else name.lower(),
            "global_name": None if is_bot else name,
            "discriminator": "0",
            "avatar": None,
            "bot": is_bot,
        }

    def member(self, user_id: str) -> dict[str, Any]:
        """Give a member of the server as the API shows one."""
        return {
            "user": self.user(user_id),
            "nick": None,
            "avatar": None,
            "roles": self.roles_of(user_id),
            "joined_at": "2026-01-05T09:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def channel_object(self, channel: Channel) -> dict[str, Any]:
        """Give a channel as the API shows one."""
        if channel.parent:
            return self._thread_object(channel)
        people = {one.id for one in self.people.values()} | {self.bot_id}
        return {
            "id": channel.id,
            "type": channel.type,
            "guild_id": self.server_id,
            "name": channel.name,
            "position": list(self.channels).index(channel.id),
            "permission_overwrites": [
                {
                    "id": key,
                    "type": 1 if key in people else 0,
                    "allow": str(allow),
                    "deny": str(deny),
                }
                for key, (allow, deny) in channel.overwrites.items()
            ],
            "topic": None,
            "nsfw": False,
            "last_message_id": None,
            "parent_id": None,
            "rate_limit_per_user": 0,
        }

    def _thread_object(self, thread: Channel) -> dict[str, Any]:
        started = self.messages[thread.id]["timestamp"]
        return {
            "id": thread.id,
            "type": thread.type,
            "guild_id": self.server_id,
            "parent_id": thread.parent,
            "owner_id": self.bot_id,
            "name": thread.name,
            "last_message_id": None,
            "message_count": len(self.public_messages(thread.id)),
            "total_message_sent": len(self.public_messages(thread.id)),
            "member_count": 1,
            "rate_limit_per_user": 0,
            "flags": 0,
            "thread_metadata": {
                "archived": False,
                "archive_timestamp": started,
                "auto_archive_duration": 1440,
                "locked": False,
                "create_timestamp": started,
            },
        }

    def server_object(self) -> dict[str, Any]:
        """Give the server as the API shows one."""
        return {
            "id": self.server_id,
            "name": self.server_name,
            "icon": None,
            "owner_id": self.people["ana"].id,
            "roles": [self.role_object(one) for one in self.roles],
            "emojis": [],
            "stickers": [],
            "features": [],
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "system_channel_id": self.system_channel,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
            "safety_alerts_channel_id": None,
        }

    def role_object(self, role_id: str) -> dict[str, Any]:
        """Give a role as the API shows one."""
        return {
            "id": role_id,
            "name": self.role_names[role_id],
            "color": 0,
            "colors": {
                "primary_color": 0,
                "secondary_color": None,
                "tertiary_color": None,
            },
            "hoist": False,
            "position": list(self.roles).index(role_id),
            "permissions": str(self.roles[role_id]),
            "managed": role_id == self.bot_role,
            "mentionable": role_id in self.mentionable,
            "flags": 0,
        }
