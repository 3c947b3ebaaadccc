"""How far new bites reach where several schedules of a server take from them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import takewhile

from bot.core.lasting import Lasting, Taker, last_together
from bot.core.schedule import Schedule, Slot, State, slots_after
from bot.core.selection import Order, place_in
from bot.errors import InputError
from bot.ports import Store
from bot.services.history import History

_AHEAD = timedelta(days=7)
_MOST = 7  # posts of a schedule in that time
_INSTANT = timedelta(microseconds=1)

Left = tuple[Schedule, Set[str]]  # and what it has not shown
Found = tuple[Schedule, Lasting]


def slots_ahead(schedule: Schedule, now: datetime) -> list[Slot]:
    """Give the posts of the week to come."""
    until = now + _AHEAD
    slots = slots_after(schedule, now + _INSTANT)
    return list(takewhile(lambda slot: slot.at <= until, slots))


class Sharing:
    """Looks at all schedules of a server, where that may change what one is told."""

    def __init__(
        self,
        store: Store,
        history: History,
        order: Callable[[Schedule], Order],
    ) -> None:
        self._store = store
        self._history = history
        self._order = order

    async def look(self, near: Sequence[Left], now: datetime) -> list[Found]:
        """Tell how far bites reach in those servers where others may take them all.

        Whoever shares them is told together: each has its own step at another time.
        """
        servers: dict[tuple[str, str], list[Set[str]]] = defaultdict(list)
        for schedule, left in near:
            if left:
                servers[schedule.platform, schedule.server].append(left)
        found: list[Found] = []
        for where, here in servers.items():
            found += await self._look_at(where, here, now)
        return found

    async def _look_at(
        self, where: tuple[str, str], here: Sequence[Set[str]], now: datetime
    ) -> list[Found]:
        platform, server = where
        every = await self._store.schedules(platform=platform, server=server)
        active = [one for one in every if one.state is State.ACTIVE]
        if len(active) < 2 or not any(
            len(left) <= _MOST * len(active) for left in here
        ):
            return []
        takers = {one.id: self._taker(one, now) for one in active}
        if not any(_may_end(left, takers) for left in here):
            return []
        bites = list({bite for one in takers.values() for bite in one.order})
        (places,) = await self._history.unseen([(platform, server, bites)])
        lasting = last_together(takers, {bites[at] for at in places})
        return [(one, lasting[one.id]) for one in active]

    def _taker(self, schedule: Schedule, now: datetime) -> Taker:
        order = self._order(schedule)
        cursor = place_in(order, cursor=schedule.cursor, course=schedule.course)
        try:
            return Taker(order, cursor, slots_ahead(schedule, now))
        except InputError:  # its time zone is gone: it will be blocked
            return Taker(order, cursor, ())


def _may_end(left: Set[str], takers: Mapping[str, Taker]) -> bool:
    """Tell whether all who can take from these take so many."""
    sharing = (one for one in takers.values() if not left.isdisjoint(one.order))
    return sum(len(one.slots) for one in sharing) >= len(left)
