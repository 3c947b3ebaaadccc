"""What follows refusals: posting goes on by itself; and admins hear what they should."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import troubles, wording
from bot.core.cards import text_card
from bot.core.delivery import MOST_REFUSALS, Delivery, DeliveryState
from bot.core.records import BY_ITSELF
from bot.core.schedule import Schedule, State, due_slots, next_slot
from bot.errors import DeliveryError
from bot.ports import AuditEntry, Clock, Notice, Plan, Platform, Store
from bot.services.access import problem_of
from bot.services.notices import responsible
from bot.services.plan import skipped
from bot.services.settings import starting

log = logging.getLogger(__name__)

_MOST = 500  # schedules in one round
_A_FEW = 10  # notices
_RIGHT_BEFORE = timedelta(minutes=20)  # longer than from one round to the next
_REFUSED = (DeliveryState.FAILED, DeliveryState.UNCONFIRMED)


class Doctor:
    """Looks after blocked schedules, and tells all notices; may run in every replica."""

    def __init__(
        self, *, store: Store, platforms: Mapping[str, Platform], clock: Clock
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock

    async def report(self, schedule_id: str) -> None:
        """Write down that a post was refused, and tell who set it up; once a trouble.

        What nobody has heard yet says more when the schedule is blocked.
        """
        try:
            schedule = await self._store.schedule(schedule_id)
            notice = await self._notice(schedule) if schedule else None
            if notice and await self._store.add_notice(notice):
                await self._tell(notice.platform)
            elif notice:
                await self._store.reword_notice(notice, notice.text)
        except Exception:  # the next check does it
            log.exception("schedule %s: nobody was told", schedule_id)

    async def check(self) -> None:
        """Let blocked schedules go on where nothing is in their way; tell what waits."""
        blocked = await self._store.blocked_schedules(
            list(self._platforms), limit=_MOST
        )
        for one in blocked:
            try:
                await self._look_at(one)
            except Exception:  # one schedule's trouble never stops the others
                log.exception("schedule %s: not looked at", one.id)
        for name in self._platforms:
            await self._tell(name)

    async def _look_at(self, schedule: Schedule) -> None:
        await self._note(schedule)  # whoever blocked it may have died before
        problem = await self._problem(schedule)
        now = self._clock.now()
        plan = _missed(schedule, problem, now)
        if problem or not _is_worth_a_try(plan.schedule, now):
            if plan.deliveries:
                await self._store.write_blocked(plan)
            return
        # Its refusals stay counted: what no look sees blocks it again at once.
        resumed = starting(schedule, now)._replace(state=State.ACTIVE)
        entry = _resumption(resumed, now)
        if await self._store.write_blocked(plan._replace(schedule=resumed), entry):
            log.info("schedule %s goes on: it may post again", schedule.id)

    async def _problem(self, schedule: Schedule) -> str:
        platform = self._platforms[schedule.platform]
        try:
            return problem_of(await platform.access(schedule.server, schedule.channel))
        except DeliveryError as error:
            return str(error)

    async def _note(self, schedule: Schedule) -> None:
        if notice := await self._notice(schedule):
            await self._store.add_notice(notice)

    async def _notice(self, schedule: Schedule) -> Notice | None:
        refused = await self._store.deliveries(
            schedule=schedule.id, states=_REFUSED, limit=MOST_REFUSALS
        )
        if not refused:
            return None
        return Notice(
            schedule=schedule.id,
            platform=schedule.platform,
            server=schedule.server,
            text=_told(schedule, refused),
            created_at=self._clock.now(),
            person=await responsible(self._store, schedule),
        )

    async def _tell(self, platform: str) -> None:
        """Tell in private what waits; what cannot be told waits for a command.

        A few at a time: who dies meanwhile takes no more than these along.
        """
        goes_on, is_apart = True, self._platforms[platform].paced_by_server
        while goes_on and (taken := await self._take(platform)):
            for at, one in enumerate(taken):
                if await self._tell_one(one):
                    continue
                goes_on = False  # or it would be taken again at once
                if not is_apart:
                    await self._store.return_notices(taken[at + 1 :])
                    break

    async def _take(self, platform: str) -> list[Notice]:
        now = self._clock.now()
        return await self._store.take_notices(now, platform=platform, limit=_A_FEW)

    async def _tell_one(self, notice: Notice) -> bool:
        """Tell one person; False where the platform has to be left alone for now."""
        platform, card = self._platforms[notice.platform], text_card(notice.text)
        try:
            await platform.tell(notice.server, notice.person, card)
        except DeliveryError as error:
            log.info("%s was not told: %s", notice.person, error)
            is_over = error.permanent or error.maybe_sent
            person = "" if is_over else notice.person
            await self._store.return_notices([replace(notice, person=person)])
            return is_over
        return True


def _told(schedule: Schedule, refused: Sequence[Delivery]) -> str:
    """Say what happened; refused is newest first."""
    channel, newest = wording.channel(schedule.channel), refused[0]
    if schedule.state is State.BLOCKED:
        since = refused[-1].local_date
        return troubles.blocked_notice(channel, since, newest.reason)
    return troubles.refused_notice(channel, newest.local_date, newest.reason)


def _is_worth_a_try(schedule: Schedule, now: datetime) -> bool:
    """Tell whether a look that finds all well is to be believed now.

    One that was followed by another refusal has seen too little. From then on the
    schedule stays blocked, as admins should see it, until right before its slots.
    """
    was_wrong = schedule.failures > MOST_REFUSALS
    return not was_wrong or next_slot(schedule, now).at - now <= _RIGHT_BEFORE


def _missed(schedule: Schedule, problem: str, now: datetime) -> Plan:
    """Give the days that passed since the schedule was blocked, each with its reason."""
    slots = due_slots(schedule, now)
    reason = troubles.missed_while_blocked(problem)
    after = schedule._replace(next_at=next_slot(schedule, now).at)
    return Plan(
        deliveries=tuple(skipped(schedule, one, reason) for one in slots),
        schedule=after if slots else schedule,
        read_next_at=schedule.next_at,
    )


def _resumption(schedule: Schedule, now: datetime) -> AuditEntry:
    return AuditEntry(
        platform=schedule.platform,
        server=schedule.server,
        person=BY_ITSELF,
        act="schedule.state",
        at=now,
        before=State.BLOCKED,
        after=State.ACTIVE,
    )
