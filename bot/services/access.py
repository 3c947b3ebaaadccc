"""What keeps the bot from posting in a channel, in a sentence."""

from bot.core import phrases
from bot.ports import Access


def problem_of(access: Access) -> str:
    """Say what somebody has to do before the bot may post; empty if it may."""
    name = access.channel_name or phrases.THAT_CHANNEL
    if not access.visible:
        return access.remedy or phrases.cannot_see(name)
    if not access.takes_posts:
        return access.remedy or phrases.takes_no_posts(name)
    if access.missing:
        return access.remedy or phrases.needs_permission(name, access.missing)
    return ""
