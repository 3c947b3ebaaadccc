"""Installing over OAuth: Bolt's flow, over the store of states and installations."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Installation as SdkInstallation
from slack_sdk.oauth.installation_store.async_installation_store import (
    AsyncInstallationStore,
)
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.core.installs import (
    ENDED_PATH,
    INSTALL_PATH,
    STATE_LIVES,
    Ended,
    Installation,
    new_state,
)
from bot.errors import BotError, DeliveryError, StoreError
from bot.platforms.slack.events import WebHandler
from bot.platforms.slack.failures import bolt_log
from bot.platforms.slack.rest import SlackRest
from bot.platforms.slack.tokens import NAME, ends_at, utc_now
from bot.ports import Handler, Installs

log = logging.getLogger(__name__)

REDIRECT_PATH = "/slack/oauth_redirect"
# As slack-manifest.yaml has them: what the bot cannot do without, and what people
# may leave out.
SCOPES = ("commands", "chat:write", "users:read")
OPTIONAL_SCOPES = (
    *("channels:read", "groups:read", "channels:history", "groups:history"),
    "chat:write.public",
)
_ENDS = {
    "access_denied": Ended.DENIED,
    "invalid_browser": Ended.OTHER_BROWSER,
    "invalid_state": Ended.EXPIRED,
    "invalid_code": Ended.EXPIRED,
}
_MOST, _MINUTE = 300, 60.0  # attempts, and the seconds that they may fall into
_OUT_OF_REACH = (OSError, aiohttp.ClientError, SlackClientError, BotError)

Now = Callable[[], datetime]


class WholeOrganisationError(BoltError):
    """Slack offered an installation that is of no single workspace."""


class _States(AsyncOAuthStateStore):
    """States in our store; each is given out once and taken back once."""

    def __init__(self, installs: Installs, now: Now) -> None:
        self._installs = installs
        self._now = now

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:  # noqa: ARG002 - the SDK's interface
        """Make a state and remember it."""
        state = new_state()
        until = self._now() + STATE_LIVES
        await self._installs.keep_state(NAME, state, until=until)
        return state

    async def async_consume(self, state: str) -> bool:
        """Take a state back."""
        return await self._installs.use_state(NAME, state, self._now())


class _Installations(AsyncInstallationStore):
    """Installations in our store, without anything of the person who installed."""

    def __init__(self, installs: Installs, rest: SlackRest, now: Now) -> None:
        self._installs = installs
        self._rest = rest
        self._now = now

    async def async_save(self, installation: SdkInstallation) -> None:
        """Keep an installation.

        Raises:
            WholeOrganisationError: It is of no single workspace.
        """
        if installation.is_enterprise_install or not installation.team_id:
            raise WholeOrganisationError
        token = str(installation.bot_token)
        identity, scopes = await self._rest.scopes(token=token)
        now = self._now()
        lives = {"expires_in": _left(installation)}
        await self._installs.keep_installation(
            Installation(
                platform=NAME,
                server=installation.team_id,
                token=token,
                refresh_token=installation.bot_refresh_token or "",
                expires_at=ends_at(lives, now),
                enterprise=installation.enterprise_id or "",
                bot=str(installation.bot_id or identity.get("bot_id") or ""),
                bot_user=str(installation.bot_user_id or ""),
                url=str(identity.get("url") or ""),
                scopes=tuple(sorted(scopes)),
                installed_at=now,
            )
        )


def _left(installation: SdkInstallation) -> int:
    """Give the seconds that a token lives; the SDK keeps only when it ends."""
    ends = installation.bot_token_expires_at
    return max(1, int(ends - installation.installed_at)) if ends else 0


class Installing:
    """The two pages of the way in, and who is told when somebody came through."""

    def __init__(
        self,
        installs: Installs,
        rest: SlackRest,
        *,
        client_id: str,
        client_secret: str,
        public_url: str,
        now: Now = utc_now,
    ) -> None:
        self._public_url = public_url.rstrip("/")
        self._handler: Handler | None = None
        self._begun: deque[float] = deque()  # when the latest attempts began
        address = urlsplit(rest.client.base_url)
        path = address.path.removesuffix("api/")
        site = f"{address.scheme}://{address.netloc}{path}"
        self._flow = AsyncOAuthFlow(
            client=rest.client,
            logger=bolt_log(),
            settings=AsyncOAuthSettings(
                client_id=client_id,
                client_secret=client_secret,
                scopes=[*SCOPES, *OPTIONAL_SCOPES],
                user_scopes=[],
                redirect_uri=f"{self._public_url}{REDIRECT_PATH}",
                authorization_url=f"{site}oauth/v2/authorize",
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                install_page_rendering_enabled=False,
                callback_options=AsyncCallbackOptions(self._came_in, self._failed),
                installation_store=_Installations(installs, rest, now),
                state_store=_States(installs, now),
                state_expiration_seconds=int(STATE_LIVES.total_seconds()),
                logger=bolt_log(),
            ),
        )

    @property
    def address(self) -> str:
        """Give where people begin."""
        return f"{self._public_url}{INSTALL_PATH}"

    def pages(self, handler: Handler) -> Mapping[str, WebHandler]:
        """Name what people visit, with whom to tell of whoever comes in."""
        self._handler = handler
        return {INSTALL_PATH: self._begin, REDIRECT_PATH: self._finish}

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        """Send a browser to Slack, with a state and a cookie that belong together."""
        if self._is_flooded():
            return await to_aiohttp_response(self._to(Ended.FAILED))
        return await self._answered(self._flow.handle_installation, request)

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        """Take whom Slack sent back."""
        return await self._answered(self._flow.handle_callback, request)

    def _is_flooded(self) -> bool:
        """Note an attempt; tell whether the last minute had too many, as each is kept."""
        now = asyncio.get_running_loop().time()
        while self._begun and now - self._begun[0] > _MINUTE:
            self._begun.popleft()
        if len(self._begun) >= _MOST:
            return True
        self._begun.append(now)
        return False

    async def _answered(self, step: Any, request: web.Request) -> web.StreamResponse:
        try:
            response = await step(await to_bolt_request(request))
        except _OUT_OF_REACH as error:
            log.warning("an installation did not come about: %s", _told(error))
            response = self._to(Ended.FAILED)
        except Exception:  # people are told in a page, never in a bare 500
            log.exception("an installation broke")
            response = self._to(Ended.FAILED)
        return await to_aiohttp_response(response)

    async def _came_in(self, args: AsyncSuccessArgs) -> BoltResponse:
        found = args.installation
        log.info("installed in the workspace %s", found.team_id)
        if self._handler:
            person = str(found.user_id or "")
            await self._handler.joined(NAME, str(found.team_id), person=person)
        return self._to(Ended.ADDED)

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        ended = _ENDS.get(args.reason, Ended.FAILED)
        if isinstance(args.error, WholeOrganisationError):
            ended = Ended.WHOLE_ORGANISATION
        log.info("an installation ended: %s", ended)
        return self._to(ended)

    def _to(self, ended: Ended) -> BoltResponse:
        """Send a browser on to a page whose address holds no code and no state."""
        cookie = self._flow.settings.state_utils.build_set_cookie_for_deletion()
        where = f"{self._public_url}{ENDED_PATH}/{ended}"
        return BoltResponse(
            status=303, headers={"Location": [where], "Set-Cookie": [cookie]}
        )


def _told(error: Exception) -> str:
    """Say what went wrong, without what a request held."""
    is_ours = isinstance(error, DeliveryError | StoreError)
    return str(error) if is_ours else type(error).__name__
