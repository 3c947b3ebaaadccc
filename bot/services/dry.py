"""Tells the admins of a schedule once, a week ahead, that its new bites run out."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.core import troubles, wording
from bot.core.lasting import Lasting
from bot.core.records import Notice, NoticeKind
from bot.core.schedule import Schedule, Slot, WhenDry
from bot.core.selection import WINDOW, Order
from bot.ports import Store
from bot.services.history import History
from bot.services.notices import responsible
from bot.services.sharing import Sharing, slots_ahead

log = logging.getLogger(__name__)

_NEAR_THE_END = 64  # places of an order that are left; before that nothing is counted


class Step(NamedTuple):  # made for each post
    """A schedule as it stood before a post, and where in its order that post is."""

    schedule: Schedule
    order: Order
    at: int | None  # None: there was nothing unseen

    @property
    def _has_own_cursor(self) -> bool:
        return self.schedule.course == self.order.mark

    @property
    def may_be_near(self) -> bool:
        """Tell whether counting is worth its cost; nothing is missed for long.

        Where the schedules of a server share topics, much of what lies ahead may
        have been seen: then a step is a jump, or leads back to the start.
        """
        if self.at is None or len(self.order) - self.at <= _NEAR_THE_END:
            return True
        step = self.at - self.schedule.cursor
        return self._has_own_cursor and not 0 <= step < WINDOW

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether the order has changed since the post before."""
        return bool(self.schedule.course) and not self._has_own_cursor


async def look_ahead(
    store: Store,
    history: History,
    sharing: Sharing,
    steps: Sequence[Step],
    now: datetime,
) -> None:
    """Keep notices of the schedules that run dry within a week, and no others.

    Few schedules are near their end; the others cost nothing.
    """
    near = [one for one in steps if one.may_be_near and one.order]
    asked = {one.schedule.id: one.schedule for one in near}
    asked |= {one.schedule.id: one.schedule for one in steps if one.is_elsewhere}
    if not asked:
        return
    unseen = await _unseen(history, near)
    lasting = {one.schedule.id: _alone(one, unseen, now) for one in near}
    left = [(one.schedule, unseen[one.schedule.id]) for one in near]
    for schedule, found in await sharing.look(left, now):
        asked[schedule.id], lasting[schedule.id] = schedule, found
    known = await store.notices_of(NoticeKind.DRY, list(asked))
    over = []
    for key, schedule in asked.items():
        how_far = lasting.get(key)
        if how_far and not how_far.left:
            await _keep(store, schedule, how_far.slots, known, now)
        elif key in known:
            over.append(key)
    if over:
        await store.forget_notices(NoticeKind.DRY, over)


def _alone(step: Step, unseen: Mapping[str, Collection[str]], now: datetime) -> Lasting:
    slots, left = slots_ahead(step.schedule, now), len(unseen[step.schedule.id])
    return Lasting(slots[:left], max(0, left - len(slots)))


async def _unseen(history: History, steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    """Give what each has left."""
    counted = [one for one in steps if one.at is not None]
    found = await history.unseen(
        [(one.schedule.platform, one.schedule.server, one.order) for one in counted]
    )
    left = {
        one.schedule.id: frozenset(one.order[at] for at in places)
        for one, places in zip(counted, found, strict=True)
    }
    return {one.schedule.id: frozenset[str]() for one in steps} | left


async def _keep(
    store: Store,
    schedule: Schedule,
    slots: Sequence[Slot],
    known: Mapping[str, Notice],
    now: datetime,
) -> None:
    text = troubles.runs_dry(
        wording.channel(schedule.channel),
        [slot.day for slot in slots],
        pauses=schedule.when_dry is WhenDry.PAUSE,
    )
    notice = known.get(schedule.id)
    if notice is None:
        await store.add_notice(
            Notice(
                schedule=schedule.id,
                platform=schedule.platform,
                server=schedule.server,
                text=text,
                created_at=now,
                kind=NoticeKind.DRY,
                person=await responsible(store, schedule),
            )
        )
    elif notice.told_at is None and notice.text != text:
        await store.reword_notice(notice, text)
