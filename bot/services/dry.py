"""Tells the admins of a schedule once, a week ahead, that its new bites run out."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from bot.core import troubles, wording
from bot.core.records import Notice, NoticeKind
from bot.core.schedule import Schedule, Slot, WhenDry, slots_after
from bot.core.selection import WINDOW, mark_of
from bot.ports import Store
from bot.services.history import History
from bot.services.notices import responsible

log = logging.getLogger(__name__)

_AHEAD = timedelta(days=7)
_NEAR_THE_END = 64  # places of an order that are left; before that nothing is counted
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """A schedule as it stood before a post, and where in its order that post is."""

    schedule: Schedule
    order: tuple[str, ...]
    at: int | None  # None: there was nothing unseen

    @property
    def _has_own_cursor(self) -> bool:
        return self.schedule.course == mark_of(self.order)

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
    store: Store, history: History, steps: Sequence[Step], now: datetime
) -> None:
    """Keep notices of the schedules that run dry within a week, and no others.

    Few schedules are near their end; the others cost nothing.
    """
    near = [one for one in steps if one.may_be_near and one.order]
    asked = near + [one for one in steps if one.is_elsewhere and one not in near]
    if not asked:
        return
    left = await _unseen(history, near)
    ids = [one.schedule.id for one in asked]
    known = await store.notices_of(NoticeKind.DRY, ids)
    over = []
    for one in asked:
        slots = _next_week(one.schedule, now)
        count = left.get(one.schedule.id)
        if count is not None and count <= len(slots):
            await _keep(store, one.schedule, slots[:count], known, now)
        elif one.schedule.id in known:
            over.append(one.schedule.id)
    if over:
        await store.forget_notices(NoticeKind.DRY, over)


async def _unseen(history: History, steps: Sequence[Step]) -> dict[str, int]:
    """Count what each has left."""
    counted = [one for one in steps if one.at is not None]
    left = {one.schedule.id: 0 for one in steps}
    found = await history.unseen(
        [(one.schedule.platform, one.schedule.server, one.order) for one in counted]
    )
    return left | {
        one.schedule.id: len(places) for one, places in zip(counted, found, strict=True)
    }


def _next_week(schedule: Schedule, now: datetime) -> list[Slot]:
    until = now + _AHEAD
    slots = slots_after(schedule, now + _INSTANT)
    return list(takewhile(lambda slot: slot.at <= until, slots))


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
