"""Many workspaces, each with a token, a pace and people of its own."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakValueDictionary

from slack_bolt.authorization import AuthorizeResult

from bot.core import install_words
from bot.core.installs import INSTALL_PATH, Installation
from bot.core.pacing import WHOLE, Share
from bot.errors import DeliveryError, StoreError
from bot.platforms.slack.failures import SlackError
from bot.platforms.slack.rest import SlackRest
from bot.platforms.slack.tokens import NotInstalledError, Tokens
from bot.platforms.slack.workspace import Workspace
from bot.platforms.slack.workspaces import UNINSTALLED
from bot.platforms.turns import Turns

_BELIEVED = 30.0  # seconds that a token is used without another look at the store
_BAD_CLIENT = frozenset({"invalid_client_id", "bad_client_secret"})

NewRest = Callable[..., SlackRest]


@dataclass(slots=True)
class _Known:
    workspace: Workspace
    installation: Installation
    read_at: float


class ManyWorkspaces:
    """Wherever people installed the bot; what waits in one never delays another.

    Args:
        tokens: Their tokens.
        new_rest: Makes a way to Slack for a token.
        managers: Who may administer besides admins and owners.
        public_url: Where the install page is.
    """

    paced_by_server = True

    def __init__(
        self,
        tokens: Tokens,
        new_rest: NewRest,
        *,
        app: SlackRest,
        managers: Collection[str] = (),
        public_url: str = "",
    ) -> None:
        self._tokens = tokens
        self._new_rest = new_rest
        self._app = app
        self._managers = managers
        self._public_url = public_url.rstrip("/")
        self._known: dict[str, _Known] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._limited_before = 0  # in workspaces that are left
        self._share = WHOLE
        self._pace = Turns(app.per_second)

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now, in each workspace."""
        return self._pace.per_second

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""
        now = sum(one.workspace.rest.rate_limited for one in self._known.values())
        return self._limited_before + now

    def use_share(self, share: Share) -> None:
        """Go on with another share of each workspace's rate."""
        self._share = share
        self._pace.use(share)
        for one in self._known.values():
            one.workspace.rest.use_share(share)

    async def of(self, server: str) -> Workspace:
        """Give a workspace, with a token that is good."""
        if (known := self._known.get(server)) and self._is_believed(known):
            return known.workspace
        lock = self._locks.setdefault(server, asyncio.Lock())
        async with lock:
            known = self._known.get(server)
            if known and self._is_believed(known):
                return known.workspace
            try:
                found = await self._tokens.of(server)
            except NotInstalledError:
                self._leave(server)
                raise
            except DeliveryError:
                if known and self._tokens.is_good(
                    known.installation, early=timedelta()
                ):
                    return known.workspace  # the store stumbles; Slack does not
                raise
            return self._take_up(found)

    def _leave(self, server: str) -> None:
        if gone := self._known.pop(server, None):
            self._limited_before += gone.workspace.rest.rate_limited

    def known(self, server: str) -> Workspace | None:
        """Give a workspace if it was used before."""
        found = self._known.get(server)
        return found.workspace if found else None

    async def belongs(self, server: str) -> bool:
        """Ask Slack whether the workspace's token is good; without one, no."""
        self.forget(server)
        try:
            await (await self.of(server)).rest.scopes()
        except NotInstalledError:
            return False
        except SlackError as error:
            if error.code in UNINSTALLED:
                return False
            raise
        return True

    async def present(self, *, is_fresh: bool) -> list[str]:  # noqa: ARG002 - what is stored is as good later
        """List where tokens are kept."""
        return await self._tokens.servers()

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """Act as the bot of the workspace that a request comes from."""
        if not team_id:
            return None
        try:
            return (await self.of(team_id)).authorized(enterprise_id)
        except NotInstalledError:
            return None

    async def begin(self) -> None:
        """Nothing: tokens are looked at as they are needed."""

    async def outlived(self, server: str, event_time: float) -> bool:
        """Tell whether the bot was installed anew after an event."""
        try:
            since = await self._tokens.installed_at(server)
        except StoreError:
            return False
        return since is not None and since.timestamp() >= event_time + 1

    def forget(self, server: str) -> None:
        """Look at the store before the next use; the pace is kept."""
        if found := self._known.get(server):
            found.read_at = float("-inf")

    async def how_to_add(self) -> str:
        """Give the address of the way in, once all credentials are seen to be good."""
        await self._check_client()
        for server in await self._tokens.servers():
            await self._tokens.of(server)
        return install_words.add_to_workspaces(f"{self._public_url}{INSTALL_PATH}")

    async def _check_client(self) -> None:
        """Ask with a code that there is not: Slack looks at the client first."""
        try:
            await self._tokens.ask(code="0")
        except SlackError as error:
            if error.code in _BAD_CLIENT:
                told = install_words.unknown_client()
                raise DeliveryError(told, permanent=True) from error
            if not error.permanent:
                raise

    def _is_believed(self, known: _Known) -> bool:
        age = asyncio.get_running_loop().time() - known.read_at
        return age < _BELIEVED and self._tokens.is_good(known.installation)

    def _take_up(self, found: Installation) -> Workspace:
        """Go on with the token that is kept now; its pace and people stay."""
        now = asyncio.get_running_loop().time()
        known = self._known.get(found.server)
        if known is None:
            rest = self._new_rest(
                token=found.token, on_refused=lambda: self.forget(found.server)
            )
            rest.use_share(self._share)
            known = _Known(Workspace(rest, managers=self._managers), found, now)
            self._known[found.server] = known
        known.installation, known.read_at = found, now
        known.workspace.rest.client.token = found.token
        known.workspace.scopes = frozenset(found.scopes)
        known.workspace.identity = {
            "team_id": found.server,
            "bot_id": found.bot,
            "user_id": found.bot_user,
            "url": found.url,
        }
        return known.workspace
