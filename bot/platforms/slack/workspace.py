"""One workspace: its way to Slack at its own pace, who the bot is there, its people."""

from collections.abc import Collection, Mapping
from typing import Any

from slack_bolt.authorization import AuthorizeResult

from bot.platforms.slack.people import People
from bot.platforms.slack.rest import SlackRest


class Workspace:
    """What belongs to a token; nothing of it is shared with another workspace."""

    def __init__(self, rest: SlackRest, *, managers: Collection[str] = ()) -> None:
        self.rest = rest
        self.people = People(rest, managers=managers)
        self.identity: Mapping[str, Any] = {}
        self.scopes: frozenset[str] = frozenset()

    @property
    def team(self) -> str:
        """The workspace's id, once it is known."""
        return str(self.identity.get("team_id") or "")

    async def identify(self) -> None:
        """Ask who the bot is there, once.

        Raises:
            DeliveryError: The token is refused, or nobody answered.
        """
        if not self.identity:
            self.identity, self.scopes = await self.rest.scopes()

    def is_own(self, message: Mapping[str, Any]) -> bool:
        """Tell whether the bot posted a message."""
        return message.get("bot_id") == self.identity.get("bot_id")

    def authorized(self, enterprise_id: str | None) -> AuthorizeResult:
        """Say to Bolt as whom the bot acts here."""
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=self.team,
            bot_user_id=str(self.identity.get("user_id") or ""),
            bot_id=str(self.identity.get("bot_id") or ""),
            bot_token=self.rest.client.token,
        )
