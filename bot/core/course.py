"""The reading order of a topic, and of several side by side; pure."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge

from bot.core.bites import Bite, Level

_RANK = {level: rank for rank, level in enumerate(Level)}
_WAVE = 5  # bites or so, until the level has risen and begins anew
# How a level's bites fall on the waves: easy ones a little early, hard ones late.
_TILT = {Level.BEGINNER: 1.0, Level.INTERMEDIATE: 0.5, Level.ADVANCED: 0.0}


def in_waves(bites: Sequence[Bite], *, last: Bite | None = None) -> list[Bite]:
    """Order bites so that levels rise again and again, from the first to the last.

    What a bite names in `after` comes before it, and near neighbours keep a day
    apart where they can. What all this leaves open stays in its order.

    Args:
        bites: What is to be ordered.
        last: What is read right before.
    """
    queue = _Queue(bites)
    order: list[Bite] = []
    for level in wave_levels(bites):
        last = queue.take(level, last)
        order.append(last)
    return order


class _Queue:
    """Bites that are not ordered yet, by level; each in the order of all.

    A place tells a bite. It is free once what it names in `after` is out.
    """

    def __init__(self, bites: Sequence[Bite]) -> None:
        self._bites = bites
        at = {bite.id: place for place, bite in enumerate(bites)}
        self._waits_for = [
            {at[one] for one in bite.after if one in at and one != bite.id}
            for bite in bites
        ]
        self._left = set(range(len(bites)))
        self._followers: dict[int, list[int]] = {}
        for place, others in enumerate(self._waits_for):
            for one in others:
                self._followers.setdefault(one, []).append(place)
        self._free = self._by_rank(
            place for place, others in enumerate(self._waits_for) if not others
        )

    def take(self, level: Level, last: Bite | None) -> Bite:
        """Take the first of a level or nearest to it, apart from the last."""
        # In a circle of bites that wait for each other, somebody has to begin.
        free = self._free if any(self._free) else self._by_rank(sorted(self._left))
        ranks = [rank for rank, places in enumerate(free) if places]
        fewest = min(abs(rank - _RANK[level]) for rank in ranks)
        fit = [free[one] for one in ranks if abs(one - _RANK[level]) == fewest]
        found = next((one for one in merge(*fit) if self._is_apart(one, last)), None)
        place = min(places[0] for places in fit) if found is None else found
        self._remove(place)
        return self._bites[place]

    def _rank(self, place: int) -> int:
        return _RANK[self._bites[place].level]

    def _is_apart(self, place: int, last: Bite | None) -> bool:
        return last is None or not are_near(self._bites[place], last)

    def _by_rank(self, places: Iterable[int]) -> list[list[int]]:
        by_rank: list[list[int]] = [[] for _ in Level]
        for place in places:
            by_rank[self._rank(place)].append(place)
        return by_rank

    def _remove(self, place: int) -> None:
        self._left.discard(place)
        if not self._waits_for[place]:
            self._free[self._rank(place)].remove(place)
        for follower in self._followers.get(place, ()):
            waits = self._waits_for[follower]
            waits.discard(place)
            if not waits and follower in self._left:
                insort(self._free[self._rank(follower)], follower)


def wave_levels(bites: Sequence[Bite]) -> Iterator[Level]:
    """Give the level of each place: every wave has its share of every level."""
    waves = max(1, round(len(bites) / _WAVE))
    counts = Counter(bite.level for bite in bites)
    for wave in range(waves):
        for level, tilt in _TILT.items():
            count = counts[level]
            yield from [level] * (
                _by(wave + 1, waves, count, tilt) - _by(wave, waves, count, tilt)
            )


def _by(wave: int, waves: int, count: int, tilt: float) -> int:
    """Tell how many of a level's bites come before a wave."""
    share, rest = divmod(count * wave, waves)
    return share + (rest > 0 and rest >= waves * (1 - tilt))


def are_near(one: Bite, other: Bite) -> bool:
    """Tell whether one of two bites names the other."""
    return other.id in (*one.related, *one.after) or one.id in (
        *other.related,
        *other.after,
    )


def side_by_side(courses: Sequence[Sequence[str]]) -> list[str]:
    """Merge courses so that each keeps its share from the start to the end.

    At each place every course has had its part of what was read so far, give or
    take less than one bite, so that short and long ones end together.
    """
    # M. L. Balinski and H. P. Young, "The Quota Method of Apportionment", 1975:
    # whoever has had too little so far, and would otherwise be behind first.
    whole = sum(map(len, courses))
    read = [0] * len(courses)
    order: list[str] = []
    for place in range(1, whole + 1):
        behind = [
            at
            for at, course in enumerate(courses)
            if read[at] * whole < place * len(course)
        ]
        at = min(behind, key=lambda one: (read[one] + 1) / len(courses[one]))
        order.append(courses[at][read[at]])
        read[at] += 1
    return order
