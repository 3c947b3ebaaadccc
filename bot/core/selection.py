"""Which unseen bite comes next: one fixed order per course, and a cursor into it."""

import hashlib
from collections.abc import Collection, Iterator, Sequence, Set
from functools import cached_property, lru_cache

from bot.core.bites import Level, Library
from bot.core.course import in_waves, side_by_side

VARIANTS = 8  # orders per course; few, so that all of them can be cached
WINDOW = 4  # candidates that one look into the history asks about at first


def variant_of(seed: str) -> int:
    """Give the order variant that belongs to a seed, such as a schedule's id."""
    return hashlib.sha256(seed.encode()).digest()[0] % VARIANTS


class Order(tuple[str, ...]):
    """The bite ids of a course as they are read."""

    @cached_property
    def mark(self) -> str:
        """Give what tells one order from another, so that a cursor knows its own."""
        return hashlib.sha256("\n".join(self).encode()).hexdigest()[:16]


def place_in(order: Order, *, cursor: int, course: str) -> int:
    """Give where to go on: at the cursor, or at the start of what is another order."""
    return cursor if course == order.mark else 0


class Courses:
    """The orders of one library, each built once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._order = lru_cache(maxsize=1024)(self._build)
        self._of_topic = lru_cache(maxsize=1024)(self._build_topic)

    def order(
        self,
        topics: Sequence[str] = (),
        *,
        levels: Set[Level] = frozenset(),
        variant: int = 0,
    ) -> Order:
        """Give the bite ids of these topics and levels in reading order.

        All openings come first, then the topics side by side. No topics mean all
        of them; no levels mean all levels.
        """
        return self._order(tuple(topics), frozenset(levels), variant)

    def _build(
        self, topics: tuple[str, ...], levels: frozenset[Level], variant: int
    ) -> Order:
        chosen = dict.fromkeys(topics or tuple(self._library.topics))
        parts = [self._of_topic(one, levels, variant) for one in chosen]
        openings, rests = ([part[at] for part in parts] for at in (0, 1))
        order = side_by_side(openings) + side_by_side(rests)
        return Order(_after_first(order, self._library))

    def _build_topic(
        self, topic: str, levels: frozenset[Level], variant: int
    ) -> tuple[Sequence[str], Sequence[str]]:
        """Give a topic's opening and what follows."""
        bites = {
            bite.id: bite
            for bite in self._library.of_topic(topic)
            if not levels or bite.level in levels
        }
        known = self._library.topics.get(topic)
        begin = [one for one in known.opening if one in bites] if known else []
        opening = list(_after_first(begin, self._library, bites))
        last = bites[opening[-1]] if opening else None
        rest = [bite for one, bite in bites.items() if one not in opening]
        rest.sort(key=lambda bite: _shuffle_key(bite.id, variant))
        return opening, [bite.id for bite in in_waves(rest, last=last)]


def _shuffle_key(bite_id: str, variant: int) -> bytes:
    return hashlib.sha256(f"{variant}:{bite_id}".encode()).digest()


def _after_first(
    order: Sequence[str], library: Library, among: Collection[str] = ()
) -> Iterator[str]:
    """Move what a bite names in `after` before it, and change nothing else.

    With more to choose from, what is waited for is taken from there.
    """
    inside, done = {*order, *among}, set[str]()
    for bite_id in order:
        stack = [bite_id]
        while stack:
            current = stack[-1]
            waits = [
                one
                for one in library.bites[current].after
                if one in inside and one not in done and one not in stack
            ]
            if waits:
                stack.append(waits[0])
                continue
            stack.pop()
            if current not in done:
                done.add(current)
                yield current


def windows(order: Sequence[str], cursor: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Cut an order into ever larger candidate lists, each with its first position.

    From the cursor to the end, then from the start up to the cursor, for what
    was added or skipped there.
    """
    start = min(max(cursor, 0), len(order))
    for begin, end in ((start, len(order)), (0, start)):
        size = WINDOW
        while begin < end:
            stop = min(begin + size, end)
            yield begin, order[begin:stop]
            begin, size = stop, size * 4
