"""From what people type to a topic or to bites: exact names, typos, then full text."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.core import hints
from bot.core.bites import Bite, Library, Topic, normalise
from bot.core.search_index import Index, fold, given_names, quote

MAX_CHOICES = (
    25  # https://docs.discord.com/developers/interactions/application-commands
)
MAX_SUGGESTIONS = 3
MAX_WORDS = 12  # of a query; the rest of a long text is not looked at
_MAX_LABEL = 100
_MAX_QUERY = 120  # characters; a longer text names nothing
_FEW = 2  # words that must all be in a text
_BEGUN = 3  # letters from which a word may be the beginning of another
# Words that say nothing about which bite somebody means.
_STOP_WORDS = frozenset(
    "a an and are be by can do does explain for from how i in is it its me of on or "
    "tell that the to what when where which why with you".split()
)
# Nor do these, where a whole sentence describes a bite.
_SMALL_TALK = _STOP_WORDS | frozenset(
    "all any as at before after between but could did difference doesn don every "
    "everybody here get gets getting give given go goes got had has have if into just let "
    "like made make makes making many more most much my need no nobody not now off one "
    "only out over people same should so some somebody someone something still such "
    "than then there they thing things this those too two up us use used using very "
    "want was we were while will without would".split()
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
        self._names = _index_names(library, normalise)
        self._folded = _index_names(library, fold)
        self._sorted_names = sorted(self._names)
        # A short name is found inside almost any text.
        self._long_names = [name for name in self._sorted_names if len(name) > 4]
        self._vocabulary = sorted(
            {word for name in self._folded for word in name.split()}
        )
        self._known_words = frozenset(self._vocabulary)
        self._index = Index(library)

    def find(self, text: str) -> Found:
        """Say what a person means by these words."""
        query = normalise(text[:_MAX_QUERY])
        if topic := self._topics.get(query):
            return Found(topic=topic)
        if bite := self._library.find(text.strip()) or self._names.get(query):
            return Found(bites=(bite,))
        words = self._join(fold(query).split())
        telling = _without(words, _STOP_WORDS)
        if not telling:
            return Found()
        if topic := self._topic_beginning_with(query):
            return Found(topic=topic)
        if bite := self._named(words) or self._named(telling):
            return Found(bites=(bite,))
        terms = [self._forms(word) for word in telling]
        begun = [
            [*forms, *_begun(word)] for word, forms in zip(telling, terms, strict=True)
        ]
        if bites := self._in_names(terms) or self._in_names(begun):
            return Found(bites=self._bites(bites))
        return self._described(query, words, terms)

    def _in_names(self, terms: Sequence[Sequence[str]]) -> list[str]:
        return self._index.all_of(terms, most=MAX_CHOICES, column="names")

    def _described(
        self, query: str, words: Sequence[str], terms: Sequence[Sequence[str]]
    ) -> Found:
        """Find by texts: few words must all be there, of a sentence the most."""
        if len(terms) <= _FEW and (
            bites := self._index.all_of(terms, most=MAX_CHOICES)
        ):
            return Found(bites=self._bites(bites))
        telling = _without(words, _SMALL_TALK)
        return Found(near=self._near(query, [self._forms(one) for one in telling]))

    def complete(self, text: str) -> list[Choice]:
        """List at most 25 topics and bites for what was typed so far."""
        query = normalise(text[:_MAX_QUERY])
        topics = [
            Choice(hints.topic_choice(topic.name)[:_MAX_LABEL], topic.id)
            for topic in self._library.topics.values()
            if query in normalise(topic.name) or query in normalise(topic.id)
        ]
        bites = (Choice(_clip(bite.title), bite.id) for bite in self._complete(query))
        return [*topics[:MAX_CHOICES], *bites][:MAX_CHOICES]

    def _complete(self, query: str) -> Sequence[Bite]:
        found = dict.fromkeys(bite.id for bite in self._starting(query))
        words = fold(query).split()[:MAX_WORDS]
        if len(found) < MAX_CHOICES and words:
            *whole, last = words
            terms = [[quote(word)] for word in whole] + [[quote(last, is_begun=True)]]
            found |= dict.fromkeys(self._in_names(terms))
        if not found and words:
            found |= dict.fromkeys(bite.id for bite in self.find(query).bites)
        return self._bites(islice(found, MAX_CHOICES))

    def _bites(self, ids: Iterable[str]) -> tuple[Bite, ...]:
        return tuple(self._library.bites[one] for one in ids)

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

    def _join(self, words: Sequence[str]) -> list[str]:
        """Join two words that names write as one, such as "drop out"."""
        joined: list[str] = []
        for word in words[: 2 * MAX_WORDS]:
            if joined and self._is_name_word(both := joined[-1] + word):
                joined[-1] = both
            else:
                joined.append(word)
        return joined

    def _is_name_word(self, word: str) -> bool:
        return word in self._known_words or self._index.holds(word, column="names")

    def _named(self, words: Sequence[str]) -> Bite | None:
        """Give the bite of exactly this name, as it is or with its typos mended."""
        mended = " ".join(self._mend(word) or word for word in words)
        return self._folded.get(" ".join(words)) or self._folded.get(mended)

    def _forms(self, word: str) -> list[str]:
        """Write a word in all the ways it may be meant: typed wrong, or only begun."""
        forms = [quote(word)]
        if not self._index.holds(word):
            forms += [quote(one) for one in [self._mend(word)] if one]
            forms += _begun(word)
        return forms

    def _mend(self, word: str) -> str:
        """Give the word of a name that was probably meant, or nothing."""
        if word in self._known_words or len(word) < 4:
            return ""
        allowed = 1 if len(word) < 6 else 2
        best = process.extractOne(
            word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed
        )
        return best[0] if best else ""

    def _near(self, query: str, terms: Sequence[Sequence[str]]) -> tuple[Bite, ...]:
        found = self._index.any_of(terms, most=MAX_SUGGESTIONS) if terms else []
        near = dict.fromkeys((*found, *(one.id for one in self._alike(query))))
        return self._bites(islice(near, MAX_SUGGESTIONS))

    def _alike(self, query: str) -> list[Bite]:
        """List bites with a name that looks like the query."""
        many = 10 * MAX_SUGGESTIONS
        slips = process.extract(
            query, self._sorted_names, scorer=OSA.distance, score_cutoff=1, limit=many
        )
        alike = process.extract(
            query, self._long_names, scorer=fuzz.WRatio, score_cutoff=72, limit=many
        )
        return [self._names[name] for name, _, _ in (*slips, *alike)]


def _begun(word: str) -> list[str]:
    """Write a word as the beginning of others, if it is long enough for that."""
    return [quote(word, is_begun=True)] if len(word) >= _BEGUN else []


def _without(words: Sequence[str], empty: frozenset[str]) -> list[str]:
    """Leave words out that say nothing; all stay where nothing else is left."""
    long = [word for word in words if len(word) > 1]
    return ([word for word in long if word not in empty] or long)[:MAX_WORDS]


def _index_names(library: Library, write: Callable[[str], str]) -> dict[str, Bite]:
    """Say which bite a name means; a title or alias goes before another's slug."""
    names: dict[str, Bite] = {}
    for group in (given_names, _addresses):
        for bite in library:
            for name in filter(None, map(write, group(bite))):
                names.setdefault(name, bite)
    return names


def _addresses(bite: Bite) -> tuple[str, ...]:
    return (bite.id, bite.slug)


def _clip(title: str) -> str:
    return title if len(title) <= _MAX_LABEL else title[: _MAX_LABEL - 1] + "…"
