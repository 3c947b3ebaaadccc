"""What goes wrong on the way to any platform, as a DeliveryError."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

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
        raise DeliveryError(f"{platform} cannot be reached") from exc
    except (aiohttp.ClientError, OSError, TimeoutError) as exc:
        # TimeoutError is an OSError; a time-out while connecting counts as unclear.
        raise DeliveryError(f"{platform} did not answer", maybe_sent=True) from exc
