"""What follows a post on Discord: it is published, or a thread is opened under it."""

from bot.core import posting_words
from bot.core.cards import Card
from bot.errors import DeliveryError
from bot.platforms.discord.failures import (
    ALREADY_PUBLISHED,
    HAS_A_THREAD,
    MISSING_RIGHTS,
    DiscordError,
)
from bot.platforms.discord.render import render_post
from bot.platforms.discord.rest import DiscordRest

_MAX_NAME = 100


async def open_thread(
    rest: DiscordRest, channel: str, message_id: str, card: Card, *, mark: str
) -> None:
    """Open the thread of a message, named as a card, and post the card there.

    A message has one thread, whose id is its own, and the card has a nonce.
    https://docs.discord.com/developers/resources/channel#start-thread-from-message

    Raises:
        DeliveryError: Discord refused, or did not answer.
    """
    path = f"/channels/{channel}/messages/{message_id}/threads"
    try:
        await rest.follow(path, {"name": card.title[:_MAX_NAME]}, accepts=HAS_A_THREAD)
        payload = render_post(card, mark=mark)
        await rest.create_message(message_id, payload, may_start=lambda: True)
    except DiscordError as error:
        if error.code not in MISSING_RIGHTS:
            raise
        raise DeliveryError(posting_words.threads_denied(), permanent=True) from error


async def publish(rest: DiscordRest, channel: str, message_id: str) -> None:
    """Hand a message on to the servers that follow its channel.

    https://docs.discord.com/developers/resources/message#crosspost-message

    Raises:
        DeliveryError: Discord refused, or did not answer.
    """
    path = f"/channels/{channel}/messages/{message_id}/crosspost"
    await rest.follow(path, accepts=ALREADY_PUBLISHED)
