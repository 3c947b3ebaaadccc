"""Write what became of attempts; those that end while one write is on share the next."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

import stamina

from bot.core.delivery import Delivery, Outcome
from bot.errors import StoreError
from bot.ports import Clock, Settled, Store

log = logging.getLogger(__name__)

_AT_ONCE = 400  # settlements in one transaction
Then = Callable[[Delivery, Outcome, Settled | Exception], None]
_Ended = tuple[Delivery, Outcome, Then]


class Settlements:
    """The end of every attempt, on its way into the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[_Ended] = []
        self._writer: asyncio.Task[None] | None = None

    @property
    def under_way(self) -> set[asyncio.Task[None]]:
        """Give the task that writes, if there is anything to write."""
        return {self._writer} if self._writer else set()

    def add(self, delivery: Delivery, outcome: Outcome, then: Then) -> None:
        """Have an outcome written; what follows is told how that ended."""
        self._waiting.append((delivery, outcome, then))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="settlements")

    async def write(self, delivery: Delivery, outcome: Outcome) -> Settled:
        """Wait until an outcome is written, or known to be too late.

        Raises:
            StoreError: The database does not answer.
        """
        written: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()

        def end(_: Delivery, __: Outcome, settled: Settled | Exception) -> None:
            if written.done():  # nobody waits any more
                return
            if isinstance(settled, Exception):
                written.set_exception(settled)
            else:
                written.set_result(settled)

        self.add(delivery, outcome, end)
        return await written

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:_AT_ONCE]
                del self._waiting[:_AT_ONCE]
                await self._write_batch(batch)
        finally:
            self._writer = None

    async def _write_batch(self, batch: Sequence[_Ended]) -> None:
        try:
            settled = await self._try([(one, end) for one, end, _ in batch])
        except Exception as error:  # each that waits hears of it
            if len(batch) > 1 and not isinstance(error, StoreError):
                log.exception("settlements are written one by one")
                for one in batch:  # a fault of one row is the fault of no other
                    await self._write_batch([one])
                return
            for one in batch:
                _tell(one, error)
            return
        for one, result in zip(batch, settled, strict=True):
            _tell(one, result)

    async def _try(self, pairs: Sequence[tuple[Delivery, Outcome]]) -> list[Settled]:
        """Ask a database that stumbles again."""
        async for attempt in stamina.retry_context(
            on=StoreError, attempts=5, timeout=timedelta(seconds=45)
        ):
            with attempt:
                return await self._store.settle_all(pairs, now=self._clock.now())
        raise AssertionError("unreachable: the last attempt gives or raises")


def _tell(ended: _Ended, settled: Settled | Exception) -> None:
    """Let one go on; its trouble is no trouble of the others."""
    delivery, outcome, then = ended
    try:
        then(delivery, outcome, settled)
    except Exception:
        log.exception("delivery %s: what follows failed", delivery.id)
