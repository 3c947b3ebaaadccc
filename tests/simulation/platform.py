"""Pretend platforms behind the real port: one place that all share, many ways to it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.core.cards import Card
from bot.core.delivery import SEND_LIMIT
from bot.core.pacing import Share
from bot.core.posting import Manner, Obstacle
from bot.errors import DeliveryError, UnreadableError
from bot.ports import Access, MayStart, Receipt
from tests.simulation.virtual_time import VirtualClock
from tests.simulation.worker import Worker

T = TypeVar("T")
_LIMIT = SEND_LIMIT.total_seconds()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a platform promises, and what it lets the bot do."""

    name: str
    repeat_window: timedelta = timedelta()
    reads: bool = True


@dataclass
class Post:
    """A message in a channel."""

    id: str
    mark: str
    title: str
    at: datetime
    is_visible: bool = True


class Place:
    """What a platform knows."""

    def __init__(self, kind: Kind, *, keeps_nonces: bool = True) -> None:
        self.kind = kind
        self.keeps_nonces = keeps_nonces
        self.posts: list[Post] = []
        self._clock = VirtualClock()

    def create(self, mark: str, title: str) -> str:
        """Take a message, unless it is a repeat within the window."""
        now = self._clock.now()
        for post in self.of(mark) if self.keeps_nonces else []:
            if now - post.at < self.kind.repeat_window:
                return post.id
        number = 10**9 + len(self.posts)
        self.posts.append(Post(f"{number}", mark, title, now))
        return f"{number}"

    def of(self, mark: str) -> list[Post]:
        return [post for post in self.posts if post.mark == mark]

    def visible(self, mark: str) -> list[Post]:
        return [post for post in self.of(mark) if post.is_visible]

    def find(self, mark: str, since: datetime) -> Receipt | None:
        found = (post for post in self.visible(mark) if post.at >= since)
        return next((Receipt(post.id) for post in found), None)

    def delete(self, message_id: str) -> None:
        for post in self.posts:
            if post.id == message_id:
                post.is_visible = False


class Watcher(Protocol):
    """Who is told what goes to the platform."""

    def looks(self, worker: Worker, mark: str) -> None:
        """A worker has looked for a mark, whatever the answer."""

    def leaves(self, worker: Worker, mark: str) -> None:
        """A worker was allowed to post, and is about to."""

    def arrives(self, mark: str, *, checked_at: float) -> None:
        """A post has reached the platform."""


class Reach:
    """One worker's way to a place, over a bad network; a `Platform`."""

    per_second = 5.0
    topics_command = "/topics"
    admins = "Whoever may"
    rate_limited = 0

    def __init__(
        self, place: Place, worker: Worker, watch: Watcher, *, retries: bool = False
    ) -> None:
        self.name = place.kind.name
        self.repeat_window = place.kind.repeat_window
        self._place = place
        self._worker = worker
        self._watch = watch
        self._retries = retries

    async def post(
        self,
        server: str,
        channel: str,
        card: Card,
        *,
        mark: str,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Receipt:
        await self._wait_in_line()
        if not may_start():
            raise DeliveryError("it waited too long for its turn")
        checked_at = asyncio.get_running_loop().time()
        self._watch.leaves(self._worker, mark)
        await self._worker.step("checked")

        def create() -> Receipt:
            receipt = Receipt(self._place.create(mark, card.title))
            self._watch.arrives(mark, checked_at=checked_at)
            return receipt

        return await self._request(create, retries=self._retries)

    async def find(
        self, server: str, channel: str, mark: str, *, since: datetime
    ) -> Receipt | None:
        await self._worker.step("find")
        self._watch.looks(self._worker, mark)
        if not self._place.kind.reads:
            raise UnreadableError("the bot may not read here")
        return await self._request(lambda: self._place.find(mark, since))

    async def edit(
        self, server: str, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        raise AssertionError("no bite is corrected here")

    async def delete(self, server: str, channel: str, message_id: str) -> None:
        await self._worker.step("delete")
        await self._request(lambda: self._place.delete(message_id))

    async def open_thread(
        self, server: str, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        raise AssertionError("no thread is wanted here")

    async def publish(self, server: str, channel: str, message_id: str) -> None:
        raise AssertionError("nothing is published here")

    async def obstacles(
        self, server: str, channel: str, wanted: Manner
    ) -> list[Obstacle]:
        return []

    async def belongs(self, server: str) -> bool:
        return True

    async def access(self, server: str, channel: str) -> Access:
        return Access(visible=True)

    @property
    def paced_by_server(self) -> bool:
        return False

    def use_share(self, share: Share) -> None:
        pass

    async def tell(self, server: str, person: str, card: Card) -> None:
        await self._worker.step("tell")

    async def greet(
        self, server: str, person: str, card: Card, *, direct: Card, mark: str
    ) -> bool:
        await self._worker.step("greet")
        return True

    def link(self, server: str, channel: str, message_id: str) -> str:
        return message_id

    async def _wait_in_line(self) -> None:
        faults = self._worker.faults
        longest = 60.0 if faults.happens("line") else 1.0
        await asyncio.sleep(faults.random.uniform(0, longest))
        await self._worker.step("line")

    async def _request(self, effect: Callable[[], T], *, retries: bool = False) -> T:
        """Let an effect happen there, if it does, whatever happens here meanwhile."""
        faults, loop = self._worker.faults, asyncio.get_running_loop()
        there, back = (faults.random.uniform(0.05, 1) for _ in range(2))
        if faults.happens("limit"):
            await asyncio.sleep(there)
            wait = timedelta(seconds=faults.random.uniform(1, 30))
            raise DeliveryError("slow down", retry_after=wait)
        if faults.happens("lost request"):
            await self._hear_nothing(faults.random.choice([there, _LIMIT]))
        if faults.happens("slow"):
            there = faults.random.uniform(1, _LIMIT)
        answer: asyncio.Future[T] = loop.create_future()
        loop.call_later(there, lambda: answer.set_result(effect()))
        if faults.happens("lost reply"):
            if retries:
                loop.call_later(there + back, effect)
            await self._hear_nothing(faults.random.choice([there + back, _LIMIT]))
        if there + back > _LIMIT:
            await self._hear_nothing(_LIMIT)
        await asyncio.sleep(there + back)
        await self._worker.step("answered")
        return answer.result()

    async def _hear_nothing(self, wait: float) -> None:
        await asyncio.sleep(min(wait, _LIMIT))
        await self._worker.step("nothing heard")
        raise DeliveryError("no answer came", maybe_sent=True)
