"""From schedules that came due to deliveries with a frozen card."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from bot.core import phrases, posting_words, schedule_words
from bot.core.cards import Card, bite_card, card_to_json, review_card, with_earlier
from bot.core.delivery import Delivery, DeliveryState, delivery_id
from bot.core.pattern import Unit
from bot.core.posting import Manner
from bot.core.schedule import (
    Schedule,
    Slot,
    State,
    WhenDry,
    may_still_post,
    post_until,
    slots_after,
    slots_until,
    zone,
)
from bot.core.selection import Order, place_in, variant_of
from bot.core.shelf import Shelf
from bot.core.spread import NO_SPREAD, Spread
from bot.errors import InputError
from bot.ports import Plan, Store
from bot.services.choose import Wanted, choose
from bot.services.dry import Step, look_ahead
from bot.services.history import History
from bot.services.sharing import Sharing
from bot.services.week import Earlier, earlier_in_the_week

log = logging.getLogger(__name__)

BATCH = 800
_LATE = timedelta(minutes=2)  # a card that comes later than this says so
_NOTHING = Order()


class _Due(NamedTuple):  # made for each of thousands at once
    """A schedule with the slot to post now, if any, and those that were missed."""

    schedule: Schedule
    order: Order
    slot: Slot | None
    missed: tuple[Slot, ...]
    next_at: datetime  # the slot after these
    moment: datetime  # when its post leaves, if nothing keeps it back


class _Extras(NamedTuple):
    """What a card may carry beside its bite."""

    is_first: bool
    earlier: Earlier | None


class Planner:
    """Chooses and freezes what each due schedule posts."""

    def __init__(self, store: Store, shelf: Shelf, spread: Spread = NO_SPREAD) -> None:
        self._store = store
        self._spread = spread
        self._shelf = shelf
        self._history = History(store, shelf)
        self._edition = shelf.edition  # of which cards are kept
        self._frozen = lru_cache(maxsize=1024)(self._freeze)

    async def plan(self, now: datetime) -> list[Delivery]:
        """Plan all that is due; give the deliveries written."""
        self._forget_old_cards()
        schedules = await self._store.due_schedules(now, limit=BATCH)
        if not schedules:
            return []
        due, unusable = [], []
        for schedule in schedules:
            try:
                due.append(self._due(schedule, now))
            except InputError as error:
                log.warning("schedule %s is blocked: %s", schedule.id, error)
                unusable.append(_blocked(schedule))
        known = await self._began([one.schedule for one in due])
        chosen = await self._choose(due)
        earlier = await self._earlier(due)
        reviewed: dict[tuple[str, str], set[str]] = defaultdict(set)
        plans = []
        for one, at in zip(due, chosen, strict=True):
            is_first = one.schedule.id not in known
            others = reviewed[one.schedule.platform, one.schedule.server]
            extras = _Extras(is_first, earlier.get(one.schedule.id))
            plans.append(await self._plan(one, at, now, others, extras))
        written = await self._store.plan(unusable + plans)
        await self._look_ahead(due, chosen, {one.schedule for one in written}, now)
        return written

    async def plan_today(self, schedule: Schedule, now: datetime) -> Plan:
        """Plan a schedule's post of this local day for right now; writes nothing.

        The day's own slot is used up by it, as a day has one delivery.
        """
        self._forget_old_cards()
        today = now.astimezone(zone(schedule.timezone)).date()
        # However far posts are spread, somebody waits for this one.
        later = (one.at for one in slots_after(schedule, now) if one.day > today)
        slot, order = Slot(today, now), self.order(schedule)
        due = _Due(schedule, order, slot, (), next(later), moment=now)
        (at,) = await self._choose([due])
        earlier = (await self._earlier([due])).get(schedule.id)
        is_first = schedule.id not in await self._began([schedule])
        return await self._plan(due, at, now, set(), _Extras(is_first, earlier))

    def _forget_old_cards(self) -> None:
        if self._edition is not self._shelf.edition:
            self._edition = self._shelf.edition
            self._frozen.cache_clear()

    async def _look_ahead(
        self,
        due: Sequence[_Due],
        chosen: Sequence[int | None],
        written: Set[str],
        now: datetime,
    ) -> None:
        steps = [
            Step(one.schedule, one.order, at)
            for one, at in zip(due, chosen, strict=True)
            if one.slot and one.schedule.id in written
        ]
        try:
            sharing = Sharing(self._store, self._history, self.order)
            await look_ahead(self._store, self._history, sharing, steps, now)
        except Exception:  # the posts are planned; the next ones are looked at again
            log.exception("nobody is told which schedules run dry")

    async def _began(self, schedules: Sequence[Schedule]) -> set[str]:
        """Find those that posted before; a cursor that moved tells of most."""
        moved = {one.id for one in schedules if one.cursor}
        others = [one.id for one in schedules if not one.cursor]
        return moved | (await self._store.began(others) if others else set())

    def order(self, schedule: Schedule) -> Order:
        """Give a schedule's course."""
        return self._shelf.courses.order(
            schedule.topics,
            levels=schedule.levels,
            variant=variant_of(schedule.id),
        )

    async def next_card(self, schedule: Schedule) -> Card | None:
        """Build the card that a schedule posts next; writes nothing."""
        order = self.order(schedule)
        (at,) = await choose(self._history, [_wanted(schedule, order)])
        if at is not None:
            return self._card(order[at])
        old = await self._oldest(schedule, order, frozenset())
        return self._review_card(old) if old else None

    def _freeze(
        self,
        bite_id: str,
        notes: tuple[str, ...],
        earlier: Earlier | None,
        manner: Manner,
    ) -> str:
        card = self._card(bite_id, notes)
        if earlier and (bite := self._shelf.library.find(earlier.bite)):
            card = with_earlier(card, bite, earlier.weekday)
        return card_to_json(replace(card, manner=manner))

    def _card(self, bite_id: str, notes: tuple[str, ...] = ()) -> Card:
        bite = self._shelf.library.bites[bite_id]
        return bite_card(bite, self._shelf.library.topic_of(bite), notes=notes)

    def _review_card(self, bite_id: str) -> Card:
        bite = self._shelf.library.find(bite_id)
        assert bite is not None  # noqa: S101 - the history was asked for its ids
        return review_card(bite, self._shelf.library.topic_of(bite))

    async def _oldest(
        self, schedule: Schedule, order: Sequence[str], others: Set[str]
    ) -> str | None:
        """Give the bite for a review: the one shown longest ago."""
        if schedule.when_dry is not WhenDry.REVIEW:
            return None
        where = (schedule.platform, schedule.server)
        ids_of = self._shelf.library.ids_of
        left = [one for one in order if others.isdisjoint(ids_of(one))]
        # What is left may be new itself: another schedule shows it at this moment.
        found = await self._history.longest_ago(*where, left) if left else None
        return found or await self._history.longest_ago(*where, order)

    def _due(self, schedule: Schedule, now: datetime) -> _Due:
        slots, following = slots_until(schedule, now)
        last = slots.pop() if slots else None
        if last and not may_still_post(schedule, last, now):
            slots.append(last)
            last = None
        moment = self._moment(schedule, last) if last else now
        order, missed = self.order(schedule), tuple(slots)
        return _Due(schedule, order, last, missed, following.at, moment)

    async def _choose(self, due: Sequence[_Due]) -> list[int | None]:
        wanted = [
            _wanted(one.schedule, one.order if one.slot else _NOTHING) for one in due
        ]
        return await choose(self._history, wanted)

    async def _earlier(self, due: Sequence[_Due]) -> Mapping[str, Earlier]:
        days = [(one.schedule, one.slot.day) for one in due if one.slot]
        return await earlier_in_the_week(self._store, self._shelf.library, days)

    async def _plan(
        self,
        due: _Due,
        at: int | None,
        now: datetime,
        reviewed: set[str],
        extras: _Extras,
    ) -> Plan:
        schedule = due.schedule
        rows = [
            skipped(schedule, slot, schedule_words.reason_down()) for slot in due.missed
        ]
        cursor, course = schedule.cursor, schedule.course
        state = schedule.state
        if due.slot and at is not None:
            is_late = now - due.moment > _LATE
            notes = _notes(schedule, due.slot, late=is_late, first=extras.is_first)
            manner = schedule.posting.manner
            card = self._frozen(due.order[at], notes, extras.earlier, manner)
            leaves = max(now, due.moment)
            rows.append(_planned(schedule, due.slot, due.order[at], card, leaves))
            cursor, course = at + 1, due.order.mark
        elif due.slot:
            rows.append(await self._when_dry(schedule, due, now, reviewed))
            if due.order and schedule.when_dry is WhenDry.PAUSE:
                state = State.DRY
        after = schedule._replace(
            cursor=cursor, course=course, state=state, next_at=due.next_at
        )
        return Plan(
            deliveries=tuple(rows), schedule=after, read_next_at=schedule.next_at
        )

    async def _when_dry(
        self, schedule: Schedule, due: _Due, now: datetime, reviewed: set[str]
    ) -> Delivery:
        assert due.slot is not None  # noqa: S101 - only asked with a slot
        found = await self._oldest(schedule, due.order, reviewed)
        if found is None:
            reason = (
                schedule_words.reason_dry()
                if due.order
                else schedule_words.reason_empty()
            )
            return skipped(schedule, due.slot, reason)
        reviewed.add(found)
        manner = schedule.posting.manner
        card = card_to_json(replace(self._review_card(found), manner=manner))
        leaves = max(now, due.moment)
        return _planned(schedule, due.slot, found, card, leaves, review=True)

    def _moment(self, schedule: Schedule, slot: Slot) -> datetime:
        """Give when a post leaves that nothing keeps back."""
        if not self._spread.minutes:
            return slot.at
        return self._spread.moment(schedule.id, slot.at, post_until(schedule, slot))


def _blocked(schedule: Schedule) -> Plan:
    """Stop a schedule whose settings no longer mean anything, such as its zone."""
    return Plan(
        deliveries=(),
        schedule=schedule._replace(state=State.BLOCKED),
        read_next_at=schedule.next_at,
    )


def _wanted(schedule: Schedule, order: Order) -> Wanted:
    """Look from the cursor on, or from the start where the order is another one."""
    cursor = place_in(order, cursor=schedule.cursor, course=schedule.course)
    return Wanted(schedule.platform, schedule.server, order, cursor)


def _notes(
    schedule: Schedule, slot: Slot, *, late: bool, first: bool
) -> tuple[str, ...]:
    notes = []
    if late:
        local = slot.at.astimezone(zone(schedule.timezone))
        notes.append(phrases.late_note(local.time()))
    if first:
        notes.append(
            phrases.set_up_note(
                schedule.days,
                schedule.time,
                schedule.timezone,
                schedule.created_by,
                _rhythm(schedule),
            )
        )
    return tuple(notes)


def _rhythm(schedule: Schedule) -> str:
    every = schedule.posting.every
    return posting_words.rhythm_in_short(every.count, weeks=every.unit is Unit.WEEKS)


def _row(schedule: Schedule, slot: Slot, state: DeliveryState, **more: Any) -> Delivery:
    return Delivery(
        id=delivery_id(schedule.id, slot.day),
        schedule=schedule.id,
        platform=schedule.platform,
        server=schedule.server,
        channel=schedule.channel,
        local_date=slot.day,
        due_at=slot.at,
        state=state,
        **more,
    )


def _planned(
    schedule: Schedule,
    slot: Slot,
    bite: str,
    card: str,
    leaves: datetime,
    *,
    review: bool = False,
) -> Delivery:
    return _row(
        schedule,
        slot,
        DeliveryState.PLANNED,
        bite=bite,
        review=review,
        card=card,
        post_until=post_until(schedule, slot),
        next_attempt_at=leaves,  # far behind the slot: it was planned late
    )


def skipped(schedule: Schedule, slot: Slot, reason: str) -> Delivery:
    """Give the row of a day that gets no post."""
    return _row(schedule, slot, DeliveryState.SKIPPED, reason=reason)
