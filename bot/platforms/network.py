"""What goes wrong on the way to any platform, as a DeliveryError."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from bot.core import refusals
from bot.errors import DeliveryError


@contextmanager
def map_network_errors(platform: str) -> Iterator[None]:
    """Turn what aiohttp raises into a DeliveryError that names the platform.

    Raises:
        DeliveryError: `maybe_sent` unless no connection ever came about.
    """
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ServerFingerprintMismatch) as exc:
        raise DeliveryError(refusals.out_of_reach(platform)) from exc
    except (aiohttp.ClientError, OSError, TimeoutError) as exc:
        # TimeoutError is an OSError; a time-out while connecting counts as unclear.
        raise DeliveryError(refusals.no_answer(platform), maybe_sent=True) from exc
