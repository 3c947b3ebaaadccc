"""From schedules that came due to deliveries with a frozen card."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import phrases
from bot.core.bites import Library
from bot.core.cards import Card, bite_card, card_to_json, review_card
from bot.core.delivery import Delivery, DeliveryState, delivery_id
from bot.core.schedule import (
    Schedule,
    Slot,
    State,
    WhenDry,
    due_slots,
    may_still_post,
    next_slot,
    zone,
)
from bot.core.selection import Courses, variant_of
from bot.errors import InputError
from bot.ports import Plan, Store
from bot.services.choose import Wanted, choose

log = logging.getLogger(__name__)

BATCH = 200
_LATE = timedelta(minutes=2)  # a card that comes later than this says so
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Due:
    """A schedule with the slot to post now, if any, and those that were missed."""

    schedule: Schedule
    order: tuple[str, ...]
    slot: Slot | None
    missed: tuple[Slot, ...]


class Planner:
    """Chooses and freezes what each due schedule posts."""

    def __init__(self, store: Store, library: Library, courses: Courses) -> None:
        self._store = store
        self._library = library
        self.courses = courses

    async def plan(self, now: datetime) -> list[Delivery]:
        """Plan all that is due; give the deliveries written."""
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
        known = await self._store.last_deliveries([one.schedule.id for one in due])
        chosen = await self._choose(due)
        plans = [
            await self._plan(one, at, now, first=one.schedule.id not in known)
            for one, at in zip(due, chosen, strict=True)
        ]
        return await self._store.plan(unusable + plans)

    def order(self, schedule: Schedule) -> tuple[str, ...]:
        """Give a schedule's course."""
        return self.courses.order(
            schedule.topics,
            levels=schedule.levels,
            variant=variant_of(schedule.id),
        )

    async def choose_next(self, schedule: Schedule) -> str | None:
        """Give the bite that a schedule posts next; writes nothing."""
        order = self.order(schedule)
        (at,) = await choose(self._store, [_wanted(schedule, order)])
        if at is not None:
            return order[at]
        return await self._store.longest_ago(schedule.platform, schedule.server, order)

    def _due(self, schedule: Schedule, now: datetime) -> _Due:
        slots = due_slots(schedule, now)
        last = slots.pop() if slots else None
        if last and not may_still_post(schedule, last, now):
            slots.append(last)
            last = None
        return _Due(schedule, self.order(schedule), last, tuple(slots))

    async def _choose(self, due: Sequence[_Due]) -> list[int | None]:
        wanted = [_wanted(one.schedule, one.order if one.slot else ()) for one in due]
        return await choose(self._store, wanted)

    async def _plan(
        self, due: _Due, at: int | None, now: datetime, *, first: bool
    ) -> Plan:
        schedule = due.schedule
        rows = [_skipped(schedule, slot, phrases.REASON_DOWN) for slot in due.missed]
        after = replace(schedule, next_at=next_slot(schedule, now + _INSTANT).at)
        if due.slot and at is not None:
            bite = self._library.bites[due.order[at]]
            notes = _notes(schedule, due.slot, now, first=first)
            card = bite_card(bite, self._library.topic_of(bite), notes=notes)
            rows.append(_planned(schedule, due.slot, bite.id, card))
            after = replace(after, cursor=at + 1)
        elif due.slot:
            row = await self._when_dry(schedule, due.slot, due.order)
            rows.append(row)
            if not row.bite:
                after = replace(after, state=State.DRY)
        return Plan(
            deliveries=tuple(rows), schedule=after, read_next_at=schedule.next_at
        )

    async def _when_dry(
        self, schedule: Schedule, slot: Slot, order: Sequence[str]
    ) -> Delivery:
        found = None
        if schedule.when_dry is WhenDry.REVIEW:
            found = await self._store.longest_ago(
                schedule.platform, schedule.server, order
            )
        if found is None:
            return _skipped(schedule, slot, phrases.REASON_DRY)
        bite = self._library.bites[found]
        card = review_card(bite, self._library.topic_of(bite))
        return replace(_planned(schedule, slot, found, card), review=True)


def _blocked(schedule: Schedule) -> Plan:
    """Stop a schedule whose settings no longer mean anything, such as its zone."""
    return Plan(
        deliveries=(),
        schedule=replace(schedule, state=State.BLOCKED),
        read_next_at=schedule.next_at,
    )


def _wanted(schedule: Schedule, order: Sequence[str]) -> Wanted:
    return Wanted(schedule.platform, schedule.server, order, schedule.cursor)


def _notes(
    schedule: Schedule, slot: Slot, now: datetime, *, first: bool
) -> tuple[str, ...]:
    notes = []
    if now - slot.at > _LATE:
        local = slot.at.astimezone(zone(schedule.timezone))
        notes.append(phrases.late_note(local.time()))
    if first:
        notes.append(
            phrases.set_up_note(
                schedule.days, schedule.time, schedule.timezone, schedule.created_by
            )
        )
    return tuple(notes)


def _row(schedule: Schedule, slot: Slot, state: DeliveryState) -> Delivery:
    return Delivery(
        id=delivery_id(schedule.id, slot.day),
        schedule=schedule.id,
        platform=schedule.platform,
        server=schedule.server,
        channel=schedule.channel,
        local_date=slot.day,
        due_at=slot.at,
        state=state,
    )


def _planned(schedule: Schedule, slot: Slot, bite: str, card: Card) -> Delivery:
    return replace(
        _row(schedule, slot, DeliveryState.PLANNED),
        bite=bite,
        card=card_to_json(card),
        next_attempt_at=slot.at,
    )


def _skipped(schedule: Schedule, slot: Slot, reason: str) -> Delivery:
    return replace(_row(schedule, slot, DeliveryState.SKIPPED), reason=reason)
