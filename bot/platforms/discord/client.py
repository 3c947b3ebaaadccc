"""Discord as a platform: posts, looks, and the connection that is kept."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.core import phrases, refusals, welcome_words
from bot.core.cards import Card
from bot.core.language import in_public
from bot.core.pacing import Share
from bot.core.posting import Manner, Obstacle
from bot.errors import DeliveryError, RefusedError, UnreadableError
from bot.platforms.discord import after_post, manner
from bot.platforms.discord.commands import Relay
from bot.platforms.discord.failures import NOT_IN_SERVER, DiscordError
from bot.platforms.discord.gateway import GatewayClient
from bot.platforms.discord.greeting import greet
from bot.platforms.discord.permissions import INVITE, missing_permissions
from bot.platforms.discord.render import (
    mark_of,
    render_direct,
    render_edit,
    render_post,
)
from bot.platforms.discord.rest import API_URL, REQUESTS_PER_SECOND, DiscordRest
from bot.platforms.supervisor import keep_connected
from bot.platforms.watchdog import Patience, first_to_end, watch
from bot.ports import (
    Access,
    CommandMemory,
    Handler,
    MayStart,
    Receipt,
    WebHandler,
)

# How long Discord certainly refuses a second message with the same nonce.
REPEAT_WINDOW = timedelta(seconds=120)
_PAGES, _PAGE = 20, 100  # messages that a look goes through
# Heartbeats are answered each 41 seconds; discord.py itself reconnects after 60.
_PATIENCE = Patience(silent=300)
_POSTABLE = frozenset({0, 5})  # text and announcement channels


class DiscordPlatform:
    """Posts through REST; commands come through the gateway while `run` runs."""

    name = "discord"
    repeat_window = REPEAT_WINDOW
    topics_command = "/topics"

    def __init__(
        self,
        rest: DiscordRest,
        *,
        token: str,
        gateway_url: str = "",
        patience: Patience = _PATIENCE,
    ) -> None:
        self._rest = rest
        self._token = token
        self._gateway_url = gateway_url
        self._patience = patience
        self._user_id = ""
        self.ready = asyncio.Event()

    @property
    def admins(self) -> str:
        """Name those who may set up."""
        return welcome_words.managers_of_server()

    @property
    def paced_by_server(self) -> bool:
        """Tell whether each server has a rate of its own: the token has one."""
        return False

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now."""
        return self._rest.per_second

    def use_share(self, share: Share) -> None:
        """Go on with another share of the token's rate."""
        self._rest.use_share(share)

    async def post(
        self,
        server: str,  # noqa: ARG002 - a channel's id says it
        channel: str,
        card: Card,
        *,
        mark: str,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Receipt:
        """Post a card; Discord itself refuses a second one with the same nonce."""
        with in_public():
            payload = render_post(card, mark=mark)
        message = await self._rest.create_message(
            channel, payload, may_start=may_start, for_person=for_person
        )
        return Receipt(message)

    async def find(
        self, server: str, channel: str, mark: str, *, since: datetime
    ) -> Receipt | None:
        """Look for an own post by the mark in its buttons.

        Without Read Message History Discord answers with an empty list, so the
        permissions are computed first.
        https://docs.discord.com/developers/resources/message#get-channel-messages
        """
        access = await self.access(server, channel)
        if not access.visible or access.missing:
            raise UnreadableError(refusals.unreadable())
        after = str(discord.utils.time_snowflake(since, high=False))
        for _ in range(_PAGES):
            path = f"/channels/{channel}/messages?limit=100&after={after}"
            page: list[dict[str, Any]] = await self._rest.get(path)
            for message in page:
                if mark in map(mark_of, _button_ids(message)):
                    return Receipt(str(message["id"]))
            if len(page) < _PAGE:
                return None
            after = max((str(one["id"]) for one in page), key=int)
        raise UnreadableError(refusals.unreadable())

    async def open_thread(
        self,
        server: str,  # noqa: ARG002 - one token for all
        channel: str,
        message_id: str,
        card: Card,
        *,
        mark: str,
    ) -> None:
        """Open the thread of a post; Discord itself refuses a second one."""
        where = (channel, message_id)
        await after_post.open_thread(self._rest, *where, card, mark=mark)

    async def publish(self, server: str, channel: str, message_id: str) -> None:  # noqa: ARG002 - one token for all
        """Publish a post of an announcement channel."""
        await after_post.publish(self._rest, channel, message_id)

    async def obstacles(
        self, server: str, channel: str, wanted: Manner
    ) -> list[Obstacle]:
        """Compute what is in the way of a manner, from the channel and its roles."""
        found = await self._rest.get(f"/channels/{channel}")
        return list(manner.obstacles(wanted, channel=found, **await self._own(server)))

    async def _own(self, server: str) -> dict[str, Any]:
        guild = await self._rest.get(f"/guilds/{server}")
        member = await self._rest.get(f"/guilds/{server}/members/{await self._me()}")
        return {"guild": guild, "member": member}

    async def edit(
        self,
        server: str,  # noqa: ARG002 - a channel's id says it
        channel: str,
        message_id: str,
        card: Card,
        *,
        mark: str,
    ) -> None:
        """Change an own post."""
        with in_public():
            payload = render_edit(card, mark=mark)
        await self._rest.edit_message(channel, message_id, payload)

    async def delete(self, server: str, channel: str, message_id: str) -> None:  # noqa: ARG002 - a channel's id says it
        """Take an own post away."""
        await self._rest.delete_message(channel, message_id)

    async def access(self, server: str, channel: str) -> Access:
        """Compute the bot's permissions in a channel of this server."""
        try:
            found = await self._rest.get(f"/channels/{channel}")
        except DeliveryError as error:
            if error.permanent and not isinstance(error, RefusedError):
                return Access(visible=False)
            raise
        if found.get("guild_id") != server:
            return Access(visible=False, is_elsewhere=True)
        name = f"#{found['name']}"
        if found["type"] not in _POSTABLE:
            return Access(visible=True, channel_name=name, takes_posts=False)
        missing = missing_permissions(channel=found, **await self._own(server))
        return Access(visible=True, missing=missing, channel_name=name)

    async def belongs(self, server: str) -> bool:
        """Ask for the server; only who is in it may."""
        try:
            await self._rest.get(f"/guilds/{server}")
        except DiscordError as error:
            if error.code in NOT_IN_SERVER:
                return False
            raise
        return True

    async def tell(self, server: str, person: str, card: Card) -> None:  # noqa: ARG002 - people are the same in all servers
        """Send a private message, where the person takes any."""
        channel = await self._rest.open_direct(person)
        payload = render_direct(card)
        await self._rest.create_message(channel, payload, may_start=lambda: True)

    async def greet(
        self,
        server: str,
        person: str,  # noqa: ARG002 - Discord does not say who it was
        card: Card,
        *,
        direct: Card,
        mark: str,
    ) -> bool:
        """Say hello in a channel, or to the owner."""
        me = await self._me()
        return await greet(self._rest, server, me, (card, direct), mark=mark)

    def link(self, server: str, channel: str, message_id: str) -> str:
        """Give the address that opens a message in the client."""
        return message_link(server, channel, message_id)

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""
        return self._rest.rate_limited

    @property
    def web_routes(self) -> Mapping[str, WebHandler]:
        """Nothing: Discord's gateway needs no port of ours."""
        return {}

    def web_pages(self, handler: Handler) -> Mapping[str, WebHandler]:  # noqa: ARG002 - nobody visits any
        """Nothing: Discord's own page asks whoever adds the bot."""
        return {}

    async def how_to_add(self) -> str:
        """Give the link that adds the bot to a server, with least permissions.

        Raises:
            DeliveryError: Discord refused the token, or did not answer.
        """
        return phrases.add_to_discord(await self.invite_url())

    async def invite_url(self) -> str:
        """Give the link alone.

        Raises:
            DeliveryError: Discord refused the token, or did not answer.
        """
        await self._me()
        found = await self._rest.get("/oauth2/applications/@me")
        return discord.utils.oauth_url(
            int(found["id"]),
            permissions=INVITE,
            scopes=("bot", "applications.commands"),
        )

    @property
    def listens_alone(self) -> bool:
        """Two gateways of one bot would both take each command."""
        return True

    async def run(self, handler: Handler, memory: CommandMemory) -> None:
        """Stay connected until cancelled; a broken client is replaced by a new one.

        Raises:
            DeliveryError: The token is refused: no new try would help.
        """
        await keep_connected(
            "Discord",
            lambda: self._connect(handler, memory),
            passing=(discord.DiscordException,),
        )

    async def _connect(self, handler: Handler, memory: CommandMemory) -> None:
        client = GatewayClient(
            address=self.gateway_address,
            relay=Relay(self._rest, handler),
            memory=memory,
            ready=self.ready,
        )
        try:
            async with client:
                watching = watch(lambda: client.quiet, self._patience)
                await first_to_end(client.start(self._token), watching)
        except discord.LoginFailure as exc:
            raise RefusedError(
                "Discord does not accept the bot's token: set a new DISCORD_TOKEN",
                permanent=True,
            ) from exc
        finally:
            self.ready.clear()

    async def gateway_address(self) -> str:
        """Give the gateway's address: the configured one, or what Discord says."""
        if self._gateway_url:
            return self._gateway_url
        found = await self._rest.get("/gateway/bot")
        return str(found["url"])

    async def _me(self) -> str:
        if not self._user_id:
            self._user_id = str((await self._rest.get("/users/@me"))["id"])
        return self._user_id


def _button_ids(message: Mapping[str, Any]) -> Iterator[str]:
    for row in message.get("components") or ():
        for one in row.get("components") or ():
            yield str(one.get("custom_id", ""))


def message_link(server: str, channel: str, message_id: str) -> str:
    """Give the address that opens a message in the client."""
    return f"https://discord.com/channels/{server}/{channel}/{message_id}"


def id_problem(text: str) -> str:
    """Say why a text is no id of a server or channel; empty if it is one."""
    if text.isascii() and text.isdigit():
        return ""
    return (
        "on Discord it is a long number: switch on Developer Mode, "
        "then right-click and Copy ID"
    )


@asynccontextmanager
async def open_discord(
    *,
    token: str,
    api_url: str = "",
    gateway_url: str = "",
    per_second: float = REQUESTS_PER_SECOND,
    patience: Patience = _PATIENCE,
) -> AsyncIterator[DiscordPlatform]:
    """Open the platform with a session of its own; closes it at the end."""
    address = (api_url or API_URL).rstrip("/")
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice
    Route.BASE = address  # discord.py has no other way to be told
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        rest = DiscordRest(session, token=token, api_url=address, per_second=per_second)
        yield DiscordPlatform(
            rest, token=token, gateway_url=gateway_url, patience=patience
        )
