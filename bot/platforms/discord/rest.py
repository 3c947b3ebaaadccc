"""Discord's REST API over one shared session: posts, permissions, and answers."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import orjson
from yarl import URL

from bot import __version__
from bot.core import refusals
from bot.core.delivery import SEND_LIMIT
from bot.core.pacing import Share
from bot.errors import DeliveryError, RefusedError
from bot.platforms.discord.failures import (
    ALREADY_ANSWERED,
    UNKNOWN_MESSAGE,
    code_of,
    failure,
)
from bot.platforms.network import map_network_errors
from bot.platforms.turns import Turns
from bot.ports import MayStart

log = logging.getLogger(__name__)

API_URL = "https://discord.com/api/v10"
REQUESTS_PER_SECOND = 49.0  # of the 50 that a token may send, so that drift is harmless
_JSON = "application/json"
_AGENT = f"DiscordBot (https://daily-bite.example, {__version__})"


class DiscordRest:
    """Sends requests with the bot's token, evenly spaced where Discord counts them."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        token: str,
        api_url: str = API_URL,
        per_second: float = REQUESTS_PER_SECOND,
    ) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/")
        self._headers = {
            "Authorization": f"Bot {token}",
            "User-Agent": _AGENT,
        }
        self._limit = aiohttp.ClientTimeout(total=SEND_LIMIT.total_seconds())
        self._turns = Turns(per_second)
        self._channels: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._refused = ""
        self.rate_limited = 0  # answers of 429 so far

    @property
    def is_refused(self) -> bool:
        """Tell whether Discord no longer accepts the token."""
        return bool(self._refused)

    @property
    def per_second(self) -> float:
        """How many requests may go in a second now."""
        return self._turns.per_second

    def use_share(self, share: Share) -> None:
        """Go on with another share of the rate."""
        self._turns.use(share)

    async def create_message(
        self,
        channel: str,
        payload: Mapping[str, Any],
        *,
        may_start: MayStart,
        for_person: bool = False,
    ) -> str:
        """Create a message and give its id; empty if it was deleted since.

        Raises:
            DeliveryError: It was not created, or may have been.
        """
        lock = self._channels.setdefault(channel, asyncio.Lock())
        async with lock:
            await self._turns.take(for_person=for_person)
            if not may_start():
                raise DeliveryError(refusals.waited_too_long())
            # A message that is unknown was posted under this nonce, then deleted:
            # https://github.com/discord/discord-api-docs/issues/6647
            path = f"/channels/{channel}/messages"
            body = await self._send("POST", path, payload, accepts=UNKNOWN_MESSAGE)
        return str(body.get("id", ""))

    async def follow(
        self, path: str, payload: Mapping[str, Any] | None = None, *, accepts: int
    ) -> None:
        """Do something to an own post; that it was done before is fine.

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        await self._turns.take()
        await self._send("POST", path, payload, accepts=accepts)

    async def open_direct(self, person: str) -> str:
        """Give the channel of the private messages with somebody.

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        await self._turns.take()
        wanted = {"recipient_id": person}
        try:
            body = await self._send("POST", "/users/@me/channels", wanted)
        except DeliveryError as error:
            if error.maybe_sent:  # opening says nothing to anybody
                raise DeliveryError(str(error)) from error
            raise
        return str(body.get("id", ""))

    async def edit_message(
        self, channel: str, message_id: str, payload: Mapping[str, Any]
    ) -> None:
        """Change an own message.

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        await self._turns.take()
        await self._send("PATCH", f"/channels/{channel}/messages/{message_id}", payload)

    async def delete_message(self, channel: str, message_id: str) -> None:
        """Delete an own message; one that is gone already is fine.

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        await self._turns.take()
        path = f"/channels/{channel}/messages/{message_id}"
        await self._send("DELETE", path, accepts=UNKNOWN_MESSAGE)

    async def get(self, path: str) -> Any:
        """Read something.

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        await self._turns.take(for_person=True)
        return await self._send("GET", path)

    async def answer(
        self, interaction: str, token: str, payload: Mapping[str, Any]
    ) -> None:
        """Send the first answer to an interaction, again if the reply was lost.

        Discord takes one first answer only, so a second try is safe.

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        path = f"/interactions/{interaction}/{token}/callback"
        try:
            await self._send("POST", path, payload)
        except DeliveryError as error:
            if not error.maybe_sent:
                raise
            await self._send("POST", path, payload, accepts=ALREADY_ANSWERED)

    async def edit_answer(
        self, application: str, token: str, payload: Mapping[str, Any]
    ) -> None:
        """Put the real answer in the place of "is thinking".

        Raises:
            DeliveryError: Discord refused, or did not answer.
        """
        path = f"/webhooks/{application}/{token}/messages/@original"
        await self._send("PATCH", path, payload)

    async def _send(
        self,
        method: str,
        path: str,
        payload: Mapping[str, Any] | None = None,
        *,
        accepts: int = 0,  # an error code that means that all is well
    ) -> Any:
        if self._refused:
            raise RefusedError(self._refused, permanent=True)
        with map_network_errors("Discord"):
            async with self._session.request(
                method,
                self._url(path),
                data=None if payload is None else _body(payload),
                headers=self._headers,
                timeout=self._limit,
            ) as response:
                body = _parse(await response.read())
                if response.status >= 400 and (not accepts or code_of(body) != accepts):
                    raise self._failure(response, body)
                return body

    def _url(self, path: str) -> URL:
        """Give an address; what only has ordinary letters is not encoded again."""
        address = self._api_url + path
        is_plain = address.isascii() and address.isprintable() and " " not in address
        return URL(address, encoded=is_plain)

    def _failure(self, response: aiohttp.ClientResponse, body: object) -> DeliveryError:
        status = response.status
        error = failure(status, body, response.headers)
        if status == 401 and not _has_own_token(response.url.path):
            self._refused = str(error)  # each further 401 counts towards a ban
        self.rate_limited += status == 429
        if status == 429 and error.retry_after:
            self._hold(response, error.retry_after.total_seconds())
        log.warning("%s %s: %s", response.method, status, error)
        return error

    def _hold(self, response: aiohttp.ClientResponse, seconds: float) -> None:
        """Let nobody go on before a limit on the whole token is over."""
        if response.headers.get("X-RateLimit-Scope") != "shared" and (
            response.headers.get("X-RateLimit-Global")
        ):
            self._turns.hold(seconds)


def _has_own_token(path: str) -> bool:
    """Tell whether a path carries an interaction's token, which dies by itself."""
    return "/interactions/" in path or "/webhooks/" in path


def _body(payload: Mapping[str, Any]) -> aiohttp.BytesPayload:
    return aiohttp.BytesPayload(orjson.dumps(payload), content_type=_JSON)


def _parse(raw: bytes) -> Any:
    try:
        parsed = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict | list) else {}
