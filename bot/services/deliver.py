"""The day's posts: plan what is due, claim it, send it, settle it, and recover it."""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.core import schedule_words, troubles
from bot.core.cards import card_from_json
from bot.core.delivery import (
    LEASE,
    Delivery,
    DeliveryState,
    Outcome,
    has_enough_lease,
    is_unclear,
    may_repeat,
    must_look,
    outcome_of_error,
    outcome_of_stop,
    outcome_unsent,
)
from bot.core.schedule import OnUnknown
from bot.core.spread import NO_SPREAD, Spread
from bot.errors import DeliveryError, RefusedError, StoreError, UnreadableError
from bot.ports import Clock, Platform, Receipt, Settled, Store
from bot.services.after_post import AfterPost
from bot.services.lanes import Lanes
from bot.services.last_moment import is_wanted, send_until
from bot.services.metrics import UNMEASURED, Metrics
from bot.services.plan import Planner
from bot.services.settle import Settlements

log = logging.getLogger(__name__)

_WAVE = timedelta(seconds=2)  # how much sending is taken on at a time
_AT_ONCE = 1000  # deliveries of a platform under way, waiting or not
_AT_ONCE_APART = 10_000  # where each server has a pace of its own
_STRAYS = 50  # deliveries of platforms that are not connected
_LEFT_ALONE = timedelta(minutes=10)  # strays, for a process that is connected
_PATIENCE = timedelta(hours=1)  # with a database that stumbles; days end by themselves
_GIVING_BACK = timedelta(seconds=1)  # at the end; a lease ends by itself
_BEFORE = timedelta(minutes=1)  # clocks differ a little


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
        absent: Sequence[str] = (),
        metrics: Metrics = UNMEASURED,
        on_refused: Callable[[str], Awaitable[None]] | None = None,
        spread: Spread = NO_SPREAD,
        after: AfterPost | None = None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._after = after  # does what follows a post, once it is settled
        self._on_refused = on_refused  # told which schedule was refused
        self._absent = absent  # platforms that this process is not connected to
        self._planner = planner
        self._clock = clock
        self._owner = owner
        self._metrics = metrics
        self._spread = spread
        self._settlements = Settlements(store, clock)
        self._follow_ups: set[asyncio.Task[None]] = set()
        self._taken: Counter[str] = Counter()  # by platform: claimed, and not ended
        self._lanes = Lanes(self._send)
        self._stopped = False
        self._closed = False  # no request may leave any more
        self._ticking = asyncio.Lock()

    async def tick(self) -> None:
        """Plan what is due and start to send it; returns before it is sent.

        One goes at a time, so that whoever waits for a tick finds all of it started.
        """
        async with self._ticking:
            while not self._stopped:
                planned = await self._planner.plan(self._clock.now())
                claimed = await self._claim_all()
                if not planned and not claimed:
                    return

    def halt(self) -> None:
        """Plan and claim nothing more."""
        self._stopped = True

    async def stop(self, grace: timedelta) -> None:
        """Claim nothing more, and give what is under way some time to end.

        What has not left by then does not leave: it is planned again, so that whoever
        claims it next need not ask whether it was posted.
        """
        self.halt()
        await self.settle_all(grace)
        self._closed = True
        if self._after:
            self._after.halt()
        self._lanes.clear()
        unsent = self._give_back(self._lanes.unsent())
        giving_back = asyncio.create_task(unsent, name="give back")
        await asyncio.wait({giving_back}, timeout=_GIVING_BACK.total_seconds())

    async def _give_back(self, unsent: Sequence[Delivery]) -> None:
        """Plan again what was claimed and surely not sent; by this claim or another."""
        sure = [one for one in unsent if not is_unclear(one)]
        ends = (self._settlements.write(one, outcome_unsent(one)) for one in sure)
        for end in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(end, BaseException):
                log.warning("a delivery was not given back: %s", end)
        if sure:
            log.info("%s deliveries were given back unsent", len(sure))

    async def settle_all(self, limit: timedelta) -> None:
        """Wait until nothing is under way, or the limit is over; cancels nothing."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit.total_seconds()):
                while under_way := self._under_way():  # as these end, others begin
                    await asyncio.wait(under_way)

    def _under_way(self) -> set[asyncio.Task[None]]:
        ours = self._lanes.under_way | self._settlements.under_way | self._follow_ups
        return ours | (self._after.under_way if self._after else set())

    async def _claim_all(self) -> int:
        """Take from each platform what it can send within a moment.

        What waits for an answer takes no place, so that a slow one delays nobody.
        """
        self._lanes.go_on()
        claimed = 0
        for name, platform in self._platforms.items():
            most = math.ceil(platform.per_second * _WAVE.total_seconds())
            if platform.paced_by_server:
                claimed += await self._claim_of_each(name, most)
            else:
                claimed += await self._claim([name], most - self._lanes.waiting(name))
        before = self._clock.now() - _LEFT_ALONE
        return claimed + await self._claim(self._absent, _STRAYS, due_before=before)

    async def _claim_of_each(self, platform: str, most: int) -> int:
        """Take from each server what it can be sent, however much waits in another."""
        if most <= 0:
            return 0
        begin = f"{platform} "
        full = [
            lane.removeprefix(begin)
            for lane in self._lanes.fuller_than(most // 2)
            if lane.startswith(begin)
        ]
        room = _AT_ONCE_APART - self._taken[platform]
        return await self._claim([platform], room, per_server=most, but_not=full)

    async def _claim(
        self,
        platforms: Sequence[str],
        room: int,
        *,
        due_before: datetime | None = None,
        per_server: int | None = None,
        but_not: Sequence[str] = (),
    ) -> int:
        if per_server is None:
            taken = sum(map(self._taken.__getitem__, platforms))
            room = min(room, _AT_ONCE - taken)
        if room <= 0 or not platforms or self._stopped:
            return 0
        now = self._clock.now()
        claimed = await self._store.claim(
            owner=self._owner,
            now=now,
            limit=room,
            platforms=platforms,
            due_before=due_before,
            per_server=per_server,
            but_not=but_not,
        )
        if self._closed:  # while the database was asked
            await self._give_back(claimed)
            return 0
        for delivery in claimed:
            lane = self._lane(delivery)
            self._taken[delivery.platform] += 1
            self._lanes.join(lane, delivery, now)
        for lane in {self._lane(one) for one in claimed}:
            self._lanes.start(lane)
        return len(claimed)

    def _lane(self, delivery: Delivery) -> str:
        """Name what has a pace of its own."""
        platform = self._platforms.get(delivery.platform)
        if platform and platform.paced_by_server:
            return f"{delivery.platform} {delivery.server}"
        return delivery.platform

    async def _send(self, delivery: Delivery, claimed_at: datetime) -> None:
        # The lease may run on the clock of the database, which differs from ours.
        until = delivery.lease_until or claimed_at
        try:
            outcome = await self._attempt(delivery, until - LEASE - claimed_at)
        except BaseException:  # cut off: nobody knows its end, and its lease ends
            self._taken[delivery.platform] -= 1
            raise
        finally:
            self._leave_line(delivery)
        self._settlements.add(delivery, outcome, self._end)

    def _leave_line(self, delivery: Delivery) -> None:
        self._lanes.leave(self._lane(delivery), delivery)

    def _end(
        self, delivery: Delivery, outcome: Outcome, settled: Settled | Exception
    ) -> None:
        """Do what follows an attempt once its end is written."""
        self._taken[delivery.platform] -= 1
        if isinstance(settled, Exception):
            log.error("delivery %s: not settled", delivery.id, exc_info=settled)
            return
        log.info(
            "delivery %s: %s %s%s",
            delivery.id,
            outcome.state,
            outcome.reason or delivery.bite,
            "" if settled.held else " (too late: another worker took over)",
        )
        if settled.held:
            meant = self._spread.as_meant(delivery)
            self._metrics.settled(meant, outcome, now=self._clock.now())
        if settled.held and outcome.message_id and self._after:
            posted = (*settled.message_ids, outcome.message_id)
            self._after.start(delivery, posted[0])
        is_told = settled.blocked or (settled.held and outcome.refused_here)
        if is_told or len(settled.message_ids) > 1:
            follow_up = self._follow_up(delivery, settled.message_ids, told=is_told)
            task = asyncio.create_task(follow_up, name=delivery.id)
            self._follow_ups.add(task)
            task.add_done_callback(self._follow_ups.discard)

    async def _follow_up(
        self, delivery: Delivery, message_ids: Sequence[str], *, told: bool
    ) -> None:
        try:
            await self._keep_one(delivery, message_ids)
            if told and self._on_refused:
                await self._on_refused(delivery.schedule)
        except Exception:  # one channel's trouble never stops the others
            log.exception("delivery %s: what follows failed", delivery.id)

    async def _attempt(self, delivery: Delivery, ahead: timedelta) -> Outcome:
        try:
            return await self._try(delivery, ahead)
        except StoreError as error:  # nothing was sent yet
            failed = DeliveryError(str(error))
        except Exception:  # a fault of ours ends this one, and says so
            log.exception("delivery %s failed", delivery.id)
            failed = DeliveryError(
                schedule_words.reason_fault(), permanent=True, our_fault=True
            )
        now = self._clock.now()
        return outcome_of_error(delivery, failed, now=now, give_up_at=now + _PATIENCE)

    async def _try(self, delivery: Delivery, ahead: timedelta) -> Outcome:
        until, policy = delivery.post_until, OnUnknown.SKIP
        # What was planned is as its schedule wants it: a change would have dropped it.
        if until is None or is_unclear(delivery):
            schedule = await self._store.schedule(delivery.schedule)
            if schedule is None or not is_wanted(schedule, delivery):
                return await self._stop_one(delivery, schedule_words.reason_stopped())
            policy = schedule.on_unknown
            until = send_until(schedule, delivery)
        if self._clock.now() > until:
            reason = troubles.too_late(delivery.reason)
            return await self._stop_one(delivery, reason)
        try:
            platform = self._platform(delivery)
            found = await self._look(platform, delivery, policy, ahead)
            receipt = found or await self._post(platform, delivery, ahead)
        except UnreadableError as error:
            return outcome_of_stop(delivery, str(error))
        except DeliveryError as error:
            now = self._clock.now()
            return outcome_of_error(delivery, error, now=now, give_up_at=until)
        return Outcome(state=DeliveryState.SENT, message_id=receipt.message_id)

    async def _stop_one(self, delivery: Delivery, reason: str) -> Outcome:
        """End a delivery without a post, unless an earlier try had posted it."""
        if is_unclear(delivery):
            try:
                found = await self._find(self._platform(delivery), delivery)
            except DeliveryError:
                return outcome_of_stop(delivery, reason)
            if found:
                return Outcome(state=DeliveryState.SENT, message_id=found.message_id)
        return outcome_of_stop(delivery, reason)

    def _platform(self, delivery: Delivery) -> Platform:
        if found := self._platforms.get(delivery.platform):
            return found
        raise DeliveryError(troubles.not_connected(delivery.platform))

    async def _post(
        self, platform: Platform, delivery: Delivery, ahead: timedelta
    ) -> Receipt:
        card = card_from_json(delivery.card)

        def may_start() -> bool:
            if self._closed:  # it was given back: another may be sending it
                return False
            self._leave_line(delivery)
            return has_enough_lease(delivery, self._clock.now() + ahead)

        try:
            where = (delivery.server, delivery.channel)
            return await platform.post(
                *where, card, mark=delivery.id, may_start=may_start
            )
        except DeliveryError:
            raise
        except Exception as exc:  # whatever it was, the request may be out
            log.exception("delivery %s failed", delivery.id)
            raise DeliveryError(
                schedule_words.reason_fault(),
                permanent=True,
                maybe_sent=True,
                our_fault=True,
            ) from exc

    async def _look(
        self,
        platform: Platform,
        delivery: Delivery,
        policy: OnUnknown,
        ahead: timedelta,
    ) -> Receipt | None:
        """Look for the post of an attempt that nobody knows the end of."""
        now, window = self._clock.now() + ahead, platform.repeat_window
        meant = self._spread.as_meant(delivery)
        if not must_look(meant, now=now, repeat_window=window):
            return None
        try:
            return await self._find(platform, delivery)
        except UnreadableError:
            is_safe = may_repeat(delivery, now=now, repeat_window=window)
            is_unsure = is_unclear(delivery) and not is_safe
            if is_unsure and policy is OnUnknown.SKIP:
                raise
            return None
        except RefusedError:
            raise
        except DeliveryError as error:  # looking posts nothing
            raise DeliveryError(
                str(error), permanent=error.permanent, retry_after=error.retry_after
            ) from error

    async def _find(self, platform: Platform, delivery: Delivery) -> Receipt | None:
        if known := await self._store.receipt(delivery.id):
            return Receipt(known)
        since = delivery.due_at - _BEFORE
        where = (delivery.server, delivery.channel)
        found = await platform.find(*where, delivery.id, since=since)
        if found:
            self._metrics.recovered(delivery.platform)
        return found

    async def _keep_one(self, delivery: Delivery, message_ids: Sequence[str]) -> None:
        """Take proven doubles away; the oldest message stays."""
        if len(message_ids) < 2:
            return
        oldest, *doubles = message_ids
        await self._store.keep_message(delivery.id, oldest)
        for one in doubles:
            log.warning("delivery %s: a double is taken away: %s", delivery.id, one)
            where = (delivery.server, delivery.channel)
            await self._platforms[delivery.platform].delete(*where, one)
            self._metrics.double_removed(delivery.platform)
