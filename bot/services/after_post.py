"""What follows a post that is out and settled: it is published, and gets its thread."""

import asyncio
import logging
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import stamina

from bot.core import posting_words, wording
from bot.core.cards import card_from_json, question_card
from bot.core.delivery import Delivery
from bot.core.posting import Manner
from bot.core.records import NoticeKind
from bot.core.shelf import Shelf
from bot.errors import DeliveryError
from bot.ports import Clock, Notice, Platform, Store
from bot.services.notices import responsible

log = logging.getLogger(__name__)

_AT_ONCE = 4  # of a platform, so that the daily posts go first
_TRIES = 4
_LONGEST_WAIT = timedelta(seconds=30)  # what has to wait longer is left out
_PATIENCE = timedelta(seconds=45)  # shorter than a platform refuses repeats

_Posted = tuple[Delivery, str, Manner]
Act = Callable[[], Awaitable[None]]
Words = Callable[[str, str, str], str]


class AfterPost:
    """Does it once, and after the settlement: a crash may lose it, nothing doubles it.

    None of it delays a post, and none of it makes one fail.
    """

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._shelf = shelf
        self._clock = clock
        self._queues: defaultdict[str, deque[_Posted]] = defaultdict(deque)
        self._busy: Counter[str] = Counter()
        self.under_way: set[asyncio.Task[None]] = set()

    def start(self, delivery: Delivery, message_id: str) -> None:
        """Begin with what a post's manner asks for; returns at once."""
        manner = card_from_json(delivery.card).manner
        if not (manner.thread or manner.publish):
            return
        self._queues[delivery.platform].append((delivery, message_id, manner))
        if self._busy[delivery.platform] < _AT_ONCE:
            self._busy[delivery.platform] += 1
            task = asyncio.create_task(self._work(delivery.platform), name="after")
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    def halt(self) -> None:
        """Begin with nothing more; what waits is lost."""
        for queue in self._queues.values():
            queue.clear()

    async def _work(self, platform: str) -> None:
        queue = self._queues[platform]
        try:
            while queue:
                await self._follow(*queue.popleft())
        finally:
            self._busy[platform] -= 1

    async def _follow(
        self, delivery: Delivery, message_id: str, manner: Manner
    ) -> None:
        platform = self._platforms[delivery.platform]
        where = (delivery.server, delivery.channel, message_id)
        if manner.publish:
            told = posting_words.publishing_failed
            await self._do(delivery, lambda: platform.publish(*where), told)
        bite = self._shelf.library.find(delivery.bite or "")
        if manner.thread and bite:
            card, mark = question_card(bite), thread_mark(delivery)
            await self._do(
                delivery,
                lambda: platform.open_thread(*where, card, mark=mark),
                posting_words.thread_failed,
            )

    async def _do(self, delivery: Delivery, act: Act, words: Words) -> None:
        platform = self._platforms[delivery.platform]
        is_repeatable = bool(platform.repeat_window)

        def again(error: Exception) -> bool | timedelta:
            if not isinstance(error, DeliveryError) or error.permanent:
                return False
            if error.maybe_sent and not is_repeatable:
                return False
            wait = error.retry_after
            return (wait <= _LONGEST_WAIT and wait) if wait else True

        try:
            async for attempt in stamina.retry_context(
                on=again, attempts=_TRIES, timeout=_PATIENCE
            ):
                with attempt:
                    await act()
        except DeliveryError as error:
            log.warning("delivery %s: what follows it failed: %s", delivery.id, error)
            if error.permanent:
                await self._note(delivery, words, str(error))
        except Exception:  # the post is out, whatever this was
            log.exception("delivery %s: what follows it failed", delivery.id)

    async def _note(self, delivery: Delivery, words: Words, why: str) -> None:
        """Let an admin hear of it, once for a schedule that stays as it is."""
        try:
            schedule = await self._store.schedule(delivery.schedule)
            if schedule is None:
                return
            where, day = wording.channel(delivery.channel), delivery.local_date
            notice = Notice(
                schedule=schedule.id,
                platform=schedule.platform,
                server=schedule.server,
                text=words(where, wording.day(day), why),
                created_at=self._clock.now(),
                kind=NoticeKind.AFTER,
                person=await responsible(self._store, schedule),
            )
            await self._store.add_notice(notice)
        except Exception:  # the next day tells it
            log.exception("schedule %s: nobody was told", delivery.schedule)


def thread_mark(delivery: Delivery) -> str:
    """Give the mark of a thread's first message: no delivery has it."""
    return f"q_{delivery.id.removeprefix('d_')}"
