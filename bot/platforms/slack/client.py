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

from bot.core import install_words, phrases, refusals, welcome_words
from bot.core.cards import Card
from bot.core.delivery import SEND_LIMIT
from bot.core.language import in_public, sentence
from bot.core.pacing import Share
from bot.core.posting import Manner, Obstacle
from bot.errors import DeliveryError, RefusedError, UnreadableError
from bot.platforms.slack.channels import history, judge
from bot.platforms.slack.commands import Relay
from bot.platforms.slack.events import EVENTS_PATH, WebHandler, answer_events
from bot.platforms.slack.failures import SlackError, bolt_log
from bot.platforms.slack.manner import no_publishing, obstacles
from bot.platforms.slack.oauth import Installing
from bot.platforms.slack.render import (
    mark_of,
    render_direct,
    render_edit,
    render_post,
)
from bot.platforms.slack.rest import POSTS_PER_SECOND, SlackRest
from bot.platforms.slack.socket import open_socket
from bot.platforms.slack.workspace import Workspace
from bot.platforms.slack.workspaces import OneWorkspace, Workspaces
from bot.platforms.supervisor import keep_connected
from bot.platforms.watchdog import Patience, watch
from bot.ports import Access, CommandMemory, Handler, MayStart, Receipt

log = logging.getLogger(__name__)

_PING = 5.0  # seconds between pings; a lost socket is noticed by the next one
_PATIENCE = Patience(silent=60)
_PAGES = 10  # of a channel's history that a look goes through
_no_socket = sentence(
    "Slack does not accept the app-level token: set a new SLACK_APP_TOKEN"
)


class SlackPlatform:
    """Posts through the Web API; commands come through a socket, or over HTTP."""

    name = "slack"
    repeat_window = timedelta()  # Slack has no idempotency key
    topics_command = "/bite topics"

    def __init__(
        self,
        workspaces: Workspaces,
        app: SlackRest,
        *,
        app_token: str = "",
        signing_secret: str = "",
        installing: Installing | None = None,
        patience: Patience = _PATIENCE,
        ping: float = _PING,
    ) -> None:
        self._workspaces = workspaces
        self._rest = app
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._installing = installing
        self._patience = patience
        self._ping = ping
        self._app: AsyncApp | None = None
        self._was_connected = False
        self.ready = asyncio.Event()

    @property
    def admins(self) -> str:
        """Name those who may set up."""
        return welcome_words.managers_of_workspace()

    @property
    def paced_by_server(self) -> bool:
        """Tell whether each workspace has a rate of its own."""
        return self._workspaces.paced_by_server

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now, in a workspace."""
        return self._workspaces.per_second

    def use_share(self, share: Share) -> None:
        """Go on with another share of each workspace's rate."""
        self._workspaces.use_share(share)

    async def post(
        self,
        server: str,
        channel: str,
        card: Card,
        *,
        mark: str,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Receipt:
        """Post a card; its mark is in the message's metadata."""
        with in_public():
            payload = render_post(card, channel=channel, mark=mark)
        workspace = await self._workspaces.of(server)
        answer = await workspace.rest.post(
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
        workspace = await self._identified(server)
        if server != workspace.team:
            raise UnreadableError(refusals.unreadable())
        cursor = ""
        for _ in range(_PAGES):
            page = await history(workspace, channel, since, cursor)
            for message in page.get("messages") or ():
                if workspace.is_own(message) and mark_of(message) == mark:
                    return Receipt(str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise UnreadableError(refusals.unreadable())

    async def open_thread(
        self, server: str, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        """Answer a post: that opens its thread."""
        with in_public():
            payload = render_post(card, channel=channel, mark=mark)
        threaded = {**payload, "thread_ts": message_id}
        workspace = await self._workspaces.of(server)
        await workspace.rest.post(threaded, may_start=lambda: True)

    async def publish(self, server: str, channel: str, message_id: str) -> None:  # noqa: ARG002 - there is no such thing
        """Refuse: Slack has no announcement channels."""
        raise no_publishing()

    async def obstacles(
        self,
        server: str,  # noqa: ARG002 - the same everywhere
        channel: str,  # noqa: ARG002 - the same
        wanted: Manner,
    ) -> list[Obstacle]:
        """Say what Slack does not have."""
        return list(obstacles(wanted))

    async def edit(
        self, server: str, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        """Change an own post."""
        where = {"channel": channel, "message_id": message_id}
        with in_public():
            payload = render_edit(card, **where, mark=mark)
        await (await self._workspaces.of(server)).rest.edit(payload)

    async def delete(self, server: str, channel: str, message_id: str) -> None:
        """Take an own post away."""
        workspace = await self._workspaces.of(server)
        try:
            await workspace.rest.call("chat.delete", channel=channel, ts=message_id)
        except SlackError as error:
            if error.code != "message_not_found":
                raise

    async def access(self, server: str, channel: str) -> Access:
        """Look up what Slack lets the bot see of a channel."""
        workspace = await self._identified(server)
        if server != workspace.team:
            return Access(visible=False)
        try:
            answer = await workspace.rest.read("conversations.info", channel=channel)
        except SlackError as error:
            if error.code == "missing_scope":
                return Access(visible=True)  # nobody can say; the post will
            if error.permanent and not isinstance(error, RefusedError):
                return Access(visible=False, remedy=phrases.invite_to_channel())
            raise
        return judge(workspace, answer.get("channel") or {})

    async def belongs(self, server: str) -> bool:
        """Ask whether the bot is in a workspace."""
        return await self._workspaces.belongs(server)

    async def tell(self, server: str, person: str, card: Card) -> None:
        """Post in the conversation with somebody: the app's Messages tab."""
        payload = render_direct(card, person=person)
        workspace = await self._workspaces.of(server)
        await workspace.rest.post(payload, may_start=lambda: True)

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

    def link(self, server: str, channel: str, message_id: str) -> str:
        """Give the address that opens a message."""
        known = self._workspaces.known(server)
        base = str((known.identity.get("url") if known else "") or "https://slack.com/")
        return f"{base}archives/{channel}/p{message_id.replace('.', '')}"

    async def how_to_add(self) -> str:
        """Say how the bot comes into a channel, or into a workspace.

        Raises:
            DeliveryError: Slack refused the credentials, or did not answer.
        """
        told = await self._workspaces.how_to_add()
        if self._app_token:
            await self._check_socket()
        return told

    async def invite_url(self) -> str:
        """Give where people add the bot by themselves; empty for one workspace."""
        return self._installing.address if self._installing else ""

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""
        return self._workspaces.rate_limited

    @property
    def web_routes(self) -> Mapping[str, WebHandler]:
        """What has to be served for Slack to reach the bot; nothing in Socket Mode."""
        return {} if self._app_token else {EVENTS_PATH: self._events}

    def web_pages(self, handler: Handler) -> Mapping[str, WebHandler]:
        """Name what people visit to install the bot."""
        return self._installing.pages(handler) if self._installing else {}

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
            await self._workspaces.begin()
            await self._greet(handler)
            await self._listen(handler)
        finally:
            self.ready.clear()

    async def _greet(self, handler: Handler) -> None:
        """Say in which workspaces the bot is, as no event says so."""
        is_fresh, self._was_connected = not self._was_connected, True
        try:
            teams = await self._workspaces.present(is_fresh=is_fresh)
            await handler.present(self.name, teams)
        except DeliveryError as error:
            log.info("Slack did not say whether the bot is installed: %s", error)

    async def _listen(self, handler: Handler) -> None:
        self._app = AsyncApp(
            client=self._rest.client,
            authorize=_authorizer(self._workspaces),
            signing_secret=self._signing_secret or "not used in Socket Mode",
            process_before_response=True,
            user_facing_authorize_error_message=install_words.not_installed_reply(),
            logger=bolt_log(),
        )
        Relay(self._workspaces, handler).register(self._app)
        if self._app_token:
            await self._check_socket()
            async with open_socket(
                self._app, self._app_token, ping=self._ping, patience=self._patience
            ) as quiet:
                self.ready.set()
                log.info("connected to Slack")
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
            raise DeliveryError(_no_socket(), permanent=True) from error

    async def _events(self, request: Any) -> Any:
        return await answer_events(self._app, request)

    async def _identified(self, server: str) -> Workspace:
        workspace = await self._workspaces.of(server)
        await workspace.identify()
        return workspace


def _authorizer(workspaces: Workspaces) -> Any:
    """Let those workspaces in that the bot is in; Bolt would look at the environment.

    A function of its own, as Bolt fills its arguments by their names.
    """

    async def authorize(
        enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        return await workspaces.authorize(enterprise_id, team_id)

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
    """Open the platform for one workspace; closes its session at the end."""
    async with open_session() as session:
        rest = SlackRest(
            session, token=bot_token, api_url=api_url, per_second=per_second
        )
        yield SlackPlatform(
            OneWorkspace(rest, managers=managers),
            rest,
            app_token=app_token,
            signing_secret=signing_secret,
            patience=patience,
            ping=ping,
        )


def open_session(connections: int = 100) -> aiohttp.ClientSession:
    """Open the session that all requests share."""
    limit = aiohttp.ClientTimeout(total=SEND_LIMIT.total_seconds())
    connector = aiohttp.TCPConnector(limit=connections)
    return aiohttp.ClientSession(timeout=limit, connector=connector)
