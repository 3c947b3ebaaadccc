"""A bite is one concept with its footgun; topics hold bites, the library holds topics."""

import calendar
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

WORDS_PER_MINUTE = 238  # adults reading English non-fiction silently, on average


class Level(StrEnum):
    """How much a bite expects its reader to know."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


@dataclass(frozen=True, slots=True)
class Source:
    """A primary source that says what the bite says."""

    title: str
    url: str
    year: int


@dataclass(frozen=True, slots=True)
class Recall:
    """A question that asks for the idea, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What the last revision put right, and on which day."""

    date: date
    what: str


@dataclass(frozen=True, kw_only=True)
class Bite:
    """One concept; its texts are Markdown, its id is `topic/slug` for ever."""

    id: str
    title: str
    summary: str
    footgun: str
    deeper: str
    level: Level
    checked: date
    stale_after: int | None  # months; None means that its facts do not age
    revision: int
    sources: tuple[Source, ...]
    recall: Recall
    aliases: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    correction: Correction | None = None  # where the revision is not the first

    @property
    def topic(self) -> str:
        """The id of its topic."""
        return self.id.partition("/")[0]

    @property
    def slug(self) -> str:
        """The part of its id after the topic."""
        return self.id.partition("/")[2]

    @property
    def name(self) -> str:
        """The concept: its title without the hook."""
        return self.title.partition(":")[0].strip()

    @property
    def stale_on(self) -> date | None:
        """The day from which its facts need another look, if there is one."""
        return stale_on(self.checked, self.stale_after)

    @cached_property
    def words(self) -> int:
        """How many words all three parts have."""
        return sum(map(count_words, (self.summary, self.footgun, self.deeper)))

    @property
    def seconds(self) -> int:
        """The reading time of all three parts, in seconds."""
        return round(self.words * 60 / WORDS_PER_MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A folder of bites; `opening` names the ids that its course begins with."""

    id: str
    name: str
    description: str
    opening: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """All topics and bites, in the order of their ids."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    bites: Mapping[str, Bite] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)  # from old ids to new ones
    elsewhere: Set[str] = frozenset()  # ids of bites that will stand beside these

    @classmethod
    def of(
        cls,
        topics: Iterable[Topic],
        bites: Iterable[Bite],
        moved: Mapping[str, str] = MappingProxyType({}),
        elsewhere: Set[str] = frozenset(),
    ) -> "Library":
        """Build a library that cannot be changed afterwards."""
        by_topic = {one.id: one for one in sorted(topics, key=lambda one: one.id)}
        by_bite = {one.id: one for one in sorted(bites, key=lambda one: one.id)}
        by_old_id = MappingProxyType(dict(sorted(moved.items())))
        all_of_them = MappingProxyType(by_topic), MappingProxyType(by_bite), by_old_id
        return cls(*all_of_them, frozenset(elsewhere))

    def find(self, bite_id: str) -> Bite | None:
        """Give a bite by its id, or by one that it had before it moved."""
        return self.bites.get(bite_id) or self.bites.get(self.moved.get(bite_id, ""))

    def ids_of(self, bite_id: str) -> tuple[str, ...]:
        """Give a bite's id and all those that it had before it moved."""
        return bite_id, *self._former.get(bite_id, ())

    @cached_property
    def _former(self) -> Mapping[str, tuple[str, ...]]:
        former: dict[str, tuple[str, ...]] = {}
        for old, new in self.moved.items():
            if old not in self.bites:
                former[new] = (*former.get(new, ()), old)
        return former

    @cached_property
    def _by_topic(self) -> Mapping[str, tuple[Bite, ...]]:
        grouped: dict[str, list[Bite]] = {topic: [] for topic in self.topics}
        for bite in self.bites.values():
            grouped.setdefault(bite.topic, []).append(bite)
        return {topic: tuple(bites) for topic, bites in grouped.items()}

    def of_topic(self, topic: str) -> tuple[Bite, ...]:
        """Give a topic's bites in the order of their ids; none for a strange one."""
        return self._by_topic.get(topic, ())

    def topic_of(self, bite: Bite) -> Topic:
        """Give the topic that a bite of this library belongs to."""
        return self.topics[bite.topic]

    def __iter__(self) -> Iterator[Bite]:
        return iter(self.bites.values())

    def __len__(self) -> int:
        return len(self.bites)


def count_words(text: str) -> int:
    """Count the tokens between white space that hold a letter or a digit."""
    return sum(any(map(str.isalnum, token)) for token in text.split())


def stale_on(checked: date, months: int | None) -> date | None:
    """Give the day so many months later, or the last one of that month."""
    if months is None:
        return None
    year, month = divmod(checked.year * 12 + checked.month - 1 + months, 12)
    if year > date.max.year:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(checked.day, last))


def shown_seconds(*texts: str) -> int:
    """Give the reading time of what is shown, in seconds, rounded up to five."""
    words = sum(map(count_words, texts))
    return max(5, 5 * math.ceil(words * 60 / WORDS_PER_MINUTE / 5))


def normalise(text: str) -> str:
    """Fold case, accents and punctuation away, for comparing what people type."""
    # Before and after: some letters only fold once they are taken apart.
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", apart)
    kept = (one for one in plain if not unicodedata.combining(one))
    spaced = (one if one.isalnum() else " " for one in kept)
    return " ".join("".join(spaced).split())
