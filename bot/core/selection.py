"""Which unseen bite comes next: one fixed order per course, and a cursor into it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import zip_longest

from bot.core.bites import Bite, Level, Library

VARIANTS = 8  # orders per course; few, so that all of them can be cached
WINDOW = 4  # candidates that one look into the history asks about at first
# How many bites of each level follow each other until the level rises.
_WAVE = ((Level.BEGINNER, 2), (Level.INTERMEDIATE, 2), (Level.ADVANCED, 1))


def variant_of(seed: str) -> int:
    """Give the order variant that belongs to a seed, such as a schedule's id."""
    return hashlib.sha256(seed.encode()).digest()[0] % VARIANTS


class Courses:
    """The orders of one library, each built once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._order = lru_cache(maxsize=256)(self._build)

    def order(
        self,
        topics: Sequence[str] = (),
        *,
        levels: Set[Level] = frozenset(),
        variant: int = 0,
    ) -> tuple[str, ...]:
        """Give the bite ids of these topics and levels in reading order.

        No topics mean all of them; no levels mean all levels.
        """
        return self._order(tuple(topics), frozenset(levels), variant)

    def _build(
        self, topics: tuple[str, ...], levels: frozenset[Level], variant: int
    ) -> tuple[str, ...]:
        chosen = topics or tuple(self._library.topics)
        courses = [
            self._of_topic(one, levels, variant) for one in dict.fromkeys(chosen)
        ]
        return tuple(_after_first(_interleave(courses), self._library))

    def _of_topic(
        self, topic: str, levels: frozenset[Level], variant: int
    ) -> list[str]:
        bites = [
            bite
            for bite in self._library.of_topic(topic)
            if not levels or bite.level in levels
        ]
        ids = {bite.id for bite in bites}
        known = self._library.topics.get(topic)
        opening = [one for one in known.opening if one in ids] if known else []
        rest = [bite for bite in bites if bite.id not in opening]
        return opening + _in_waves(rest, variant)


def _in_waves(bites: Iterable[Bite], variant: int) -> list[str]:
    shuffled = sorted(bites, key=lambda bite: _shuffle_key(bite.id, variant))
    waiting = {
        level: [bite.id for bite in shuffled if bite.level is level] for level in Level
    }
    order: list[str] = []
    while any(waiting.values()):
        for level, count in _WAVE:
            order += waiting[level][:count]
            del waiting[level][:count]
    return order


def _shuffle_key(bite_id: str, variant: int) -> bytes:
    return hashlib.sha256(f"{variant}:{bite_id}".encode()).digest()


def _interleave(courses: Sequence[Sequence[str]]) -> list[str]:
    rounds = zip_longest(*courses)
    return [one for group in rounds for one in group if one is not None]


def _after_first(order: Sequence[str], library: Library) -> Iterator[str]:
    """Move what a bite names in `after` before it, and change nothing else."""
    inside, done = set(order), set[str]()
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
