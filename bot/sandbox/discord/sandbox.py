"""The whole pretend Discord behind one object, for tests, the page and the demo."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.discord.gateway import RESUME_PATH, Gateway
from bot.sandbox.discord.interactions import Interactions
from bot.sandbox.discord.modals import Given
from bot.sandbox.discord.nonces import Nonces
from bot.sandbox.discord.openapi import OpenApi
from bot.sandbox.discord.people import Outcome, People
from bot.sandbox.discord.permissions import BITS
from bot.sandbox.discord.ratelimits import RateLimits
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.rest import Call, Rest
from bot.sandbox.discord.wire import PREFIX, RequestRecord, Wire
from bot.sandbox.discord.world import Message, World
from bot.sandbox.faults import Faults

GATEWAY_PATH = "/discord/gateway"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gsandbo.x-this-token-opens-nothing-real-1"  # noqa: S105


class DiscordSandbox:
    """A Discord on loopback."""

    def __init__(
        self, *, address: str, faults: Faults, openapi: OpenApi | None
    ) -> None:
        self.world = World(TOKEN)
        self.faults = faults
        self.limits = RateLimits()
        self.nonces = Nonces()
        self.interactions = Interactions(self.world)
        self.gateway = Gateway(self.world, f"ws://{address}{GATEWAY_PATH}")
        self.people = People(self.world, self.gateway, self.interactions)
        self.wire = Wire(
            token=TOKEN, faults=faults, limits=self.limits, openapi=openapi
        )
        self._rest = Rest(self.world, self.interactions, self.nonces, self.gateway)
        self.world.listeners.append(self._to_bot)
        self.environment = {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": f"http://{address}{PREFIX}",
        }

    def add_routes(self, app: web.Application) -> None:
        """Serve the API and the gateway from an application."""
        for (method, template), route in self._rest.routes().items():
            handler = self.wire.handler(method, template, route)
            app.router.add_route(method, PREFIX + template, handler)
        unknown = self.wire.handler("*", "/unknown", _unknown)
        app.router.add_route("*", PREFIX + "/{path:.*}", unknown)
        for path in (GATEWAY_PATH, GATEWAY_PATH + RESUME_PATH):
            app.router.add_get(path, self.gateway.handle)
            app.router.add_get(path + "/", self.gateway.handle)

    @property
    def server_id(self) -> str:
        """The id of the one server."""
        return self.world.server_id

    @property
    def requests(self) -> list[RequestRecord]:
        """Every request so far."""
        return self.wire.requests

    @property
    def violations(self) -> list[str]:
        """What broke Discord's OpenAPI description."""
        return self.wire.violations

    @property
    def bot_online(self) -> bool:
        """Tell whether the bot is connected."""
        return self.gateway.is_online

    async def bot_ready(self, timeout: float = 15) -> None:  # noqa: ASYNC109 - of the wait
        """Wait until a bot is connected; ours registers its commands before that."""
        async with asyncio.timeout(timeout):
            await self.gateway.ready.wait()

    def channel_id(self, name: str) -> str:
        """Find a channel by its name."""
        return self.world.channel_id(name)

    def messages(self, channel: str) -> list[Message]:
        """List what everybody sees in a channel, oldest first."""
        return self.world.public_messages(self.world.channel_id(channel))

    def thread(self, message: Message) -> list[Message]:
        """List what everybody sees in the thread of a message, oldest first."""
        return self.world.public_messages(message["id"])

    def private_messages(self, person: str) -> list[Message]:
        """List what only this person sees, oldest first."""
        who = self.world.person(person).id
        mine = {one for one, owner in self.world.private.items() if owner == who}
        return [one for key, one in self.world.messages.items() if key in mine]

    def direct_messages(self, person: str) -> list[Message]:
        """List what the bot told somebody in private, oldest first."""
        return self._rest.direct.messages(self.world.person(person).id)

    def close_direct(self, person: str) -> None:
        """Let somebody take no private messages from people of the server."""
        self._rest.direct.closed.add(self.world.person(person).id)

    def revoke_token(self) -> None:
        """Make the bot's token worthless, as a new one would."""
        self.wire.token = self.world.token = ""

    def restore_token(self) -> None:
        """Make the bot's token good again."""
        self.wire.token = self.world.token = TOKEN

    async def type(self, person: str, channel: str, text: str) -> Outcome:
        """Type a whole line and press Enter."""
        return await self.people.type(person, channel, text)

    async def slash(
        self,
        person: str,
        channel: str,
        command: str,
        options: Mapping[str, str] | None = None,
        *,
        bypass_menu: bool = False,
    ) -> Outcome:
        """Send a command with its options."""
        return await self.people.slash(
            person, channel, command, options, bypass_menu=bypass_menu
        )

    async def submit(
        self,
        person: str,
        channel: str,
        modal: dict[str, Any],
        values: Mapping[str, Given],
    ) -> Outcome:
        """Fill a modal's fields by their ids, and send it."""
        return await self.people.submit(person, channel, modal, values)

    async def click(self, person: str, message: Message, label: str) -> Outcome:
        """Press the button with this label."""
        buttons = [one for row in message["components"] for one in row["components"]]
        found = next(one for one in buttons if label in one["label"])
        return await self.people.click(person, message["id"], found["custom_id"])

    def deny(self, channel: str, *names: str) -> None:
        """Take permissions from the bot in a channel."""
        self._overwrite(self.world.bot_role, channel, deny=names)

    def allow(self, channel: str, *names: str) -> None:
        """Give permissions to the bot in a channel."""
        self._overwrite(self.world.bot_role, channel, allow=names)

    def deny_everyone(self, channel: str, *names: str) -> None:
        """Take permissions from everybody in a channel."""
        self._overwrite(self.server_id, channel, deny=names)

    def delete_channel(self, channel: str) -> None:
        """Take a channel away."""
        gone = self.world.channels[self.world.channel_id(channel)]
        shown = self.world.channel_object(gone)
        del self.world.channels[gone.id]
        self.world.emit("CHANNEL_DELETE", shown)

    def remove_bot(self, *, unheard: bool = False) -> None:
        """Remove the bot from the server; unheard as while nobody is connected."""
        self.world.has_bot = False
        if not unheard:
            self.gateway.dispatch("GUILD_DELETE", {"id": self.server_id})

    def invite_bot(self) -> None:
        """Let the bot into the server, as an admin who follows its link."""
        self.world.has_bot = True
        self.world.joined_at = self.world.now()
        self.gateway.dispatch("GUILD_CREATE", self.gateway.server())

    def begin_outage(self) -> None:
        """Let the server be out of order, the bot still in it."""
        gone = {"id": self.server_id, "unavailable": True}
        self.gateway.dispatch("GUILD_DELETE", gone)

    def end_outage(self) -> None:
        """Let the server be as usual again."""
        self.gateway.dispatch("GUILD_CREATE", self.gateway.server())

    async def close_gateways(self, code: int) -> None:
        """Close the bot's connections with a code."""
        await self.gateway.close_all(code)

    def _overwrite(
        self,
        role: str,
        channel: str,
        *,
        allow: tuple[str, ...] = (),
        deny: tuple[str, ...] = (),
    ) -> None:
        where = self.world.channels[self.world.channel_id(channel)]
        allowed, denied = where.overwrites.get(role, (0, 0))
        for name in allow:
            allowed, denied = allowed | BITS[name], denied & ~BITS[name]
        for name in deny:
            allowed, denied = allowed & ~BITS[name], denied | BITS[name]
        where.overwrites[role] = (allowed, denied)
        self.world.emit("CHANNEL_UPDATE", self.world.channel_object(where))

    def _to_bot(self, name: str, data: dict[str, Any]) -> None:
        """Let the bot hear what Discord would tell it; ephemeral messages it does not."""
        if name in ("BOT", "COMMANDS") or data.get("id") in self.world.private:
            return
        if not self.world.has_bot:
            return
        if name.startswith("MESSAGE_"):
            data = {**data, "guild_id": self.world.server_id}
        self.gateway.dispatch(name, data)


def _unknown(_call: Call) -> None:
    raise Refusal(404, 0, "404: Not Found")
