"""What admins do: set up, list, pause, resume, remove and preview schedules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.core import phrases, wording
from bot.core.bites import Library
from bot.core.cards import text_card
from bot.core.delivery import HAD_ITS_POST
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, State, slots_after, zone
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, InputError
from bot.ports import AuditEntry, Clock, Platform, Store
from bot.services import meant
from bot.services.access import problem_of
from bot.services.answer import CommandHandler
from bot.services.plan import Planner
from bot.services.set_up import set_up_form
from bot.services.settings import (
    apply_settings,
    describe,
    next_moment,
    starting,
)

SHOWN_NEXT = 5
_MOST_LINES, _FITS = 30, 1750  # what a message of Discord's takes, with a last line


class Admin:
    """Changes schedules; the command line calls the same methods as the chat."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        shelf: Shelf,
        planner: Planner,
        clock: Clock,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._shelf = shelf
        self._planner = planner
        self._clock = clock

    @property
    def _library(self) -> Library:
        return self._shelf.library

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {
            Command.SCHEDULE: self.schedule,
            Command.SET_UP: self.set_up,
            Command.LIST: self.show_all,
            Command.PAUSE: self.pause,
            Command.RESUME: self.resume,
            Command.REMOVE: self.remove,
            Command.NEXT: self.show_next,
            Command.PREVIEW: self.preview,
        }

    async def set_up(self, request: Request) -> Reply:
        """Give the form that creates this channel's schedule, or changes it."""
        base = await meant.to_change(self._store, request, self._clock.now())
        form = set_up_form(base, self._library)
        return Reply(text_card(phrases.SET_UP), form=form)

    async def schedule(self, request: Request) -> Reply:
        """Create this channel's schedule, or change it."""
        base = await meant.to_change(self._store, request, self._clock.now())
        changed = apply_settings(
            base, request.options, self._library, self._clock.now()
        )
        if changed.state in (State.BLOCKED, State.DRY, State.LEFT):
            changed = replace(changed, state=State.ACTIVE)
        changed, was_posted = await self._past_posted(changed)
        await self._check_access(changed)
        saved = await self.save(changed, by=request.person.id, base=base)
        line = describe(saved, self._library)
        text = phrases.schedule_saved(
            wording.channel(saved.channel),
            line,
            next_moment(saved),
            created=not base.id,
        )
        notes = [phrases.schedule_moved()] if was_posted else []
        if saved.state is State.PAUSED:
            notes.append(phrases.still_paused())
        return Reply(text_card(text, notes=tuple(notes)))

    async def save(
        self, schedule: Schedule, *, by: str, base: Schedule | None = None
    ) -> Schedule:
        """Keep a new or changed schedule, with its audit entry.

        Raises:
            InputError: It was removed in the meantime.
        """
        before = describe(base, self._library) if base and base.id else ""
        act = "schedule.change" if before else "schedule.add"
        entry = self._entry(schedule, act, by, before=before)
        if not schedule.id:
            return await self._store.add_schedule(schedule, entry)
        await self._change(schedule, entry)
        return schedule

    async def save_all(self, schedules: list[Schedule], *, by: str) -> list[Schedule]:
        """Keep several new schedules: all or none."""
        return await self._store.add_schedules(
            [(one, self._entry(one, "schedule.add", by)) for one in schedules]
        )

    async def show_all(self, request: Request) -> Reply:
        """Show all schedules of the server, and how the last post went."""
        schedules = await self._store.schedules(
            platform=request.platform, server=request.server
        )
        if not schedules:
            return Reply(text_card(phrases.no_schedules_yet()))
        schedules.sort(key=lambda one: one.channel != request.channel)
        shown = schedules[:_MOST_LINES]  # more never fit
        last = await self._store.last_deliveries([one.id for one in shown])
        lines = []
        for one in shown:
            line = phrases.list_line(
                wording.channel(one.channel),
                describe(one, self._library),
                one.id,
                one.state,
                next_moment(one) if one.state is State.ACTIVE else "",
            )
            if delivery := last.get(one.id):
                day = wording.day(delivery.local_date)
                line += f"; {phrases.last_post(delivery.state, day, delivery.reason)}"
            lines.append(f"- {line}")
        return Reply(text_card("\n".join(_fitting(lines, len(schedules)))))

    async def pause(self, request: Request) -> Reply:
        """Stop posting until somebody resumes."""
        found = await meant.the_one(self._store, request)
        await self.set_state(found, State.PAUSED, by=request.person.id)
        return Reply(text_card(phrases.paused()))

    async def resume(self, request: Request) -> Reply:
        """Go on, from the next slot."""
        found = await meant.the_one(self._store, request)
        if found.state in (State.BLOCKED, State.LEFT):
            await self._check_access(found)
        resumed = await self.set_state(found, State.ACTIVE, by=request.person.id)
        return Reply(text_card(phrases.resumed(next_moment(resumed))))

    async def remove(self, request: Request) -> Reply:
        """End a schedule; what was shown stays remembered."""
        found = await meant.the_one(self._store, request)
        await self.set_state(found, State.REMOVED, by=request.person.id)
        return Reply(text_card(phrases.removed(wording.channel(found.channel))))

    async def show_next(self, request: Request) -> Reply:
        """Show when the next posts come."""
        found = await meant.the_one(self._store, request)
        if found.state is not State.ACTIVE:
            return Reply(text_card(phrases.nothing_planned(found.state)))
        return Reply(text_card(phrases.next_posts(self.next_times(found))))

    async def preview(self, request: Request) -> Reply:
        """Show the next card; nothing is posted or remembered."""
        found = await meant.the_one(self._store, request)
        if found.state is not State.ACTIVE:
            return Reply(text_card(phrases.nothing_planned(found.state)))
        card = await self._planner.next_card(found)
        if card is None:
            return Reply(text_card(phrases.NO_BITES))
        note = phrases.preview_note(next_moment(found))
        return Reply(replace(card, notes=(*card.notes, note)))

    def next_times(self, schedule: Schedule) -> list[str]:
        """Write the next five posts in the schedule's own time."""
        tz = zone(schedule.timezone)
        slots = slots_after(schedule, schedule.next_at or self._clock.now())
        return [
            wording.moment(slot.at.astimezone(tz)) for slot in islice(slots, SHOWN_NEXT)
        ]

    async def set_state(self, schedule: Schedule, state: State, *, by: str) -> Schedule:
        """Pause, resume or remove a schedule.

        Raises:
            InputError: It was removed in the meantime.
        """
        if schedule.state is state:
            return schedule
        changed = replace(schedule, state=state)
        if state is State.ACTIVE:
            changed = starting(changed, self._clock.now())
            changed, _ = await self._past_posted(changed)
        entry = self._entry(
            changed, "schedule.state", by, before=schedule.state, after=state
        )
        await self._change(changed, entry)
        return changed

    async def _past_posted(self, schedule: Schedule) -> tuple[Schedule, bool]:
        """Go past a day that had its post already; tell whether that is so."""
        last = await self._store.last_deliveries([schedule.id] if schedule.id else [])
        delivery = last.get(schedule.id)
        if delivery is None or delivery.state not in HAD_ITS_POST:
            return schedule, False
        begun = starting(schedule, self._clock.now(), posted=delivery.local_date)
        return begun, begun.next_at != schedule.next_at

    async def by_id(self, schedule_id: str) -> Schedule:
        """Give a schedule of any server, for the command line.

        Raises:
            InputError: There is none with this id.
        """
        found = await self._store.schedule(schedule_id)
        if found is None:
            raise InputError(phrases.no_such_schedule(schedule_id))
        return found

    async def _change(self, schedule: Schedule, entry: AuditEntry) -> None:
        if not await self._store.change_schedule(schedule, entry):
            raise InputError(phrases.no_such_schedule(schedule.id))

    def _entry(
        self,
        schedule: Schedule,
        act: str,
        by: str,
        *,
        before: str = "",
        after: str = "",
    ) -> AuditEntry:
        return AuditEntry(
            platform=schedule.platform,
            server=schedule.server,
            person=by,
            act=act,
            at=self._clock.now(),
            before=before,
            after=after or describe(schedule, self._library),
        )

    async def _check_access(self, schedule: Schedule) -> None:
        platform = self._platforms.get(schedule.platform)
        if platform is None:
            return
        try:
            access = await platform.access(schedule.server, schedule.channel)
        except DeliveryError as error:
            told = phrases.not_checked(str(error))
            raise InputError(told, option="channel") from error
        if problem := problem_of(access):
            raise InputError(problem, option="channel")


def _fitting(lines: Sequence[str], count: int) -> list[str]:
    """Give as many whole lines as fit into one message, and how many are left."""
    fitting: list[str] = []
    for line in lines:
        if fitting and sum(map(len, fitting)) + len(line) > _FITS:
            break
        fitting.append(line)
    left = count - len(fitting)
    return [*fitting, phrases.more_schedules(left)] if left else fitting
