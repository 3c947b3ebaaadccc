"""What was changed in a server, by whom, and taking it back."""

from collections.abc import Sequence
from itertools import accumulate

from bot.core import control_words, schedule_words, wording
from bot.core.cards import Action, Button, text_card
from bot.core.changes import UNDO_FOR, Change, can_be_undone
from bot.core.frozen import with_settings
from bot.core.language import in_public
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, State, zone
from bot.core.shelf import Shelf
from bot.errors import InputError
from bot.ports import Clock, Store
from bot.services import meant
from bot.services.admin import Admin
from bot.services.answer import CommandHandler
from bot.services.settings import describe, next_moment, starting, state_words

_SHOWN = 10
_FITS = 1800  # letters, of what a message of Discord's takes
_MOST_LETTERS = 200  # of what was before a change, and of what is now
_MOST_BUTTONS = 5
_NEAR = 5  # changes among which that of a moment ago is


class ChangeLog:
    """Shows and undoes changes; every right is looked at again at the press."""

    def __init__(
        self, *, admin: Admin, store: Store, shelf: Shelf, clock: Clock
    ) -> None:
        self._admin = admin
        self._store = store
        self._shelf = shelf
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {
            Command.LOG: self.show,
            Command.UNDO: self.undo,
            Command.REMOVE: self.remove,
        }

    async def show(self, request: Request) -> Reply:
        """List the last changes, with Undo where that is possible."""
        changes = await self._store.changes(
            request.platform, request.server, limit=_SHOWN
        )
        if not changes:
            return Reply(text_card(control_words.nothing_changed()))
        now, lines = self._clock.now(), _fitting([line_of(one) for one in changes])
        buttons = [
            _undo_button(one, control_words.undo(number))
            for number, one in enumerate(changes[: len(lines)], start=1)
            if can_be_undone(one, now)
        ]
        body = control_words.changes(lines)
        return Reply(text_card(body, buttons=tuple(buttons[:_MOST_BUTTONS])))

    async def remove(self, request: Request) -> Reply:
        """End a schedule; what was shown stays remembered, and it can be undone."""
        found = await meant.the_one(self._store, request)
        await self._admin.set_state(found, State.REMOVED, by=request.person.id)
        changes = await self._store.changes(
            request.platform, request.server, limit=_NEAR
        )
        buttons = tuple(
            _undo_button(one, control_words.undo_it())
            for one in changes
            if one.entry.schedule == found.id and one.is_newest
        )
        told = schedule_words.removed(wording.channel(found.channel))
        return Reply(text_card(told, buttons=buttons))

    async def undo(self, request: Request) -> Reply:
        """Set a schedule as it was before a change."""
        change = await self._wanted(request)
        current = await self._store.kept_schedule(change.entry.schedule)
        if current is None:
            raise InputError(control_words.no_such_change())
        restored = await self._restored(current, change)
        now = self._clock.now()
        entry = self._admin.entry(
            restored,
            "schedule.undo",
            request.person.id,
            before=self._standing(current),
            after=self._standing(restored),
        )
        if not await self._store.undo(change, restored, entry):
            raise InputError(control_words.changed_since())
        is_active = restored.state is State.ACTIVE
        then = (
            control_words.next_bite(next_moment(restored))
            if is_active
            else state_words(restored, now)
        )
        where = wording.channel(restored.channel)
        line = describe(restored, self._shelf.library)
        return Reply(text_card(control_words.undone(where, line, then)))

    async def _wanted(self, request: Request) -> Change:
        number = request.option("bite")  # as buttons name what they are about
        found = None
        if number.isascii() and number.isdigit() and len(number) < 10:
            found = await self._store.change_by_id(
                request.platform, request.server, int(number)
            )
        if found is None or not found.before:
            raise InputError(control_words.no_such_change())
        if not found.is_newest:
            raise InputError(control_words.changed_since())
        if self._clock.now() - found.entry.at > UNDO_FOR:
            raise InputError(control_words.too_late())
        return found

    async def _restored(self, current: Schedule, change: Change) -> Schedule:
        """Give a schedule as it was; it looks only ahead, past a posted day."""
        restored = with_settings(current, change.before)
        if restored.state is State.BLOCKED:  # it may post now, or this is refused
            restored = restored._replace(state=State.ACTIVE)
        restored = starting(restored, self._clock.now())
        restored, _ = await self._admin.past_posted(restored)
        if restored.state is State.ACTIVE:
            await self._admin.check_access(restored)
        return restored

    def _standing(self, schedule: Schedule) -> str:
        with in_public():
            line = describe(schedule, self._shelf.library)
            state = state_words(schedule, self._clock.now())
        return line if state == State.ACTIVE else f"{line}, {state}"


def line_of(change: Change) -> str:
    """Write one change, in the local time of its schedule."""
    entry = change.entry
    local = entry.at.astimezone(zone(change.timezone or "UTC"))
    return control_words.change(
        wording.moment(local),
        control_words.person(entry.person),
        wording.channel(change.channel) if change.channel else "",
        control_words.what(
            entry.act,
            wording.literal(entry.before[:_MOST_LETTERS], clip=False),
            wording.literal(entry.after[:_MOST_LETTERS], clip=False),
        ),
    )


def _fitting(lines: Sequence[str]) -> list[str]:
    """Give the newest lines, as many as fit into one message."""
    lengths = accumulate(map(len, lines))
    return [line for line, end in zip(lines, lengths, strict=True) if end < _FITS]


def _undo_button(change: Change, label: str) -> Button:
    return Button(Action.UNDO, str(change.id), label, control_words.undo_hint())
