"""Which scope a call needs, and Slack's answer where the bot lacks it."""

from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.world import Channel, World


def check_scope(world: World, scope: str) -> None:
    """Refuse a call for which a scope is missing."""
    if scope not in world.scopes:
        provided = ",".join(sorted(world.scopes))
        raise Refusal("missing_scope", needed=scope, provided=provided)


def scope_for(channel: Channel, act: str) -> str:
    """Name the scope for reading a conversation, such as `channels:history`."""
    if channel.is_direct:
        return f"im:{act}"
    return f"groups:{act}" if channel.is_private else f"channels:{act}"
