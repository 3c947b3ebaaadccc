"""Days that pass for real schedules in a real store; every post goes out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.core.bites import Bite, Level, Library, Topic
from bot.core.delivery import Delivery, DeliveryState, Outcome
from bot.core.schedule import Schedule
from bot.core.shelf import Shelf
from bot.services.plan import Planner
from bot.storage.store import SqlStore
from tests.conftest import make_bite
from tests.storage.make import make_entry, make_schedule

SENT = Outcome(state=DeliveryState.SENT, message_id="1")
_LEVELS = [
    level for level, share in zip(Level, (4, 5, 2), strict=True) for _ in range(share)
]


def grown_topic(topic_id: str, count: int) -> tuple[Topic, list[Bite]]:
    """Build a topic with an opening, all levels, and bites that build on others."""
    ids = [f"{topic_id}/bite-{n:03}" for n in range(count)]
    bites = [
        make_bite(
            one,
            level=_LEVELS[n * 7 % len(_LEVELS)],
            after=tuple(ids[n // 2 : n // 2 + 1]) if n % 4 == 3 else (),
            related=tuple(ids[max(0, n - 2) : n]),
        )
        for n, one in enumerate(ids)
    ]
    # What opens a topic needs nothing else.
    opening = tuple(bite.id for bite in bites if not bite.after)[-5:]
    return Topic(id=topic_id, name=topic_id, description="", opening=opening), bites


def grown_library(**counts: int) -> Library:
    """Build a library of topics of such sizes."""
    grown = [grown_topic(one, count) for one, count in counts.items()]
    return Library.of(
        [topic for topic, _ in grown], [bite for _, bites in grown for bite in bites]
    )


class Days:
    """A store through which the days go."""

    def __init__(self, store: SqlStore, library: Library) -> None:
        self.store = store
        self.use(library)

    def use(self, library: Library) -> None:
        """Go on with another library, as after a release."""
        self.library = library
        self.planner = Planner(self.store, Shelf(library))

    async def add(self, **changes: Any) -> Schedule:
        """Set a schedule up."""
        schedule = make_schedule(**changes)
        return await self.store.add_schedule(schedule, make_entry(schedule))

    async def live(self, count: int) -> list[Delivery]:
        """Let so many due moments pass; give what was posted, oldest first."""
        posted: list[Delivery] = []
        for _ in range(count):
            posted += await self._live_one()
        return posted

    async def _live_one(self) -> Sequence[Delivery]:
        now = min(
            one.next_at for one in await self.store.schedules() if one.next_at
        ) + timedelta(seconds=1)
        planned = await self.planner.plan(now)
        claimed = await self.store.claim(owner="me", now=now, limit=100)
        await self.store.settle_all([(one, SENT) for one in claimed], now=now)
        assert {one.id for one in claimed} == {one.id for one in planned}
        return claimed
