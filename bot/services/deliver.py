"""The day's posts: plan what is due, claim it, send it, and settle what became of it."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

from bot.core.cards import card_from_json
from bot.core.delivery import (
    Delivery,
    DeliveryState,
    Outcome,
    has_enough_lease,
    outcome_of_error,
)
from bot.core.schedule import CATCH_UP
from bot.errors import DeliveryError
from bot.ports import Clock, Platform, Store
from bot.services.plan import Planner

log = logging.getLogger(__name__)

UNDER_WAY = 245  # five seconds' worth of Discord's share of requests


class Deliver:
    """Runs the ledger; any number of these may share one store."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        planner: Planner,
        clock: Clock,
        owner: str,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._planner = planner
        self._clock = clock
        self._owner = owner
        self._sends: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def tick(self) -> None:
        """Plan what is due and start to send it; returns before it is sent."""
        while not self._stopped:
            planned = await self._planner.plan(self._clock.now())
            claimed = await self._claim()
            if not planned and not claimed:
                return

    async def stop(self, grace: timedelta) -> None:
        """Claim nothing more, and give what is under way some time to end."""
        self._stopped = True
        await self.settle_all(grace)

    async def settle_all(self, limit: timedelta) -> None:
        """Wait until nothing is under way, or the limit is over; cancels nothing."""
        if self._sends:
            await asyncio.wait(self._sends, timeout=limit.total_seconds())

    async def _claim(self) -> int:
        room = UNDER_WAY - len(self._sends)
        if room <= 0 or self._stopped:
            return 0
        claimed = await self._store.claim(
            owner=self._owner, now=self._clock.now(), limit=room
        )
        for delivery in claimed:
            task = asyncio.create_task(self._send(delivery), name=delivery.id)
            self._sends.add(task)
            task.add_done_callback(self._sends.discard)
        return len(claimed)

    async def _send(self, delivery: Delivery) -> None:
        try:
            outcome = await self._attempt(delivery)
            held = await self._store.settle(delivery, outcome)
        except Exception:  # one channel's trouble never stops the others
            log.exception("delivery %s: not settled", delivery.id)
            return
        log.info(
            "delivery %s: %s %s%s",
            delivery.id,
            outcome.state,
            outcome.reason or delivery.bite,
            "" if held else " (too late: another worker took over)",
        )

    async def _attempt(self, delivery: Delivery) -> Outcome:
        platform = self._platforms.get(delivery.platform)
        if platform is None:
            error = DeliveryError(f"this bot is not connected to {delivery.platform}")
            return await self._after_error(delivery, error, timedelta())
        try:
            receipt = await platform.post(
                delivery.channel,
                card_from_json(delivery.card),
                mark=delivery.id,
                may_start=lambda: has_enough_lease(delivery, self._clock.now()),
            )
        except DeliveryError as error:
            return await self._after_error(delivery, error, platform.repeat_window)
        return Outcome(state=DeliveryState.SENT, message_id=receipt.message_id)

    async def _after_error(
        self, delivery: Delivery, error: DeliveryError, repeat_window: timedelta
    ) -> Outcome:
        schedule = await self._store.schedule(delivery.schedule)
        return outcome_of_error(
            delivery,
            error,
            now=self._clock.now(),
            give_up_at=delivery.due_at + (schedule.catch_up if schedule else CATCH_UP),
            repeat_window=repeat_window,
        )
