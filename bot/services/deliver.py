"""The day's posts: plan what is due, claim it, send it, settle it, and recover it."""

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
    is_unclear,
    must_look,
    outcome_of_error,
)
from bot.core.schedule import CATCH_UP, OnUnknown
from bot.errors import DeliveryError, UnreadableError
from bot.ports import Clock, Platform, Receipt, Store
from bot.services.plan import Planner

log = logging.getLogger(__name__)

_BEFORE = timedelta(minutes=1)  # clocks differ a little
UNDER_WAY = 245  # five seconds' worth of Discord's share of requests


class _LeaveItError(Exception):
    """Nobody can say whether it was posted, so it is not posted again."""


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
            if outcome.message_id:
                await self._keep_one(delivery, outcome.message_id)
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
        try:
            platform = self._platform(delivery)
            found = await self._look(platform, delivery)
            receipt = found or await self._post(platform, delivery)
        except _LeaveItError as reason:
            return Outcome(state=DeliveryState.UNCONFIRMED, reason=str(reason))
        except DeliveryError as error:
            return await self._after_error(delivery, error)
        return Outcome(state=DeliveryState.SENT, message_id=receipt.message_id)

    def _platform(self, delivery: Delivery) -> Platform:
        if found := self._platforms.get(delivery.platform):
            return found
        raise DeliveryError(f"this bot is not connected to {delivery.platform}")

    async def _post(self, platform: Platform, delivery: Delivery) -> Receipt:
        return await platform.post(
            delivery.channel,
            card_from_json(delivery.card),
            mark=delivery.id,
            may_start=lambda: has_enough_lease(delivery, self._clock.now()),
        )

    async def _look(self, platform: Platform, delivery: Delivery) -> Receipt | None:
        """Look for the post of an attempt that nobody knows the end of."""
        now, window = self._clock.now(), platform.repeat_window
        if not must_look(delivery, now=now, repeat_window=window):
            return None
        try:
            return await platform.find(
                delivery.server,
                delivery.channel,
                delivery.id,
                since=delivery.due_at - _BEFORE,
            )
        except UnreadableError as error:
            schedule = await self._store.schedule(delivery.schedule)
            reposts = schedule and schedule.on_unknown is OnUnknown.REPOST
            if is_unclear(delivery) and not reposts:
                raise _LeaveItError(str(error)) from error
            return None

    async def _keep_one(self, delivery: Delivery, message_id: str) -> None:
        """Take a proven double away; the oldest message stays."""
        oldest, *doubles = await self._store.note_receipt(
            delivery.id, message_id, self._clock.now()
        )
        if not doubles:
            return
        await self._store.keep_message(delivery.id, oldest)
        for one in doubles:
            log.warning("delivery %s: a double is taken away: %s", delivery.id, one)
            await self._platforms[delivery.platform].delete(delivery.channel, one)

    async def _after_error(self, delivery: Delivery, error: DeliveryError) -> Outcome:
        schedule = await self._store.schedule(delivery.schedule)
        return outcome_of_error(
            delivery,
            error,
            now=self._clock.now(),
            give_up_at=delivery.due_at + (schedule.catch_up if schedule else CATCH_UP),
        )
