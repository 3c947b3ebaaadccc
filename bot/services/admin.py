"""What admins do: set up, list, pause, resume, remove and preview schedules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core import (
    calendar_words,
    phrases,
    schedule_words,
    welcome_words,
    wording,
)
from bot.core.cards import Card, text_card
from bot.core.delivery import HAD_ITS_POST
from bot.core.language import in_public
from bot.core.requests import NEW, Command, Reply, Request
from bot.core.schedule import Schedule, State
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, ElsewhereError, InputError, UncheckedError
from bot.ports import AuditEntry, Clock, Platform, Store
from bot.services import meant
from bot.services.access import problem_of
from bot.services.agenda import agenda, days_off_ahead
from bot.services.answer import CommandHandler
from bot.services.plan import Planner
from bot.services.settings import (
    apply_settings,
    describe,
    next_moment,
    starting,
    state_words,
)

SHOWN_NEXT = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a schedule is, what it should become, and whether its day had its post.

    A new one may stand `beside` another of its channel only where that was asked for.
    """

    base: Schedule
    changed: Schedule
    was_posted: bool
    beside: bool

    @property
    def is_new(self) -> bool:
        """Tell whether it is not kept yet."""
        return not self.base.id


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
        self.planner = planner
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {
            Command.SCHEDULE: self.schedule,
            Command.RESUME: self.resume,
            Command.NEXT: self.show_next,
            Command.PREVIEW: self.preview,
        }

    async def schedule(self, request: Request) -> Reply:
        """Create this channel's schedule, or change it."""
        wanted = await self.wanted(request)
        await self.check_access(wanted.changed)
        return Reply(self.saved_card(await self.keep(wanted, request), wanted))

    async def wanted(self, request: Request) -> Wanted:
        """Give the schedule that a request means, and what it should become.

        Raises:
            InputError: An option cannot be used.
        """
        base = await meant.to_change(self._store, request, self._clock.now())
        changed = apply_settings(
            base, request.options, self._shelf.library, self._clock.now()
        )
        if changed.state in (State.BLOCKED, State.DRY, State.LEFT):
            changed = changed._replace(state=State.ACTIVE)
        changed, was_posted = await self.past_posted(changed)
        return Wanted(base, changed, was_posted, request.option("schedule") == NEW)

    def saved_card(self, saved: Schedule, wanted: "Wanted") -> Card:
        """Confirm a new or changed schedule."""
        text = schedule_words.schedule_saved(
            wording.channel(saved.channel),
            describe(saved, self._shelf.library),
            next_moment(saved),
            created=wanted.is_new,
        )
        notes = [schedule_words.schedule_moved()] if wanted.was_posted else []
        if ahead := days_off_ahead(saved, self._clock.now()):
            notes.append(calendar_words.days_off_ahead(ahead))
        if saved.state is State.PAUSED:
            notes.append(schedule_words.still_paused())
        return text_card(text, notes=tuple(notes))

    async def keep(self, wanted: Wanted, request: Request) -> Schedule:
        """Keep what a request wants.

        Raises:
            InputError: It was removed, or somebody set the channel up, in the meantime.
        """
        return await self.save(
            wanted.changed,
            by=request.person.id,
            base=wanted.base,
            beside=wanted.beside,
        )

    async def save(
        self,
        schedule: Schedule,
        *,
        by: str,
        base: Schedule | None = None,
        beside: bool = True,
    ) -> Schedule:
        """Keep a new or changed schedule, with its audit entry.

        Args:
            schedule: As it is to be kept; without id it is new.
            by: Who wants it.
            base: How it was before.
            beside: Whether a new one may stand beside another one of its channel.

        Raises:
            InputError: It was removed, or somebody set the channel up, in the meantime.
        """
        with in_public():
            before = describe(base, self._shelf.library) if base and base.id else ""
        act = "schedule.change" if before else "schedule.add"
        entry = self.entry(schedule, act, by, before=before)
        if not schedule.id:
            return await self._add(schedule, entry, beside=beside)
        await self._change(schedule, entry)
        return schedule

    async def _add(
        self, schedule: Schedule, entry: AuditEntry, *, beside: bool
    ) -> Schedule:
        if beside:
            return await self._store.add_schedule(schedule, entry)
        if first := await self._store.add_first_schedule(schedule, entry):
            return first
        raise taken(schedule.channel)

    async def save_all(self, schedules: list[Schedule], *, by: str) -> list[Schedule]:
        """Keep several new schedules: all or none."""
        return await self._store.add_schedules(
            [(one, self.entry(one, "schedule.add", by)) for one in schedules]
        )

    async def resume(self, request: Request) -> Reply:
        """Go on, from the next slot."""
        found = await meant.the_one(self._store, request)
        if found.state in (State.BLOCKED, State.LEFT):
            await self.check_access(found)
        resumed = await self.set_state(found, State.ACTIVE, by=request.person.id)
        return Reply(text_card(schedule_words.resumed(next_moment(resumed))))

    async def show_next(self, request: Request) -> Reply:
        """Show when the next posts come."""
        found = await meant.the_one(self._store, request)
        if found.state is not State.ACTIVE:
            return Reply(text_card(schedule_words.nothing_planned(found.state)))
        return Reply(text_card(schedule_words.next_posts(self.next_times(found))))

    async def preview(self, request: Request) -> Reply:
        """Show the next card; nothing is posted or remembered."""
        found = await meant.the_one(self._store, request)
        if found.state is not State.ACTIVE:
            return Reply(text_card(schedule_words.nothing_planned(found.state)))
        card = await self.planner.next_card(found)
        if card is None:
            return Reply(text_card(phrases.no_bites()))
        note = schedule_words.preview_note(next_moment(found))
        return Reply(replace(card, notes=(*card.notes, note)))

    def next_times(self, schedule: Schedule) -> list[str]:
        """Write the next five posts in the schedule's own time, and the days off."""
        return agenda(schedule, self._clock.now(), posts=SHOWN_NEXT)

    async def set_state(self, schedule: Schedule, state: State, *, by: str) -> Schedule:
        """Pause, resume or remove a schedule.

        Raises:
            InputError: It was removed in the meantime.
        """
        with in_public():
            before = state_words(schedule, self._clock.now())
        if before == state:
            return schedule
        changed = schedule._replace(state=state)
        if state is State.ACTIVE:
            calendar = replace(changed.calendar, until=None)
            changed = changed._replace(calendar=calendar)
            changed = starting(changed, self._clock.now())
            changed, _ = await self.past_posted(changed)
        entry = self.entry(changed, "schedule.state", by, before=before, after=state)
        await self._change(changed, entry)
        return changed

    async def change(
        self,
        schedule: Schedule,
        *,
        act: str,
        by: str,
        before: str = "",
        after: str = "",
    ) -> Schedule:
        """Keep a changed schedule, and in the audit what was done in words.

        Raises:
            InputError: It was removed in the meantime.
        """
        entry = self.entry(schedule, act, by, before=before, after=after)
        await self._change(schedule, entry)
        return schedule

    async def past_posted(self, schedule: Schedule) -> tuple[Schedule, bool]:
        """Go past a day that had its post already; tell whether that is so."""
        last = await self._store.last_deliveries([schedule.id] if schedule.id else [])
        delivery = last.get(schedule.id)
        if delivery is None or delivery.state not in HAD_ITS_POST:
            return schedule, False
        begun = starting(schedule, self._clock.now(), posted=delivery.local_date)
        return begun, begun.next_at != schedule.next_at

    def platform(self, name: str) -> Platform | None:
        """Give an open platform."""
        return self._platforms.get(name)

    async def by_id(self, schedule_id: str) -> Schedule:
        """Give a schedule of any server, for the command line.

        Raises:
            InputError: There is none with this id.
        """
        found = await self._store.schedule(schedule_id)
        if found is None:
            raise InputError(schedule_words.no_such_schedule(schedule_id))
        return found

    async def _change(self, schedule: Schedule, entry: AuditEntry) -> None:
        if not await self._store.change_schedule(schedule, entry):
            raise InputError(schedule_words.no_such_schedule(schedule.id))

    def entry(
        self,
        schedule: Schedule,
        act: str,
        by: str,
        *,
        before: str = "",
        after: str = "",
    ) -> AuditEntry:
        """Write down who does what to a schedule, in the language of all."""
        with in_public():
            after = after or describe(schedule, self._shelf.library)
        return AuditEntry(
            platform=schedule.platform,
            server=schedule.server,
            person=by,
            act=act,
            at=self._clock.now(),
            before=before,
            after=after,
        )

    async def check_access(self, schedule: Schedule) -> None:
        """Look whether the bot may post where a schedule posts.

        Raises:
            ElsewhereError: The channel is of another server.
            UncheckedError: Nobody could say.
            InputError: It may not.
        """
        platform = self._platforms.get(schedule.platform)
        if platform is None:
            return
        try:
            access = await platform.access(schedule.server, schedule.channel)
        except DeliveryError as error:
            told = phrases.not_checked(str(error))
            raise UncheckedError(told, option="channel") from error
        if problem := problem_of(access):
            kind = ElsewhereError if access.is_elsewhere else InputError
            raise kind(problem, option="channel")


def taken(channel: str) -> InputError:
    """Refuse a second schedule in a channel that nobody asked for."""
    told = welcome_words.has_one_already(wording.channel(channel))
    return InputError(told, option="channel")
