"""Gives up a connection that is dead without saying so, so that it is made anew."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from bot.errors import DeliveryError

_CANCEL_AGAIN = 0.5  # seconds until what was told to end is told again


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may be silent, and how often one looks; in seconds."""

    silent: float = 300.0
    look: float = 5.0


async def watch(quiet: Callable[[], float], patience: Patience) -> NoReturn:
    """Look at a connection until it has been silent for too long.

    Args:
        quiet: Gives the seconds since the last sign of life; called at each look.
        patience: How long that may be.

    Raises:
        DeliveryError: It was silent for too long.
    """
    while True:
        seconds = quiet()
        if seconds > patience.silent:
            raise DeliveryError(
                f"no sign of life for {seconds:.0f} seconds; a new connection is made"
            )
        await asyncio.sleep(patience.look)


async def first_to_end(*parts: Awaitable[object]) -> None:
    """Run all until the first ends, and end the others; raises what it raised."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(tasks)
    for task in done:
        task.result()


async def _end(tasks: Sequence[asyncio.Future[object]]) -> None:
    """Cancel until all have ended: discord.py swallows it where it reconnects."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=_CANCEL_AGAIN)
