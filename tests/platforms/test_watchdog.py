"""The watchdog by itself: what is silent too long is given up, whoever ends ends all."""

import asyncio
from contextlib import suppress

import pytest

from bot.errors import DeliveryError
from bot.platforms.watchdog import Patience, first_to_end, watch


async def test_silence_is_borne_up_to_the_limit() -> None:
    silences = iter([0.0, 299.0, 300.0, 301.0, 999.0])

    with pytest.raises(DeliveryError, match="no sign of life for 301 seconds") as told:
        await watch(lambda: next(silences), Patience(silent=300, look=0))

    assert not told.value.permanent


async def test_first_to_end_ends_the_others() -> None:
    cleared_up = asyncio.Event()

    async def last() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleared_up.set()

    async def breaks() -> None:
        raise ConnectionResetError("reset")

    with pytest.raises(ConnectionResetError):
        await first_to_end(last(), breaks())

    assert cleared_up.is_set()


async def test_who_swallows_a_cancellation_is_told_again() -> None:
    """As discord.py does while it reconnects."""

    async def stubborn() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        await first_to_end(stubborn(), asyncio.sleep(0.01))


async def test_cancelling_ends_all_parts() -> None:
    parts = [asyncio.create_task(asyncio.Event().wait()) for _ in range(2)]
    whole = asyncio.create_task(first_to_end(*parts))
    await asyncio.sleep(0)

    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole

    assert all(part.cancelled() for part in parts)
