"""What a library consists of: counts, levels, lengths, sources and what has gone stale."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.core.bites import Bite, Level, Library

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of some counts."""

    least: int
    middle: int
    most: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What some bites have in common, such as all of a topic."""

    id: str
    name: str
    bites: int
    levels: dict[str, int]
    words: Spread
    seconds: Spread
    decades: dict[str, int]  # of their sources
    stale: tuple[str, ...]


def library_stats(library: Library, today: date) -> list[Stats]:
    """Give the figures of each topic, and those of all bites at the end."""
    topics = [
        _stats(one.id, one.name, library.of_topic(one.id), today)
        for one in library.topics.values()
    ]
    return [*topics, _stats("", "all", tuple(library), today)]


def _stats(topic: str, name: str, bites: Sequence[Bite], today: date) -> Stats:
    levels = Counter(one.level for one in bites)
    decades = Counter(
        f"{source.year // 10 * 10}s" for bite in bites for source in bite.sources
    )
    return Stats(
        id=topic,
        name=name,
        bites=len(bites),
        levels={str(level): levels[level] for level in Level},
        words=_spread(one.words for one in bites),
        seconds=_spread(one.seconds for one in bites),
        decades=dict(sorted(decades.items())),
        stale=tuple(one.id for one in bites if is_stale(one, today)),
    )


def is_stale(bite: Bite, today: date) -> bool:
    """Tell whether a bite's facts need another look."""
    return bite.stale_on is not None and bite.stale_on <= today


def _spread(counts: Iterable[int]) -> Spread:
    found = list(counts) or [0]
    return Spread(min(found), round(median(found)), max(found))


def last_day(posts: int, weekdays: Set[int], first: date) -> date | None:
    """Give the day of the last of so many posts, one on each of these weekdays."""
    if not posts:
        return None
    whole, rest = divmod(posts - 1, len(weekdays))
    day = first + whole * timedelta(weeks=1)
    while day.weekday() not in weekdays or rest:
        rest -= day.weekday() in weekdays
        day += _ONE_DAY
    return day
