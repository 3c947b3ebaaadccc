"""What the bot may see and do in a channel of a workspace."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core import phrases, refusals
from bot.core.language import say
from bot.errors import RefusedError, UnreadableError
from bot.platforms.slack.failures import SlackError
from bot.platforms.slack.workspace import Workspace
from bot.ports import Access

_JOINS_ITSELF = "chat:write.public"


async def history(
    workspace: Workspace, channel: str, since: datetime, cursor: str
) -> Mapping[str, Any]:
    """Read a page of what was posted in a channel.

    Raises:
        UnreadableError: The bot may not read there.
        DeliveryError: Slack did not say.
    """
    asked = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "limit": 15}
    more = {"cursor": cursor} if cursor else {}
    try:
        return await workspace.rest.read(
            "conversations.history", include_all_metadata="true", **asked, **more
        )
    except SlackError as error:
        if error.permanent and not isinstance(error, RefusedError):
            raise UnreadableError(refusals.unreadable()) from error
        raise


def judge(workspace: Workspace, channel: Mapping[str, Any]) -> Access:
    """Say what the bot may do in a channel that it can see."""
    name = f"#{channel.get('name', '')}"
    if channel.get("is_archived"):
        told = phrases.archived(name)
        return Access(visible=True, channel_name=name, takes_posts=False, remedy=told)
    may_join = not channel.get("is_private") and _JOINS_ITSELF in workspace.scopes
    if channel.get("is_member") or may_join:
        return Access(visible=True, channel_name=name)
    return Access(
        visible=True,
        channel_name=name,
        missing=(say("a place in the channel"),),
        remedy=phrases.invite_to_channel(),
    )
