"""Which workspaces there are: the one of a bot token."""

from collections.abc import Collection
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult

from bot.core import phrases
from bot.core.pacing import Share
from bot.platforms.slack.failures import SlackError
from bot.platforms.slack.rest import SlackRest
from bot.platforms.slack.workspace import Workspace

UNINSTALLED = frozenset({"account_inactive", "token_revoked"})


class Workspaces(Protocol):
    """Where the bot is installed, whoever keeps the tokens."""

    paced_by_server: bool
    """Whether each server of the platform has a pace of its own."""

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now, in one workspace."""

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""

    def use_share(self, share: Share) -> None:
        """Go on with another share of the rates."""

    async def of(self, server: str) -> Workspace:
        """Give a workspace, with a token that is good.

        Raises:
            DeliveryError: The bot is not installed there, or nobody can say.
        """

    def known(self, server: str) -> Workspace | None:
        """Give a workspace if it was used before."""

    async def belongs(self, server: str) -> bool:
        """Ask whether the bot is in a workspace.

        Raises:
            DeliveryError: Slack did not say for certain.
        """

    async def present(self, *, is_fresh: bool) -> list[str]:
        """List the workspaces that the bot is in now, as far as is known.

        Raises:
            DeliveryError: Slack did not say.
        """

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """Say to Bolt as whom the bot acts; None where it is not installed."""

    async def begin(self) -> None:
        """See that the credentials are good, before anything is listened to.

        Raises:
            DeliveryError: They are refused, or nobody answered.
        """

    async def outlived(self, server: str, event_time: float) -> bool:
        """Tell whether the bot was installed anew after an event."""

    def forget(self, server: str) -> None:
        """Believe nothing of a workspace any more."""

    async def how_to_add(self) -> str:
        """Say in a sentence how the bot comes in.

        Raises:
            DeliveryError: The credentials are refused, or nobody answered.
        """


class OneWorkspace:
    """The workspace of a bot token."""

    paced_by_server = False

    def __init__(self, rest: SlackRest, *, managers: Collection[str] = ()) -> None:
        self._rest = rest
        self._only = Workspace(rest, managers=managers)

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now."""
        return self._rest.per_second

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""
        return self._rest.rate_limited

    def use_share(self, share: Share) -> None:
        """Go on with another share of the workspace's rate."""
        self._rest.use_share(share)

    async def of(self, server: str) -> Workspace:  # noqa: ARG002 - the token is of one
        """Give the only one; what is not in it, Slack refuses."""
        return self._only

    def known(self, server: str) -> Workspace | None:  # noqa: ARG002 - the token is of one
        """Give the only one."""
        return self._only

    async def belongs(self, server: str) -> bool:
        """Ask whether the token is still good, and whose it is."""
        try:
            identity, _ = await self._rest.scopes()
        except SlackError as error:
            if error.code in UNINSTALLED:
                return False
            raise
        return bool(identity.get("team_id") == server)

    async def present(self, *, is_fresh: bool) -> list[str]:
        """Give the only one's id, if the token is good; no event says so."""
        await self._only.identify()
        team = self._only.team
        return [team] if is_fresh or await self.belongs(team) else []

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """Let only the token's own workspace in."""
        await self._only.identify()
        if team_id not in (None, self._only.team):
            return None
        return self._only.authorized(enterprise_id)

    async def begin(self) -> None:
        """See that the token is good."""
        await self._only.identify()

    async def outlived(self, server: str, event_time: float) -> bool:  # noqa: ARG002 - nobody installs anew here
        """A token that an operator sets comes with a new start."""
        return False

    def forget(self, server: str) -> None:
        """Nothing: there is one token, and no other to look for."""

    async def how_to_add(self) -> str:
        """Say how the bot comes into a channel."""
        await self._only.identify()
        return phrases.add_to_slack(str(self._only.identity.get("team") or "Slack"))
