"""What admins set of how a schedule posts: mentions, threads, silence, its rhythm."""

from collections.abc import Mapping, Sequence

from bot.core import posting_words, wording
from bot.core.cards import text_card
from bot.core.forms import STAYS_OPEN
from bot.core.language import in_public
from bot.core.posting import OPTIONS, PLAIN, Obstacle
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, State, WhenDry
from bot.errors import DeliveryError, InputError
from bot.ports import Clock, Store
from bot.services import meant
from bot.services.admin import Admin
from bot.services.answer import CommandHandler
from bot.services.options_form import options_form
from bot.services.posting import (
    anchored,
    each_day,
    given,
    how_it_posts,
    newly_wanted,
    what_changed,
    with_options,
)
from bot.services.settings import starting


class Options:
    """Changes how schedules post; the command line calls it as well."""

    def __init__(self, *, admin: Admin, store: Store, clock: Clock) -> None:
        self._admin = admin
        self._store = store
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.OPTIONS: self.options, Command.OPTIONS_FORM: self.form}

    async def form(self, request: Request) -> Reply:
        """Give the form of the options, filled with how the schedule posts."""
        found = await meant.the_one(self._store, request)
        form = options_form(found)
        return Reply(text_card(posting_words.options_title()), form=form)

    async def options(self, request: Request) -> Reply:
        """Change how a schedule posts; without an option, say how it does."""
        found = await meant.the_one(self._store, request)
        where = wording.channel(found.channel)
        _refuse_unknown(request.options)
        if not given(request.options):
            told = posting_words.stands(where, how_it_posts(found))
            note = posting_words.how_to_change()
            return Reply(text_card(told, notes=(note,)))
        changed, notes = await self.change(found, request.options, by=request.person.id)
        body = posting_words.saved(where, how_it_posts(changed))
        if changed == found:
            notes.append(posting_words.nothing_changed())
        if changed.posting.every != found.posting.every:
            notes.append(posting_words.next_posts(self._next(changed)))
        return Reply(text_card(body, notes=tuple(notes)))

    async def change(
        self, schedule: Schedule, options: Mapping[str, str], *, by: str
    ) -> tuple[Schedule, list[str]]:
        """Keep how a schedule posts; give it, and what there is to be noted.

        Raises:
            InputError: An option cannot be used there; nothing is kept then.
        """
        changed = await self._restarted(schedule, with_options(schedule, options))
        if changed == schedule:
            return schedule, []
        notes = await self._look(schedule, changed)
        with in_public():
            was, now = what_changed(schedule, changed)
        kept = await self._admin.change(
            changed, act="schedule.options", by=by, before=was, after=now
        )
        return kept, notes

    async def _restarted(self, before: Schedule, after: Schedule) -> Schedule:
        """Let it begin anew only where its days change, or it was dry."""
        now = self._clock.now()
        if after.state is State.DRY and after.when_dry is WhenDry.REVIEW:
            after = after._replace(state=State.ACTIVE)
            after, _ = await self._admin.past_posted(starting(after, now))
        every = after.posting.every
        if every == before.posting.every:
            return after
        plain, _ = await self._admin.past_posted(starting(each_day(after), now))
        begun = starting(anchored(plain, every, now), now)
        begun, _ = await self._admin.past_posted(begun)
        return begun

    async def _look(self, before: Schedule, after: Schedule) -> list[str]:
        """Refuse what makes no sense in the channel; give what is to be granted."""
        wanted = newly_wanted(before.posting.manner, after.posting.manner)
        platform = self._admin.platform(after.platform)
        if wanted == PLAIN or platform is None:
            return []
        try:
            found = await platform.obstacles(after.server, after.channel, wanted)
        except DeliveryError as error:
            raise InputError(posting_words.not_checked(str(error))) from error
        _refuse(found)
        return [one.text for one in found]

    def _next(self, schedule: Schedule) -> list[str]:
        is_active = schedule.state is State.ACTIVE
        return self._admin.next_times(schedule) if is_active else []


def _refuse_unknown(options: Mapping[str, str]) -> None:
    for name in options:
        if name not in (*OPTIONS, "schedule", STAYS_OPEN[0]):
            raise InputError(posting_words.unknown_option(name, OPTIONS))


def _refuse(found: Sequence[Obstacle]) -> None:
    for one in found:
        if one.is_fatal:
            raise InputError(one.text, option=one.option)
