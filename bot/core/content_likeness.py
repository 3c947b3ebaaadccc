"""Rules against saying the same twice: names that are nearly one, texts that are alike.

Measured on 308 bites, 47,278 pairs: the likest two (foreign keys and cascades) reach
0.37, half of all pairs stay below 0.08. A bite on prompt engineering written anew, by
its own plan and in its own words, reaches 0.43 beside ours, and one that rewords ours
0.86. Drawn few at a time, ours stay below 0.35. Names cannot be told apart by likeness:
"mode collapse" and "model collapse" are two things and 96% alike, as are "memoization"
and "memorization"; so only plurals, spelling and word order are looked through.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from bot.core.bites import Bite, Library, normalise
from bot.core.content_drafts import Fault
from bot.core.search_index import fold

LIKE_TEXTS = 0.41  # of 1
_STEM = 4  # letters by which a word counts: index, indexes and indices are one
_TELLING = 24  # words of a bite that tell most about it
_SHARED = 3  # of those, before two bites are compared as a whole
_COMMON = 0.1  # of all bites: where more tell by a word, only neighbours are compared
_FEW = 60  # bites; fewer cannot tell which words are rare
# Words that stand in every text, for libraries too small to show it.
_FUNCTION_WORDS = frozenset(
    "a about after all also an and any are as at be because been before but by can "
    "cannot could do does each every few first for from gets had has have how if in "
    "into is it its just last less like made make many may more most much must need "
    "never no nobody none nor not nothing now of off on once one only or other our "
    "out over own per same second see so some such take than that the their them "
    "then there these they thing third this those three to too two until up use "
    "used uses very was we were what when where which while who whose why will with "
    "without would yet you your".split()
)

# What may stand at the end of a word of four letters or more.
_ENDING = re.compile(r"(?<=\w{4})(?<![isu])(?:es|s|e)$")

Weights = Mapping[str, float]


def own_words_for_names(library: Library) -> Iterator[Fault]:
    """No name or alias differs from another bite's by plural or word order alone."""
    owners: dict[str, tuple[str, str]] = {}  # from what names share to bite and name
    for bite in library:
        told: set[str] = set()
        for name in dict.fromkeys(map(normalise, (bite.name, *bite.aliases))):
            for key in _keys(name):
                owner, other = owners.setdefault(key, (bite.id, name))
                if owner in (bite.id, *told) or other == name:
                    continue
                told.add(owner)
                score = fuzz.token_sort_ratio(name, other)
                yield bite.id, f'"{name}" is {score:.0f}% like "{other}" of `{owner}`'


def _keys(name: str) -> tuple[str, str]:
    """Give what two spellings of a name share: its words, or all of its letters."""
    words = [_ENDING.sub("", one) for one in fold(name).split()]
    return " ".join(sorted(words)), "".join(words)


def own_content(library: Library) -> Iterator[Fault]:
    """No two bites say the same: the likeness of their words stays below 0.41."""
    vectors = _vectors({bite.id: _words(bite) for bite in library})
    closest: dict[str, tuple[float, str]] = {}
    for first, second in _candidates(vectors):
        score = _cosine(vectors[first], vectors[second])
        closest[second] = max(closest.get(second, (0.0, "")), (score, first))
    for bite_id, (score, other) in sorted(closest.items()):
        if score >= LIKE_TEXTS:
            yield (
                bite_id,
                f"says much the same as `{other}` (likeness {score:.2f} of 1)",
            )


def likeness(library: Library) -> Iterator[tuple[float, str, str]]:
    """Give the likeness of all pairs that share telling words, for measuring."""
    vectors = _vectors({bite.id: _words(bite) for bite in library})
    for first, second in _candidates(vectors):
        yield _cosine(vectors[first], vectors[second]), first, second


def _words(bite: Bite) -> frozenset[str]:
    text = "\n".join((bite.name, bite.summary, bite.footgun, bite.deeper))
    words = normalise(text).split()
    return frozenset(one[:_STEM] for one in words if one not in _FUNCTION_WORDS)


def _vectors(words: Mapping[str, frozenset[str]]) -> dict[str, Weights]:
    """Weigh each word by in how few bites it stands; how often in one says less."""
    among = Counter(word for held in words.values() for word in held)
    size = max(_FEW, len(words))
    rare = {
        word: math.sqrt(math.log((size + 1) / (count + 0.5)))
        for word, count in among.items()
    }
    return {
        bite_id: _unit({word: rare[word] for word in held})
        for bite_id, held in words.items()
    }


def _unit(weights: Weights) -> Weights:
    length = math.sqrt(math.fsum(one * one for one in weights.values())) or 1.0
    return {word: one / length for word, one in weights.items()}


def _cosine(one: Weights, other: Weights) -> float:
    if len(one) > len(other):
        one, other = other, one
    return math.fsum(
        weight * other[word] for word, weight in one.items() if word in other
    )


def _candidates(vectors: Mapping[str, Weights]) -> Iterable[tuple[str, str]]:
    """Give the pairs that share a few of their most telling words, in order."""
    if len(vectors) <= _FEW:
        return combinations(vectors, 2)
    holders: dict[str, list[str]] = defaultdict(list)
    for bite_id, weights in vectors.items():
        for word in sorted(weights, key=lambda one: (-weights[one], one))[:_TELLING]:
            holders[word].append(bite_id)
    most = max(_FEW, _COMMON * len(vectors))
    pairs = Counter(
        pair
        for owners in holders.values()
        for pair in (
            combinations(owners, 2) if len(owners) <= most else pairwise(owners)
        )
    )
    return (pair for pair, shared in pairs.items() if shared >= _SHARED)
