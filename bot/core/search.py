"""From what people type to a topic or to bites: exact names, typos, then full text."""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.core.bites import Bite, Library, Topic, normalise
from bot.errors import ContentError

MAX_CHOICES = (
    25  # https://docs.discord.com/developers/interactions/application-commands
)
MAX_SUGGESTIONS = 3
MAX_WORDS = 12  # of a query; the rest of a long text is not looked at
_MAX_LABEL = 100
_MAX_QUERY = 120  # characters; a longer text names nothing
_NAMES_WEIGHTS = "bm25(bites, 0.0, 10.0, 1.0)"
# Words that say nothing about which bite somebody means.
_STOP_WORDS = frozenset(
    "a an and are be by can do does explain for from how i in is it its me of on or "
    "tell that the to what when where which why with you".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a query means: a topic, or bites (best first), or only near names."""

    topic: Topic | None = None
    bites: tuple[Bite, ...] = ()
    near: tuple[Bite, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of an autocomplete list, and the text that it stands for."""

    label: str
    value: str


class Search:
    """An index over one library, built once and kept in memory."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._topics = {
            normalise(name): topic
            for topic in library.topics.values()
            for name in (topic.id, topic.name)
            if normalise(name)
        }
        self._names = _index_names(library)
        self._sorted_names = sorted(self._names)
        # A short name is found inside almost any text.
        self._long_names = [name for name in self._sorted_names if len(name) > 4]
        self._vocabulary = sorted(
            {word for name in self._names for word in name.split()}
        )
        self._known_words = frozenset(self._vocabulary)
        self._index = _build_index(library)

    def find(self, text: str) -> Found:
        """Say what a person means by these words."""
        query = normalise(text[:_MAX_QUERY])
        if topic := self._topics.get(query):
            return Found(topic=topic)
        if bite := self._library.find(text.strip()) or self._names.get(query):
            return Found(bites=(bite,))
        words = self._words(query)
        if not words:
            return Found()
        if topic := self._topic_beginning_with(query):
            return Found(topic=topic)
        corrected = [self._correct(word) for word in words]
        if bite := self._names.get(" ".join(corrected)):
            return Found(bites=(bite,))
        bites = (
            self._match(corrected, column="names")
            or self._match(words)
            or self._match(corrected)
        )
        return Found(bites=bites) if bites else Found(near=self._near(query, corrected))

    def complete(self, text: str) -> list[Choice]:
        """List at most 25 topics and bites for what was typed so far."""
        query = normalise(text[:_MAX_QUERY])
        topics = [
            Choice(f"Topic: {topic.name}"[:_MAX_LABEL], topic.id)
            for topic in self._library.topics.values()
            if query in normalise(topic.name) or query in normalise(topic.id)
        ]
        bites = (Choice(_clip(bite.title), bite.id) for bite in self._complete(query))
        return [*topics[:MAX_CHOICES], *bites][:MAX_CHOICES]

    def _complete(self, query: str) -> list[Bite]:
        found = dict.fromkeys(bite.id for bite in self._starting(query))
        words = query.split()[:MAX_WORDS]
        if len(found) < MAX_CHOICES and words:
            for bite in self._match(words, column="names", prefix=True):
                found.setdefault(bite.id)
        if not found and words:
            found |= dict.fromkeys(bite.id for bite in self.find(query).bites)
        return [self._library.bites[one] for one in islice(found, MAX_CHOICES)]

    def _starting(self, query: str) -> Iterable[Bite]:
        begin = bisect_left(self._sorted_names, query)
        for name in islice(self._sorted_names, begin, begin + 4 * MAX_CHOICES):
            if not name.startswith(query):
                return
            yield self._names[name]

    def _topic_beginning_with(self, query: str) -> Topic | None:
        """Give the only topic whose name begins with these words, if there is one."""
        found = {
            topic.id: topic
            for name, topic in self._topics.items()
            if name.startswith(f"{query} ")
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _words(self, query: str) -> list[str]:
        words = [word for word in query.split() if len(word) > 1]
        telling = [word for word in words if word not in _STOP_WORDS]
        return (telling or words)[:MAX_WORDS]

    def _correct(self, word: str) -> str:
        """Give the word of a title or alias that was probably meant."""
        if word in self._known_words or len(word) < 4:
            return word
        allowed = 1 if len(word) < 6 else 2
        best = process.extractOne(
            word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed
        )
        return best[0] if best else word

    def _match(
        self, words: Sequence[str], *, column: str = "", prefix: bool = False
    ) -> tuple[Bite, ...]:
        quoted = [f'"{word}"' for word in words]
        if prefix:
            quoted[-1] += "*"
        scope = f"{column} : " if column else ""
        return self._select(f"{scope}({' AND '.join(quoted)})")

    def _select(self, expression: str) -> tuple[Bite, ...]:
        rows = self._index.execute(
            f"SELECT id FROM bites WHERE bites MATCH ? ORDER BY {_NAMES_WEIGHTS} LIMIT ?",  # noqa: S608 - a constant
            (expression, MAX_CHOICES),
        )
        return tuple(self._library.bites[row[0]] for row in rows)

    def _alike(self, query: str) -> list[str]:
        """List names that look like the query; several may be of one bite."""
        many = 10 * MAX_SUGGESTIONS
        slips = process.extract(
            query, self._sorted_names, scorer=OSA.distance, score_cutoff=1, limit=many
        )
        alike = process.extract(
            query, self._long_names, scorer=fuzz.WRatio, score_cutoff=72, limit=many
        )
        return [name for name, _, _ in (*slips, *alike)]

    def _near(self, query: str, words: Sequence[str]) -> tuple[Bite, ...]:
        telling = [word for word in words if word in self._known_words]
        some = " OR ".join(f'"{word}"' for word in telling)
        found = list(self._select(f"names : ({some})")) if telling else []
        found += [self._names[name] for name in self._alike(query)]
        near = {bite.id: bite for bite in found}
        return tuple(near.values())[:MAX_SUGGESTIONS]


def _given_names(bite: Bite) -> tuple[str, ...]:
    return (bite.name, bite.title, *bite.aliases)


def _addresses(bite: Bite) -> tuple[str, ...]:
    return (bite.id, bite.slug)


def _index_names(library: Library) -> dict[str, Bite]:
    """Say which bite a name means; a title or alias goes before another's slug."""
    names: dict[str, Bite] = {}
    for group in (_given_names, _addresses):
        for bite in library:
            for name in filter(None, map(normalise, group(bite))):
                names.setdefault(name, bite)
    return names


def _clip(title: str) -> str:
    return title if len(title) <= _MAX_LABEL else title[: _MAX_LABEL - 1] + "…"


def _build_index(library: Library) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        index.execute(
            "CREATE VIRTUAL TABLE bites USING fts5(id UNINDEXED, names, text, prefix='2 3')"
        )
    except sqlite3.OperationalError as exc:
        index.close()
        raise ContentError(
            ["This Python's SQLite lacks full-text search (FTS5): use another build."]
        ) from exc
    index.executemany("INSERT INTO bites VALUES (?, ?, ?)", map(_row, library))
    return index


def _row(bite: Bite) -> tuple[str, str, str]:
    names = " ".join(map(normalise, (bite.slug, *_given_names(bite))))
    text = normalise(" ".join((bite.summary, bite.footgun, bite.deeper)))
    return bite.id, names, text
