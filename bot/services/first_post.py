"""Today's bite at once: a delivery of this local day, like any other."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core import phrases, schedule_words, welcome_words, wording
from bot.core.cards import Action, Button, text_card
from bot.core.delivery import (
    GIVES_BITE_BACK,
    HAD_ITS_POST,
    Delivery,
    DeliveryState,
    delivery_id,
)
from bot.core.language import in_public
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, State, slots_after, zone
from bot.errors import InputError
from bot.ports import AuditEntry, Clock, Store
from bot.services import meant
from bot.services.admin import Admin
from bot.services.answer import CommandHandler
from bot.services.settings import state_words

_TRIES = 3  # the ticker may be at work on the same schedule


@dataclass(frozen=True, slots=True)
class Offer:
    """The button that posts at once, and what it means for the day."""

    button: Button
    note: str


class FirstPost:
    """Posts a schedule's bite of today now; the day's slot is used up by it."""

    def __init__(self, *, admin: Admin, store: Store, clock: Clock) -> None:
        self._admin = admin
        self._store = store
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.FIRST_POST: self.post}

    async def offer(self, schedule: Schedule, *, is_new: bool) -> Offer | None:
        """Give the button, unless this day had its post or none may come."""
        now = self._clock.now()
        today = await self._of_today(schedule, now)
        if schedule.active_from > now or (today and not _may_be_begun(today)):
            return None
        button = _button(schedule, welcome_words.first_post(is_new=is_new))
        note = welcome_words.counts_as_today(*_later(schedule, now))
        return Offer(button, note)

    async def post(self, request: Request) -> Reply:
        """Plan the bite of today for now; the delivery does the rest.

        Whoever presses twice, or at the same moment as another, meets the one
        delivery that a schedule has on a local day.
        """
        for _ in range(_TRIES):
            found = await meant.the_one(self._store, request)
            now = self._clock.now()
            if found.state is not State.ACTIVE or found.active_from > now:
                told = schedule_words.nothing_planned(state_words(found, now))
                return Reply(text_card(told))
            try:
                await self._admin.check_access(found)
            except InputError as error:
                return _not_yet(found, error)
            reply = await self._try(found, request, now)
            if reply:
                return reply
        return Reply(text_card(welcome_words.try_in_a_moment()))

    async def _try(
        self, schedule: Schedule, request: Request, now: datetime
    ) -> Reply | None:
        later = _later(schedule, now)
        with in_public():
            plan = await self._admin.planner.plan_today(schedule, now)
        # Looked at after the bite was chosen: who was faster has taken that bite, too.
        if (today := await self._of_today(schedule, now)) and not _may_be_begun(today):
            then = _after(schedule, now, today.local_date)
            return Reply(text_card(_refusal(schedule, today, then)))
        if all(one.state is not DeliveryState.PLANNED for one in plan.deliveries):
            return Reply(text_card(phrases.no_bites()))
        entry = AuditEntry(
            platform=schedule.platform,
            server=schedule.server,
            person=request.person.id,
            act="delivery.first",
            at=now,
            after=plan.deliveries[0].id,
        )
        if not await self._store.plan_at_once(plan, entry):
            return None
        told = welcome_words.posting(wording.channel(schedule.channel), *later)
        return Reply(text_card(told))

    async def _of_today(self, schedule: Schedule, now: datetime) -> Delivery | None:
        """Give the day's delivery, or the post of a later day before a move west."""
        today = now.astimezone(zone(schedule.timezone)).date()
        last = (await self._store.last_deliveries([schedule.id])).get(schedule.id)
        if last and last.local_date > today and last.state in HAD_ITS_POST:
            return last
        return await self._store.delivery(delivery_id(schedule.id, today))


def _button(schedule: Schedule, label: str) -> Button:
    hint = welcome_words.first_post_hint(label)
    return Button(Action.FIRST_POST, schedule.id, label, hint, primary=True)


def _not_yet(schedule: Schedule, error: InputError) -> Reply:
    """Name what is in the way, and let it be tried again."""
    again = _button(schedule, welcome_words.try_again())
    told = wording.literal(str(error), clip=False)
    return Reply(text_card(told, buttons=(again,)))


def _may_be_begun(delivery: Delivery) -> bool:
    """Tell whether a day ended without a post, so that it may get one."""
    return delivery.state in GIVES_BITE_BACK


def _refusal(schedule: Schedule, today: Delivery, then: str) -> str:
    channel = wording.channel(schedule.channel)
    if today.state is DeliveryState.SENT:
        return welcome_words.is_out_already(channel, then)
    if today.state is DeliveryState.UNCONFIRMED:
        return welcome_words.may_be_out()
    return welcome_words.is_on_its_way(channel)


def _later(schedule: Schedule, now: datetime) -> tuple[str, str]:
    """Write the time of a slot that is still to come today, and the one after."""
    tz = zone(schedule.timezone)
    today = now.astimezone(tz).date()
    slots = slots_after(schedule, now)
    first = next(slots)
    is_today = first.day <= today
    at_clock = wording.clock(first.at.astimezone(tz).time()) if is_today else ""
    return at_clock, _after(schedule, now, today)


def _after(schedule: Schedule, now: datetime, day: date) -> str:
    """Write when the first post after a day comes."""
    then = next(one for one in slots_after(schedule, now) if one.day > day)
    return wording.moment(then.at.astimezone(zone(schedule.timezone)))
