"""What admins do about single days: skip the next post, pause until a date."""

from dataclasses import replace
from datetime import date, timedelta

from bot.core import calendar_words, schedule_words, wording
from bot.core.calendar import parse_date
from bot.core.cards import text_card
from bot.core.language import in_public
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, State, next_slot, zone
from bot.errors import InputError
from bot.ports import Clock, Store
from bot.services import meant
from bot.services.admin import Admin
from bot.services.answer import CommandHandler
from bot.services.settings import next_moment, starting

_LONGEST_PAUSE = timedelta(days=366)
_INSTANT = timedelta(microseconds=1)


class DaysOff:
    """Takes single days out of schedules; the command line calls it as well."""

    def __init__(self, *, admin: Admin, store: Store, clock: Clock) -> None:
        self._admin = admin
        self._store = store
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.SKIP: self.skip, Command.PAUSE: self.pause}

    async def pause(self, request: Request) -> Reply:
        """Pause until somebody resumes, or until a date."""
        found = await meant.the_one(self._store, request)
        text = request.option("until")
        if not text:
            await self._admin.set_state(found, State.PAUSED, by=request.person.id)
            return Reply(text_card(schedule_words.paused()))
        try:
            until = parse_date(text)
            paused = await self.pause_until(found, until, by=request.person.id)
        except InputError as error:
            raise InputError(str(error), option="until") from error
        told = calendar_words.paused_until(until, next_moment(paused))
        if paused.state is not State.ACTIVE:
            told = calendar_words.paused_besides(until, paused.state)
        return Reply(text_card(told))

    async def skip(self, request: Request) -> Reply:
        """Leave out the next post."""
        found = await meant.the_one(self._store, request)
        changed, day = await self.skip_next(found, by=request.person.id)
        told = calendar_words.skipped(day, next_moment(changed))
        return Reply(text_card(told))

    async def pause_until(
        self, schedule: Schedule, until: date, *, by: str
    ) -> Schedule:
        """Pause a schedule; with that day it goes on by itself.

        Raises:
            InputError: The day is not ahead, or too far away.
        """
        now = self._clock.now()
        today = now.astimezone(zone(schedule.timezone)).date()
        if until <= today:
            raise InputError(calendar_words.date_is_over(until))
        if until - today > _LONGEST_PAUSE:
            raise InputError(calendar_words.date_is_far(until))
        paused = schedule._replace(calendar=replace(schedule.calendar, until=until))
        if paused.state in (State.PAUSED, State.BLOCKED):
            # It ends by itself; what blocked it may be mended by then, or blocks it again.
            paused = paused._replace(state=State.ACTIVE)
        paused = starting(paused, now)
        with in_public():
            after = calendar_words.is_paused_until(until)
        return await self._admin.change(
            paused, act="schedule.state", by=by, before=schedule.state, after=after
        )

    async def skip_next(self, schedule: Schedule, *, by: str) -> tuple[Schedule, date]:
        """Leave out the next post; give the schedule and the day.

        Raises:
            InputError: The schedule posts nothing now.
        """
        if schedule.state is not State.ACTIVE or schedule.next_at is None:
            raise InputError(calendar_words.nothing_to_skip(schedule.state))
        slot = next_slot(schedule, schedule.next_at)
        calendar = schedule.calendar
        calendar = replace(calendar, skipped=calendar.skipped | {slot.day})
        after = schedule._replace(calendar=calendar)
        after = after._replace(next_at=next_slot(after, slot.at + _INSTANT).at)
        with in_public():
            skipped = wording.weekday_and_day(slot.day)
        changed = await self._admin.change(
            after, act="schedule.skip", by=by, after=skipped
        )
        return changed, slot.day
