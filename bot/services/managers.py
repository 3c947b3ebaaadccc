"""Appointing people who may administer Daily Bite, and taking that back."""

from bot.core import manager_words
from bot.core.cards import text_card
from bot.core.managers import ADDED, MOST, REMOVED, Manager
from bot.core.requests import Command, Reply, Request
from bot.errors import InputError
from bot.ports import AuditEntry, Clock, Store
from bot.services.answer import CommandHandler

_ADD, _REMOVE, _TYPED = "add", "remove", "typed"


class Managers:
    """Shows and changes the list of a server's managers."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {
            Command.MANAGERS: self.show,
            Command.APPOINT: self.appoint,
            Command.DISMISS: self.dismiss,
        }

    async def show(self, request: Request) -> Reply:
        """List the managers."""
        found = await self._store.managers(request.platform, request.server)
        if not found:
            return Reply(text_card(manager_words.nobody_yet()))
        lines = [
            manager_words.line(one.person, one.at.date(), one.added_by_id)
            for one in found
        ]
        return Reply(text_card(manager_words.listed(lines)))

    async def appoint(self, request: Request) -> Reply:
        """Make somebody a manager."""
        person, hint = _named(request, _ADD), request.person.menu_hint
        before = await self._store.managers(request.platform, request.server)
        if len(before) >= MOST and person not in {one.person for one in before}:
            raise InputError(manager_words.too_many(MOST))
        entry = self._entry(request, ADDED, after=person)
        is_new = await self._store.appoint(self._manager(request, person), entry)
        words = manager_words.appointed if is_new else manager_words.is_one_already
        return Reply(text_card(words(person, hint)))

    async def dismiss(self, request: Request) -> Reply:
        """Take somebody off the list; holds from their next command, click or form."""
        person = _named(request, _REMOVE)
        entry = self._entry(request, REMOVED, before=person)
        was_one = await self._store.dismiss(self._manager(request, person), entry)
        words = manager_words.dismissed if was_one else manager_words.is_none
        return Reply(text_card(words(person)))

    def _manager(self, request: Request, person: str) -> Manager:
        return Manager(
            platform=request.platform,
            server=request.server,
            person=person,
            added_by_id=request.person.id,
            at=self._clock.now(),
        )

    def _entry(
        self, request: Request, act: str, *, before: str = "", after: str = ""
    ) -> AuditEntry:
        return AuditEntry(
            platform=request.platform,
            server=request.server,
            person=request.person.id,
            act=act,
            at=self._clock.now(),
            before=before,
            after=after,
        )


def _named(request: Request, option: str) -> str:
    """Give the id of the person that is meant.

    Raises:
        InputError: Nobody is, or two are, or it came as words.
    """
    if request.option(_ADD) and request.option(_REMOVE):
        raise InputError(manager_words.one_at_a_time())
    if person := request.option(option):
        return person
    if typed := request.option(_TYPED):
        raise InputError(manager_words.unknown(typed))
    raise InputError(manager_words.name_one())
