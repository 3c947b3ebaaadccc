"""Keep a platform's connection: whatever breaks it, it is made anew after a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp

from bot.errors import DeliveryError

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds between connection attempts
_OUT_OF_REACH = (OSError, aiohttp.ClientError, DeliveryError)


async def keep_connected(
    name: str,
    connect: Callable[[], Awaitable[None]],
    *,
    passing: tuple[type[Exception], ...] = (),
) -> None:
    """Connect again and again, until cancelled, with longer and longer pauses.

    A pause that the platform asks for is kept too.

    Args:
        name: The platform, as people call it.
        connect: Connects, and returns or raises when the connection is over.
        passing: What its library raises when the platform is out of reach.

    Raises:
        DeliveryError: The platform refuses the bot for good.
    """
    out_of_reach: tuple[type[Exception], ...] = (*_OUT_OF_REACH, *passing)
    pause = _FIRST_PAUSE
    while True:
        started = asyncio.get_running_loop().time()
        asked = 0.0  # seconds that the platform wants to be left alone
        try:
            await connect()
        except out_of_reach as error:
            if isinstance(error, DeliveryError) and error.permanent:
                raise
            asked = _asked_pause(error)
            log.warning(
                "%s is out of reach: %s", name, str(error) or type(error).__name__
            )
        except Exception:  # the supervisor: a fault of ours must not end it
            log.exception("the connection to %s broke", name)
        lasted = asyncio.get_running_loop().time() - started
        pause = _FIRST_PAUSE if lasted > _LONGEST_PAUSE else pause
        await asyncio.sleep(max(pause, asked))
        pause = min(2 * pause, _LONGEST_PAUSE)


def _asked_pause(error: Exception) -> float:
    wait = error.retry_after if isinstance(error, DeliveryError) else None
    return wait.total_seconds() if wait else 0.0
