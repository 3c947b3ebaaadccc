"""What admins change in a server's memory: mark as seen, or forget all of it."""

from datetime import timedelta

from bot.core import control_words
from bot.core.bites import Topic
from bot.core.cards import Action, Button, text_card
from bot.core.keeping import CONFIRM_WITHIN
from bot.core.language import in_public
from bot.core.records import AuditEntry
from bot.core.requests import Command, Reply, Request
from bot.core.shelf import Shelf
from bot.errors import InputError
from bot.ports import Clock, Store
from bot.services.answer import CommandHandler
from bot.services.confirm import asked_ago, stamp
from bot.services.history import History

_ROUNDING = timedelta(seconds=-1)  # a stamp has whole seconds


class Memory:
    """Changes what a server has seen; forgetting takes a second press."""

    def __init__(self, *, store: Store, shelf: Shelf, clock: Clock) -> None:
        self._store = store
        self._shelf = shelf
        self._history = History(store, shelf)
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {
            Command.SEEN: self.mark_seen,
            Command.RESET: self.ask,
            Command.RESET_NOW: self.reset,
        }

    async def mark_seen(self, request: Request) -> Reply:
        """Mark a topic or a bite as seen: it is posted no more as new."""
        name, bites = self._meant(request.option("topic"))
        where = (request.platform, request.server)
        (at,) = await self._history.unseen([(*where, bites)])
        new = [bites[one] for one in at]
        if not new:
            return Reply(text_card(control_words.seen_before(name)))
        with in_public():
            told = control_words.seen(name, len(new))
        entry = self._entry(request, "memory.seen", told)
        count = await self._store.mark_seen(new, entry)
        return Reply(text_card(control_words.marked(name, count)))

    def _meant(self, text: str) -> tuple[str, list[str]]:
        if not text:
            raise InputError(control_words.name_one(), option="topic")
        found = self._shelf.search.find(text)
        if found.topic:
            return found.topic.name, self._ids(found.topic)
        if found.bites:
            return found.bites[0].name, [found.bites[0].id]
        near = [one.name for one in found.near]
        raise InputError(control_words.none_like(text, near), option="topic")

    def _ids(self, topic: Topic) -> list[str]:
        return [one.id for one in self._shelf.library.of_topic(topic.id)]

    async def ask(self, request: Request) -> Reply:
        """Ask once more before the server forgets what it has seen."""
        count = await self._store.count_seen(request.platform, request.server)
        if not count:
            return Reply(text_card(control_words.nothing_seen()))
        button = Button(
            Action.RESET_NOW,
            stamp(request, self._clock.now()),
            control_words.forget(),
            control_words.forget_hint(),
        )
        told = control_words.forget_all(count)
        return Reply(text_card(told, buttons=(button,)))

    async def reset(self, request: Request) -> Reply:
        """Forget all that the server has seen, once, for who asked just before."""
        now = self._clock.now()
        ago = asked_ago(request, now)
        if ago is None or not _ROUNDING <= ago <= CONFIRM_WITHIN:
            raise InputError(control_words.ask_again())
        asked = request.option("bite").partition(".")[2]
        event = f"{request.server}:reset:{asked}"
        if not await self._store.first_time(request.platform, event, now):
            raise InputError(control_words.ask_again())
        with in_public():
            told = control_words.forgot_all()
        entry = self._entry(request, "memory.reset", told)
        count = await self._store.forget_seen(entry)
        return Reply(text_card(control_words.forgotten(count)))

    def _entry(self, request: Request, act: str, after: str) -> AuditEntry:
        return AuditEntry(
            platform=request.platform,
            server=request.server,
            person=request.person.id,
            act=act,
            at=self._clock.now(),
            after=after,
        )
