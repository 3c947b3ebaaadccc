"""The connection to Slack: Socket Mode or signed HTTP, and the platform itself."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.core import phrases, welcome_words
from bot.core.cards import Card
from bot.core.delivery import SEND_LIMIT
from bot.core.pacing import Share
from bot.errors import DeliveryError, RefusedError, UnreadableError
from bot.platforms.slack.commands import Relay
from bot.platforms.slack.events import EVENTS_PATH, WebHandler, answer_events
from bot.platforms.slack.failures import SlackError
from bot.platforms.slack.people import People
from bot.platforms.slack.render import (
    mark_of,
    render_direct,
    render_edit,
    render_post,
)
from bot.platforms.slack.rest import POSTS_PER_SECOND, SlackRest
from bot.platforms.slack.socket import open_socket
from bot.platforms.supervisor import keep_connected
from bot.platforms.watchdog import Patience, watch
from bot.ports import Access, CommandMemory, Handler, MayStart, Receipt

log = logging.getLogger(__name__)

_PING = 5.0  # seconds between pings; a lost socket is noticed by the next one
_PATIENCE = Patience(silent=60)
_PAGES = 10  # of a channel's history that a look goes through
_NO_SOCKET = "Slack does not accept the app-level token: set a new SLACK_APP_TOKEN"
_UNREADABLE = "an earlier try may have gone out, and the channel cannot be read"
_UNINSTALLED = frozenset({"account_inactive", "token_revoked"})
_JOINS_ITSELF = "chat:write.public"


class SlackPlatform:
    """Posts through the Web API; commands come through a socket, or over HTTP."""

    name = "slack"
    repeat_window = timedelta()  # Slack has no idempotency key
    topics_command = "/bite topics"
    admins = welcome_words.managers_of_workspace()

    def __init__(
        self,
        rest: SlackRest,
        *,
        app_token: str = "",
        signing_secret: str = "",
        managers: Collection[str] = (),
        patience: Patience = _PATIENCE,
        ping: float = _PING,
    ) -> None:
        self._rest = rest
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._patience = patience
        self._ping = ping
        self._people = People(rest, managers=managers)
        self._identity: Mapping[str, Any] = {}
        self._scopes: frozenset[str] = frozenset()
        self._app: AsyncApp | None = None
        self.ready = asyncio.Event()

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now."""
        return self._rest.per_second

    def use_share(self, share: Share) -> None:
        """Go on with another share of the workspace's rate."""
        self._rest.use_share(share)

    async def post(
        self,
        channel: str,
        card: Card,
        *,
        mark: str,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Receipt:
        """Post a card; its mark is in the message's metadata."""
        payload = render_post(card, channel=channel, mark=mark)
        answer = await self._rest.post(
            payload, may_start=may_start, for_person=for_person
        )
        return Receipt(str(answer.get("ts", "")))

    async def find(
        self, server: str, channel: str, mark: str, *, since: datetime
    ) -> Receipt | None:
        """Look for an own post by the mark in its metadata.

        Needs a history scope and membership.
        https://docs.slack.dev/reference/methods/conversations.history
        """
        await self._identify()
        if server != self._identity.get("team_id"):
            raise UnreadableError(_UNREADABLE)
        cursor = ""
        for _ in range(_PAGES):
            page = await self._history(channel, since, cursor)
            for message in page.get("messages") or ():
                if self._is_own(message) and mark_of(message) == mark:
                    return Receipt(str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise UnreadableError(_UNREADABLE)

    async def _history(
        self, channel: str, since: datetime, cursor: str
    ) -> Mapping[str, Any]:
        asked = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "limit": 15}
        more = {"cursor": cursor} if cursor else {}
        try:
            return await self._rest.read(
                "conversations.history", include_all_metadata="true", **asked, **more
            )
        except SlackError as error:
            if error.permanent and not isinstance(error, RefusedError):
                raise UnreadableError(_UNREADABLE) from error
            raise

    def _is_own(self, message: Mapping[str, Any]) -> bool:
        return message.get("bot_id") == self._identity.get("bot_id")

    async def edit(
        self, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        """Change an own post."""
        payload = render_edit(card, channel=channel, message_id=message_id, mark=mark)
        await self._rest.edit(payload)

    async def delete(self, channel: str, message_id: str) -> None:
        """Take an own post away."""
        try:
            await self._rest.call("chat.delete", channel=channel, ts=message_id)
        except SlackError as error:
            if error.code != "message_not_found":
                raise

    async def access(self, server: str, channel: str) -> Access:
        """Look up what Slack lets the bot see of a channel."""
        await self._identify()
        if server != self._identity.get("team_id"):
            return Access(visible=False)
        try:
            answer = await self._rest.read("conversations.info", channel=channel)
        except SlackError as error:
            if error.code == "missing_scope":
                return Access(visible=True)  # nobody can say; the post will
            if error.permanent and not isinstance(error, RefusedError):
                return Access(visible=False, remedy=phrases.INVITE_TO_CHANNEL)
            raise
        return self._judge(answer.get("channel") or {})

    async def belongs(self, server: str) -> bool:
        """Ask whether the token is still good; it is of one workspace."""
        try:
            identity, _ = await self._rest.scopes()
        except SlackError as error:
            if error.code in _UNINSTALLED:
                return False
            raise
        return bool(identity.get("team_id") == server)

    async def tell(self, server: str, person: str, card: Card) -> None:  # noqa: ARG002 - the token is of one workspace
        """Post in the conversation with somebody: the app's Messages tab."""
        payload = render_direct(card, person=person)
        await self._rest.post(payload, may_start=lambda: True)

    async def greet(
        self,
        server: str,
        person: str,
        card: Card,
        *,
        direct: Card,  # noqa: ARG002 - buttons work in private as well
        mark: str,  # noqa: ARG002 - Slack has no use for it
    ) -> bool:
        """Say hello to who installed the bot, if that is known."""
        if person:
            await self.tell(server, person, card)
        return bool(person)

    def link(self, server: str, channel: str, message_id: str) -> str:  # noqa: ARG002 - the token is of one workspace
        """Give the address that opens a message."""
        base = str(self._identity.get("url") or "https://slack.com/")
        return f"{base}archives/{channel}/p{message_id.replace('.', '')}"

    async def how_to_add(self) -> str:
        """Say how the bot comes into a channel.

        Raises:
            DeliveryError: Slack refused the token, or did not answer.
        """
        await self._identify()
        if self._app_token:
            await self._check_socket()
        return phrases.add_to_slack(str(self._identity.get("team") or "Slack"))

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""
        return self._rest.rate_limited

    @property
    def web_routes(self) -> Mapping[str, WebHandler]:
        """What has to be served for Slack to reach the bot; nothing in Socket Mode."""
        return {} if self._app_token else {EVENTS_PATH: self._events}

    @property
    def listens_alone(self) -> bool:
        """Over HTTP each request comes to one replica anyhow."""
        return bool(self._app_token)

    async def run(self, handler: Handler, memory: CommandMemory) -> None:  # noqa: ARG002 - Slack's commands stand in the manifest
        """Stay connected until cancelled; a broken socket is replaced by a new one.

        Raises:
            DeliveryError: The tokens are refused: no new try would help.
        """
        await keep_connected("Slack", lambda: self._connect(handler))

    async def _connect(self, handler: Handler) -> None:
        try:
            is_fresh = not self._identity
            await self._identify()
            await self._greet(handler, is_fresh=is_fresh)
            await self._listen(handler)
        finally:
            self.ready.clear()

    async def _greet(self, handler: Handler, *, is_fresh: bool) -> None:
        """Say that the bot is in the workspace, as no event says so."""
        team = str(self._identity.get("team_id") or "")
        try:
            if is_fresh or await self.belongs(team):
                await handler.present(self.name, [team])
        except DeliveryError as error:
            log.info("Slack did not say whether the bot is installed: %s", error)

    async def _listen(self, handler: Handler) -> None:
        self._app = AsyncApp(
            client=self._rest.client,
            authorize=_authorizer(self._identity, self._rest.client.token),
            signing_secret=self._signing_secret or "not used in Socket Mode",
            process_before_response=True,
            logger=_bolt_log(),
        )
        Relay(self._rest, self._people, handler).register(self._app)
        if self._app_token:
            await self._check_socket()
            async with open_socket(
                self._app, self._app_token, ping=self._ping, patience=self._patience
            ) as quiet:
                self.ready.set()
                log.info("connected to Slack as %s", self._identity.get("user"))
                await watch(quiet, self._patience)
        else:
            self.ready.set()
            log.info("Slack reaches the bot at %s", EVENTS_PATH)
            await asyncio.Event().wait()

    async def _check_socket(self) -> None:
        """Ask in plain words first: the SDK would try for ever with a bad token."""
        try:
            await self._rest.check_socket(self._app_token)
        except SlackError as error:
            if not isinstance(error, RefusedError):
                raise
            raise DeliveryError(_NO_SOCKET, permanent=True) from error

    async def _events(self, request: Any) -> Any:
        return await answer_events(self._app, request)

    async def _identify(self) -> None:
        if not self._identity:
            self._identity, self._scopes = await self._rest.scopes()

    def _judge(self, channel: Mapping[str, Any]) -> Access:
        name = f"#{channel.get('name', '')}"
        if channel.get("is_archived"):
            told = phrases.archived(name)
            return Access(
                visible=True, channel_name=name, takes_posts=False, remedy=told
            )
        may_join = not channel.get("is_private") and _JOINS_ITSELF in self._scopes
        if channel.get("is_member") or may_join:
            return Access(visible=True, channel_name=name)
        return Access(
            visible=True,
            channel_name=name,
            missing=("a place in the channel",),
            remedy=phrases.INVITE_TO_CHANNEL,
        )


def _bolt_log() -> logging.Logger:
    """Give Bolt's log, without its warnings of tokens that it leaves unused."""
    log_of_bolt = logging.getLogger("slack_bolt")
    log_of_bolt.setLevel(logging.ERROR)
    return log_of_bolt


def _authorizer(identity: Mapping[str, Any], token: str | None) -> Any:
    """Let only the token's own workspace in; Bolt would look at the environment.

    A function of its own, as Bolt fills its arguments by their names.
    """

    async def authorize(
        enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        if team_id not in (None, identity.get("team_id")):
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=str(identity.get("user_id") or ""),
            bot_id=str(identity.get("bot_id") or ""),
            bot_token=token,
        )

    return authorize


def id_problem(text: str) -> str:
    """Say why a text is no id of a workspace or channel; empty if it is one."""
    if text.isascii() and text.isalnum() and text.isupper() and len(text) > 1:
        return ""
    return "on Slack it is in capitals, such as T024BE7LD or C024BE91L"


@asynccontextmanager
async def open_slack(
    *,
    bot_token: str,
    app_token: str = "",
    signing_secret: str = "",
    managers: Collection[str] = (),
    api_url: str = "",
    per_second: float = POSTS_PER_SECOND,
    patience: Patience = _PATIENCE,
    ping: float = _PING,
) -> AsyncIterator[SlackPlatform]:
    """Open the platform with a session of its own; closes it at the end."""
    limit = aiohttp.ClientTimeout(total=SEND_LIMIT.total_seconds())
    async with aiohttp.ClientSession(timeout=limit) as session:
        rest = SlackRest(
            session, token=bot_token, api_url=api_url, per_second=per_second
        )
        yield SlackPlatform(
            rest,
            app_token=app_token,
            signing_secret=signing_secret,
            managers=managers,
            patience=patience,
            ping=ping,
        )
