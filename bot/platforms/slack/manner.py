"""What of a manner Slack does not have; pure."""

from collections.abc import Iterator

from bot.core import posting_words
from bot.core.posting import Manner, Obstacle
from bot.errors import DeliveryError
from bot.platforms.slack.render import is_group


def obstacles(manner: Manner) -> Iterator[Obstacle]:
    """Yield what is in the way of a manner, whatever the channel."""
    if manner.mention and not is_group(manner.mention):
        yield Obstacle("mention", posting_words.no_such_group(manner.mention))
    if manner.silent:
        yield Obstacle("silent", posting_words.no_silence_on_slack())
    if manner.publish:
        yield Obstacle("publish", posting_words.no_publishing_on_slack())


def no_publishing() -> DeliveryError:
    """Refuse to publish."""
    return DeliveryError(posting_words.no_publishing_on_slack(), permanent=True)
