"""What members get: a bite by name, words or surprise, its second half, its question."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.core import control_words, phrases
from bot.core.bites import Bite
from bot.core.cards import (
    Card,
    answer_card,
    bite_card,
    deeper_card,
    question_card,
    suggestion_button,
    text_card,
)
from bot.core.keeping import help_lines, what_is_kept
from bot.core.language import in_public
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, zone
from bot.core.selection import variant_of
from bot.core.shelf import Shelf
from bot.errors import DeliveryError
from bot.ports import Clock, Platform, Showing, Store
from bot.services.choose import Wanted, choose
from bot.services.history import History

_SHARE_WAITS = timedelta(seconds=30)  # for its turn, so that it ends in time
_SHARE_TAKES = timedelta(minutes=1)  # at most, unless the bot was stopped
CommandHandler = Callable[[Request], Awaitable[Reply]]


class Answer:
    """Answers members; nothing here enters the history but a shared bite."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        shelf: Shelf,
        clock: Clock,
        words: Mapping[str, CommandHandler] | None = None,
        privacy_url: str = "",
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._shelf = shelf
        self._history = History(store, shelf)
        self._clock = clock
        self._privacy_url = privacy_url
        own = {"help": self.help, "topics": self.topics}
        self._words = {**own, **(words or {})}  # after `/bite`, and no search

    def commands(self) -> dict[Command, CommandHandler]:
        """List what members can ask for."""
        return {
            Command.BITE: self.bite,
            Command.TOPICS: self.topics,
            Command.HELP: self.help,
            Command.DEEPER: self._about(
                lambda bite: deeper_card(bite, self._shelf.library)
            ),
            Command.QUIZ: self._about(question_card),
            Command.ANSWER: self._about(answer_card),
            Command.READ: self._about(self._private_card),
            Command.SHARE: self.share,
        }

    async def bite(self, request: Request) -> Reply:
        """Answer `/bite`: a surprise, a topic's next unseen one, or a match."""
        if not len(self._shelf.library):
            return Reply(text_card(phrases.no_bites()))
        text = request.option("topic")
        if not text:
            return await self._surprise(request)
        if word := self._words.get(text.casefold()):
            return await word(request)
        found = self._shelf.search.find(text)
        if found.topic:
            order = self._shelf.courses.order([found.topic.id])
            return await self._unseen(request, order, found.topic.name)
        if found.bites:
            return Reply(self._private_card(found.bites[0]))
        if not found.near:
            return Reply(text_card(phrases.nothing_found(text)))
        buttons = tuple(map(suggestion_button, found.near))
        return Reply(Card(body=phrases.did_you_mean(text), buttons=buttons))

    async def topics(self, _request: Request) -> Reply:
        """List the topics with their counts."""
        library = self._shelf.library
        entries = [
            (one.name, one.id, len(library.of_topic(one.id)), one.description)
            for one in library.topics.values()
        ]
        if not entries:
            return Reply(text_card(phrases.no_bites()))
        return Reply(text_card(phrases.topics(entries)))

    async def help(self, request: Request) -> Reply:
        """Say what one can do."""
        platform = self._platforms[request.platform]
        told = phrases.help_text(platform.topics_command)
        return Reply(text_card("\n".join((told, *self._about_privacy()))))

    def _about_privacy(self) -> tuple[str, ...]:
        where = self._privacy_url
        more = (what_is_kept(where),) if where else ()
        return (*help_lines(), *more)

    async def share(self, request: Request) -> Reply:
        """Post a bite for everyone, once per bite and server."""
        bite = self._shelf.library.find(request.option("bite"))
        if bite is None:
            return Reply(text_card(phrases.retired()))
        if not request.person.may_post:
            return Reply(text_card(phrases.may_not_write()))
        showing = Showing(
            bite=bite.id,
            shown_at=self._clock.now(),
            channel=request.channel,
            shared_by=request.person.name,
            shared_by_id=request.person.id,
            revision=bite.revision,
        )
        where = (request.platform, request.server)
        if not await self._history.record(*where, showing):
            return await self._shared_before(request, bite)
        return await self._post_shared(request, bite, bite.id)

    async def _post_shared(self, request: Request, bite: Bite, known_as: str) -> Reply:
        """Post a bite that stands in the history by its id, or by a former one."""
        with in_public():
            notes = (phrases.shared_by(request.person.name),)
            card = bite_card(bite, self._shelf.library.topic_of(bite), notes=notes)
        where = (request.platform, request.server, known_as)
        started = self._clock.now()
        try:
            receipt = await self._platforms[request.platform].post(
                request.server,
                request.channel,
                card,
                mark=share_mark(*where),
                may_start=lambda: self._clock.now() - started < _SHARE_WAITS,
                for_person=True,
            )
        except DeliveryError as error:
            if not error.maybe_sent:
                await self._store.forget_showing(*where)
            return Reply(text_card(phrases.not_shared(str(error))))
        await self._store.complete_showing(
            *where, message_id=receipt.message_id, revision=bite.revision
        )
        return Reply(text_card(phrases.shared()))

    async def _shared_before(self, request: Request, bite: Bite) -> Reply:
        showing = await self._history.showing(request.platform, request.server, bite.id)
        if showing is None:
            return Reply(text_card(phrases.went_wrong()))
        age = self._clock.now() - showing.shown_at
        if showing.shared_by and not showing.message_id and age > _SHARE_TAKES:
            return await self._finish_share(request, bite, showing)
        link = ""
        if showing.message_id:
            link = self._platforms[request.platform].link(
                request.server, showing.channel, showing.message_id
            )
        when = await self._local_day(request, showing)
        if not showing.channel:
            return Reply(text_card(control_words.marked_seen(when)))
        return Reply(text_card(phrases.shared_before(showing.shared_by, when, link)))

    async def _finish_share(
        self, request: Request, bite: Bite, showing: Showing
    ) -> Reply:
        """Post what was being shared when the bot was stopped, unless it is there."""
        renewed = replace(showing, shown_at=self._clock.now(), channel=request.channel)
        if not await self._store.take_showing(
            request.platform, request.server, showing, renewed
        ):
            return Reply(text_card(phrases.done_before()))
        platform = self._platforms[request.platform]
        where = (request.platform, request.server, showing.bite)
        mark = share_mark(*where)
        since = showing.shown_at - _SHARE_TAKES
        try:
            found = await platform.find(
                request.server, showing.channel, mark, since=since
            )
        except DeliveryError as error:
            return Reply(text_card(phrases.not_shared(str(error))))
        if found is None:
            return await self._post_shared(request, bite, showing.bite)
        await self._store.complete_showing(*where, message_id=found.message_id)
        return await self._shared_before(request, bite)

    async def _local_day(self, request: Request, showing: Showing) -> date:
        schedules = await self._store.schedules(
            platform=request.platform, server=request.server
        )
        name = schedules[0].timezone if schedules else "UTC"
        return showing.shown_at.astimezone(zone(name)).date()

    async def _surprise(self, request: Request) -> Reply:
        schedules = await self._store.schedules(
            platform=request.platform, server=request.server, channel=request.channel
        )
        order = self._shelf.courses.order(
            _topics_of(schedules),
            levels=schedules[0].levels if len(schedules) == 1 else frozenset(),
            variant=variant_of(schedules[0].id) if schedules else 0,
        )
        return await self._unseen(request, far_end_first(order, request.id), "")

    async def _unseen(
        self, request: Request, order: Sequence[str], topic: str
    ) -> Reply:
        wanted = Wanted(request.platform, request.server, order)
        (at,) = await choose(self._history, [wanted])
        if at is not None:
            return Reply(self._private_card(self._shelf.library.bites[order[at]]))
        known_as = await self._history.longest_ago(
            request.platform, request.server, order
        )
        oldest = self._shelf.library.find(known_as or "")
        if oldest is None:
            return Reply(text_card(phrases.no_bites()))
        card = self._private_card(oldest)
        return Reply(replace(card, notes=(phrases.nothing_unseen(topic),)))

    def _private_card(self, bite: Bite) -> Card:
        return bite_card(bite, self._shelf.library.topic_of(bite), private=True)

    def _about(self, build: Callable[[Bite], Card]) -> CommandHandler:
        async def handle(request: Request) -> Reply:
            bite = self._shelf.library.find(request.option("bite"))
            return Reply(build(bite) if bite else text_card(phrases.retired()))

        return handle


def _topics_of(schedules: Sequence[Schedule]) -> Sequence[str]:
    """Give the union of their topics; one that takes all makes it all."""
    if any(not one.topics for one in schedules):
        return ()
    return tuple(dict.fromkeys(topic for one in schedules for topic in one.topics))


def far_end_first(order: Sequence[str], draw: str) -> tuple[str, ...]:
    """Turn a course round, its last third anew for each draw.

    A surprise comes from what the daily posts reach last, so that it spoils none.
    """
    far = len(order) - max(1, len(order) // 3) if order else 0
    tail, rest = order[far:], order[:far]
    turn = int.from_bytes(hashlib.sha256(draw.encode()).digest()[:4])
    turn %= max(len(tail), 1)
    return (*tail[turn:], *tail[:turn], *reversed(rest))


def share_mark(platform: str, server: str, bite: str) -> str:
    """Give the mark of a shared bite: one per bite and server."""
    digest = hashlib.sha256(f"{platform}|{server}|{bite}".encode()).hexdigest()
    return f"s_{digest[:20]}"
