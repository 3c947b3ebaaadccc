"""What keeps the bot from posting in a channel, or as wanted there, in sentences."""

from collections.abc import Sequence

from bot.core import phrases
from bot.core.posting import PLAIN
from bot.core.schedule import Schedule
from bot.ports import Access, Platform


def problem_of(access: Access) -> str:
    """Say what somebody has to do before the bot may post; empty if it may."""
    name = access.channel_name or phrases.that_channel()
    if not access.visible:
        return access.remedy or phrases.cannot_see(name)
    if not access.takes_posts:
        return access.remedy or phrases.takes_no_posts(name)
    if access.missing:
        return access.remedy or phrases.needs_permission(name, access.missing)
    return ""


async def what_lacks(platform: Platform, schedules: Sequence[Schedule]) -> list[str]:
    """List what keeps the posts of one channel from going out in their manner.

    Raises:
        DeliveryError: The platform did not say.
    """
    found: list[str] = []
    for manner in {one.posting.manner: None for one in schedules}:
        if manner != PLAIN:
            where = (schedules[0].server, schedules[0].channel)
            found += [one.text for one in await platform.obstacles(*where, manner)]
    return list(dict.fromkeys(found))
