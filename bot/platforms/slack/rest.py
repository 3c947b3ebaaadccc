"""Slack's Web API over one shared session: paced posts, and everything else at once."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import aiohttp
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.core import refusals
from bot.core.pacing import Share
from bot.errors import DeliveryError, RefusedError
from bot.platforms.slack.failures import map_errors
from bot.platforms.turns import Turns
from bot.ports import MayStart

API_URL = "https://slack.com/api/"
RESPONSE_HOST = "hooks.slack.com"
# https://docs.slack.dev/apis/web-api/rate-limits
_BETWEEN = 1.0  # seconds between two messages in a channel
POSTS_PER_SECOND = 4.9  # in a workspace; of 300 a minute, so that drift is harmless
_EDITS_PER_SECOND = 0.8  # in a workspace; of 50 a minute
_REMEMBERED = 10_000  # channels


class SlackRest:
    """Sends requests with the bot's token; nothing is ever sent twice by itself."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        token: str,
        api_url: str = "",
        per_second: float = POSTS_PER_SECOND,
        on_refused: Callable[[], None] | None = None,
    ) -> None:
        address = (api_url or API_URL).rstrip("/") + "/"
        self._session = session
        self._on_refused = on_refused  # told that the token is no longer good
        # A response URL gets the answer to a person: to Slack's own host only, or
        # to the one that the operator named in its place.
        self._own_host = urlsplit(address).netloc if address != API_URL else ""
        self.client = AsyncWebClient(
            token=token, base_url=address, session=session, retry_handlers=[]
        )
        self.rate_limited = 0  # answers of 429 so far
        self._workspace = Turns(per_second)
        self._edits = Turns(_EDITS_PER_SECOND)
        self._posted_at: TTLCache[str, float] = TTLCache(_REMEMBERED, ttl=60)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def per_second(self) -> float:
        """How many posts may go in a second now."""
        return self._workspace.per_second

    def use_share(self, share: Share) -> None:
        """Go on with another share of the rate."""
        self._workspace.use(share)

    async def post(
        self,
        payload: Mapping[str, Any],
        *,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Mapping[str, Any]:
        """Create a message, in the order of its channel and at Slack's pace.

        Raises:
            DeliveryError: It was not created, or may have been.
        """
        channel = payload["channel"]
        lock = self._locks.setdefault(channel, asyncio.Lock())
        async with lock:
            await self._pause(channel)
            await self._workspace.take(for_person=for_person)
            if not may_start():
                raise DeliveryError(refusals.waited_too_long())
            try:
                return await self.call("chat.postMessage", **payload)
            except DeliveryError as error:
                if error.retry_after:
                    self._workspace.hold(error.retry_after.total_seconds())
                raise
            finally:
                self._posted_at[channel] = asyncio.get_running_loop().time()

    async def edit(self, payload: Mapping[str, Any]) -> None:
        """Change a message, at the pace of that method.

        Raises:
            DeliveryError: It was not changed, or may have been.
        """
        await self._edits.take()
        await self.call("chat.update", **payload)

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method that changes something, or that opens a view.

        Raises:
            DeliveryError: Slack refused, or did not answer.
        """
        with self._mapped():
            return _data(await self.client.api_call(method, json=arguments))

    async def read(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method that only reads.

        Raises:
            DeliveryError: Slack refused, or did not answer.
        """
        with self._mapped():
            return _data(
                await self.client.api_call(method, http_verb="GET", params=arguments)
            )

    async def scopes(
        self, *, token: str | None = None
    ) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Ask who the token is, and what it may do.

        Args:
            token: Another one than the client's.

        Raises:
            DeliveryError: The token is refused, or nobody answered.
        """
        with self._mapped():
            more = {"token": token} if token else {}
            answer = await self.client.auth_test(**more)
        granted = str(answer.headers.get("x-oauth-scopes", ""))
        return _data(answer), frozenset(filter(None, granted.split(",")))

    async def access(self, **what: str) -> Mapping[str, Any]:
        """Ask for a token with the app's own credentials.

        Raises:
            DeliveryError: Slack refused, or did not answer.
        """
        with self._mapped():
            return _data(await self.client.oauth_v2_access(**what))

    async def check_socket(self, app_token: str) -> None:
        """See that the app-level token opens sockets.

        Raises:
            DeliveryError: It does not, or nobody answered.
        """
        with self._mapped():
            await self.client.apps_connections_open(app_token=app_token)

    async def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Answer through a response URL.

        Raises:
            DeliveryError: Slack refused, or did not answer.
        """
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or parts.netloc == self._own_host
        if parts.netloc not in (RESPONSE_HOST, self._own_host) or not is_safe:
            raise DeliveryError("that is no address of Slack's", permanent=True)
        with self._mapped():
            async with self._session.post(
                url, json=payload, allow_redirects=False
            ) as response:
                if response.status >= 300:
                    raise DeliveryError("Slack no longer takes this answer")

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn failures into a DeliveryError, and count those that ask to slow down."""
        try:
            with map_errors():
                yield
        except DeliveryError as error:
            self.rate_limited += error.retry_after is not None
            if self._on_refused and isinstance(error, RefusedError):
                self._on_refused()
            raise

    async def _pause(self, channel: str) -> None:
        """Let the channel's own limit pass."""
        if posted_at := self._posted_at.get(channel):
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, posted_at + _BETWEEN - now))


def _data(answer: Any) -> Mapping[str, Any]:
    data = answer.data
    return data if isinstance(data, dict) else {}
