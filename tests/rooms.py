"""One way to use any platform's sandbox, so that a scenario is written once."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.sandbox.server import Sandbox
from bot.sandbox.slack.blocks import shown_text

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody sees after an act: the words, and what they can press."""

    text: str
    kind: str
    raw: Raw | None = None  # the message or the view
    seconds: float = 0.0
    buttons: tuple[str, ...] = ()


class Room(Protocol):
    """A platform's pretend server, as people use it."""

    name: str
    server: str
    create: str
    """The route that creates a post, as faults name it."""
    remedy: str
    """What an admin is told when the bot may not post."""

    def channel(self, name: str) -> str:
        """Give a channel's id."""

    def person(self, name: str) -> str:
        """Give a person's id."""

    def posts(self, channel: str = "daily-bite") -> list[Told]:
        """List the bot's public messages, oldest first."""

    async def type(self, person: str, channel: str, line: str) -> Told:
        """Type a line and press Enter."""

    async def admin(
        self, person: str, channel: str, command: str, /, **options: str
    ) -> Told:
        """Give an admin command, its options as the platform takes them."""

    async def click(self, person: str, told: Told, label: str) -> Told:
        """Press a button."""

    def pings(self, told: Told) -> list[str]:
        """List what in a message would notify somebody."""

    def forbid(self, channel: str) -> None:
        """Let the bot no longer post in a channel."""

    def permit(self, channel: str) -> None:
        """Let the bot post in a channel again."""

    def blind(self) -> None:
        """Let the bot no longer read what was posted, nor repeat it safely."""

    def delete(self, channel: str) -> None:
        """Take a channel away."""

    def revoke(self) -> None:
        """Make the bot's token worthless."""

    def restore(self) -> None:
        """Make the bot's token good again."""

    async def leave(self, *, unheard: bool = False) -> None:
        """Remove the bot from the server; unheard: no event says so."""

    def invite(self) -> None:
        """Let the bot into the server again."""

    def told(self, person: str) -> list[Told]:
        """List what the bot told somebody in private, oldest first."""

    def shut(self, person: str) -> None:
        """Let somebody take no private messages."""

    def promote(self, person: str) -> None:
        """Give somebody the rights of an admin."""

    def demote(self, person: str) -> None:
        """Take the rights of an admin from somebody."""

    def id_of(self, told: Told) -> str:
        """Give a message's id."""

    async def ready(self) -> None:
        """Wait until the bot listens."""

    async def disconnect(self) -> None:
        """Cut the bot's connection."""

    async def cut_off(self) -> None:
        """Cut the bot's connection, and let no other come about."""

    @property
    def is_online(self) -> bool:
        """Tell whether the bot is connected."""

    def rest(self) -> None:
        """Forget what was used of the rate limits, as hours pass."""


class DiscordRoom:
    """The pretend Discord."""

    name = "discord"
    create = "POST /channels/{channel}/messages"
    remedy = "Send Messages"

    def __init__(self, sandbox: Sandbox) -> None:
        self._discord = sandbox.discord
        self.server = sandbox.discord.server_id

    def channel(self, name: str) -> str:
        return self._discord.channel_id(name)

    def person(self, name: str) -> str:
        return self._discord.world.person(name).id

    def posts(self, channel: str = "daily-bite") -> list[Told]:
        bot = self._discord.world.bot_id
        messages = self._discord.messages(channel)
        return [self._told(one) for one in messages if one["author"]["id"] == bot]

    async def type(self, person: str, channel: str, line: str) -> Told:
        return await self._seen(await self._discord.type(person, channel, line))

    async def admin(
        self, person: str, channel: str, command: str, /, **options: str
    ) -> Told:
        outcome = await self._discord.slash(
            *(person, channel, f"bite-admin {command}", options),
            bypass_menu=True,  # as where a server opened the menu to everybody
        )
        return await self._seen(outcome)

    async def click(self, person: str, told: Told, label: str) -> Told:
        assert told.raw is not None
        return await self._seen(await self._discord.click(person, told.raw, label))

    def pings(self, told: Told) -> list[str]:
        return re.findall(r"@(?:everyone|here)|<@[!&]?\d+>", told.text)

    def forbid(self, channel: str) -> None:
        self._discord.deny(channel, "SEND_MESSAGES")

    def permit(self, channel: str) -> None:
        self._discord.allow(channel, "SEND_MESSAGES")

    def blind(self) -> None:
        for name in ("daily-bite", "general"):
            self._discord.deny(name, "READ_MESSAGE_HISTORY")
        self._discord.nonces.window = 0

    def delete(self, channel: str) -> None:
        self._discord.delete_channel(channel)

    def revoke(self) -> None:
        self._discord.revoke_token()

    def restore(self) -> None:
        self._discord.restore_token()

    async def leave(self, *, unheard: bool = False) -> None:
        self._discord.remove_bot(unheard=unheard)

    def invite(self) -> None:
        self._discord.invite_bot()

    def told(self, person: str) -> list[Told]:
        return [self._told(one) for one in self._discord.direct_messages(person)]

    def shut(self, person: str) -> None:
        self._discord.close_direct(person)

    def promote(self, person: str) -> None:
        _set_admin(self._discord.world.people, self.person(person), is_admin=True)

    def demote(self, person: str) -> None:
        _set_admin(self._discord.world.people, self.person(person), is_admin=False)

    def id_of(self, told: Told) -> str:
        assert told.raw is not None
        return str(told.raw["id"])

    async def ready(self) -> None:
        await self._discord.bot_ready()

    async def disconnect(self) -> None:
        await self._discord.close_gateways(4000)

    async def cut_off(self) -> None:
        self._discord.gateway.refuse_connections = True
        await self.disconnect()

    @property
    def is_online(self) -> bool:
        return self._discord.bot_online

    def rest(self) -> None:
        self._discord.limits.reset()

    async def _seen(self, outcome: Any) -> Told:
        """Give what is seen in the end, also where "is thinking" came first."""
        message = outcome.message
        if outcome.kind == "deferred":
            with suppress(TimeoutError):  # whoever was thinking may have died
                message = await outcome.final()
        if message is None:
            return Told(outcome.text, outcome.kind, seconds=outcome.seconds)
        told = self._told(message)
        return Told(told.text, outcome.kind, told.raw, outcome.seconds, told.buttons)

    def _told(self, message: Mapping[str, Any]) -> Told:
        buttons = [
            one["label"] for row in message["components"] for one in row["components"]
        ]
        return Told(
            message["content"], "message", dict(message), buttons=tuple(buttons)
        )


class SlackRoom:
    """The pretend Slack."""

    name = "slack"
    create = "POST /api/chat.postMessage"
    remedy = "/invite @Daily Bite"

    def __init__(self, sandbox: Sandbox) -> None:
        self._slack = sandbox.slack
        self.server = sandbox.slack.server_id

    def channel(self, name: str) -> str:
        return self._slack.channel_id(name)

    def person(self, name: str) -> str:
        return self._slack.world.person(name).id

    def posts(self, channel: str = "daily-bite") -> list[Told]:
        bot = self._slack.world.bot_user_id
        messages = self._slack.messages(channel)
        return [_of_slack(one, "message") for one in messages if one["user"] == bot]

    async def type(self, person: str, channel: str, line: str) -> Told:
        outcome = await self._slack.type(person, channel, line)
        if outcome.kind == "ack":  # it took longer than Slack waits
            with suppress(TimeoutError):
                outcome = await outcome.final()
        return _seen_on_slack(outcome)

    async def admin(
        self, person: str, channel: str, command: str, /, **options: str
    ) -> Told:
        named = ("holidays", "dates", "days_off", "until")
        words = " ".join(
            f"{name}={text}"
            if name in named
            else f"{name} {text}"
            if command in ("managers", "options")
            else text
            for name, text in options.items()
        )
        return await self.type(person, channel, f"/bite-admin {command} {words}")

    async def click(self, person: str, told: Told, label: str) -> Told:
        assert told.raw is not None
        outcome = await self._slack.click(person, told.raw, label)
        if outcome.message and not outcome.message["is_ephemeral"]:
            outcome = await outcome.final()  # the post comes first, then the answer
        return _seen_on_slack(outcome)

    def pings(self, told: Told) -> list[str]:
        assert told.raw is not None
        return list(told.raw.get("pings", ()))

    def forbid(self, channel: str) -> None:
        self._slack.kick_bot(channel)

    def permit(self, channel: str) -> None:
        self._slack.invite_bot(channel)

    def blind(self) -> None:
        self._slack.scopes.discard("channels:history")

    def delete(self, channel: str) -> None:
        self._slack.delete_channel(channel)

    def revoke(self) -> None:
        self._slack.revoke_token()

    def restore(self) -> None:
        self._slack.restore_token()

    async def leave(self, *, unheard: bool = False) -> None:
        if unheard:
            self._slack.revoke_token("account_inactive")
        else:
            await self._slack.uninstall()

    def invite(self) -> None:
        self._slack.restore_token()

    def told(self, person: str) -> list[Told]:
        shown = self._slack.direct_messages(person)
        return [_of_slack(one, "message") for one in shown]

    def shut(self, person: str) -> None:
        self._slack.world.has_messages_tab = False  # nobody takes any then

    def promote(self, person: str) -> None:
        _set_admin(self._slack.world.people, self.person(person), is_admin=True)

    def demote(self, person: str) -> None:
        _set_admin(self._slack.world.people, self.person(person), is_admin=False)

    def id_of(self, told: Told) -> str:
        assert told.raw is not None
        return str(told.raw["ts"])

    async def ready(self) -> None:
        await self._slack.bot_ready()

    async def disconnect(self) -> None:
        await self._slack.disconnect()

    async def cut_off(self) -> None:
        self._slack.socket.refuse_connections = True
        await self._slack.close_sockets()

    @property
    def is_online(self) -> bool:
        return self._slack.bot_online

    def rest(self) -> None:
        self._slack.limits.reset()


def _set_admin(people: dict[str, Any], person_id: str, *, is_admin: bool) -> None:
    for key, one in people.items():
        if one.id == person_id:
            people[key] = replace(one, admin=is_admin)


def _seen_on_slack(outcome: Any) -> Told:
    raw = outcome.message or outcome.view
    if raw is None:
        return Told(outcome.text, outcome.kind, seconds=outcome.seconds)
    told = _of_slack(raw, outcome.kind)
    return Told(told.text, told.kind, told.raw, outcome.seconds, told.buttons)


def _of_slack(raw: Raw, kind: str) -> Told:
    buttons = [
        element["text"]["text"]
        for block in raw["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    title_of = (raw.get("title") or {}).get("text", "")
    text = "\n".join(filter(None, (title_of, shown_text(raw["blocks"]))))
    return Told(text, kind, raw, buttons=tuple(buttons))


def title(told: Told) -> str:
    """Give the first line without the platform's marks."""
    return re.sub(r"^[#* ]+", "", told.text.split("\n")[0])


def words(told: Told) -> str:
    """Give the text without escapes, line breaks and emphasis."""
    bare = re.sub(r"\\(.)", r"\1", told.text).replace("**", "")
    return " ".join(bare.split())


ROOMS: dict[str, Callable[[Sandbox], Room]] = {
    "discord": DiscordRoom,
    "slack": SlackRoom,
}
