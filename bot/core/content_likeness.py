"""Rules against saying the same twice: names that are nearly one, texts that are alike.

Measured on 158 bites, 12,403 pairs: the likest two (about local time) reach 0.39, half
of all pairs stay below 0.04. A bite on prompt engineering written anew, by its own plan
and in its own words, reaches 0.45 beside ours, and one that rewords ours 0.87; between
any few bites drawn from them no pair reaches 0.37. The likest two names that mean
different things are "shell injection" and "SQL injection", 86.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from bot.core.bites import Bite, Library, normalise
from bot.core.content_drafts import Fault

LIKE_NAMES = 94.0  # of 100
LIKE_TEXTS = 0.42  # of 1
_STEM = 5  # letters by which a word counts: index, indexes and indexing are one
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

Weights = Mapping[str, float]


def own_words_for_names(library: Library) -> Iterator[Fault]:
    """No name or alias differs from another bite's by spelling or word order alone."""
    blocks: dict[tuple[str, ...], list[tuple[str, str, Bite]]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    for bite in library:
        for name in dict.fromkeys(map(normalise, (bite.name, *bite.aliases))):
            words = sorted(map(_singular, name.split()))
            block = blocks[tuple(map(_beginning, words))]
            folded = " ".join(words)
            for other, other_name, owner in block:
                pair = (owner.id, bite.id)
                score = fuzz.ratio(folded, other)
                if (
                    owner is not bite
                    and name != other_name
                    and score >= LIKE_NAMES
                    and pair not in told
                ):
                    told.add(pair)
                    yield (
                        bite.id,
                        f'"{name}" is {score:.0f}% like "{other_name}" of `{owner.id}`',
                    )
            block.append((folded, name, bite))


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and word[-2] not in "siu"
    return word[:-1] if is_plural else word


def _beginning(word: str) -> str:
    """Give what two spellings of a word share: a digit or a short word is all of it."""
    whole = len(word) < 4 or any(map(str.isdigit, word))
    return word if whole else word[:3]


def own_content(library: Library) -> Iterator[Fault]:
    """No two bites say the same: the likeness of their words stays below 0.42."""
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


def _words(bite: Bite) -> Counter[str]:
    text = "\n".join((bite.name, bite.summary, bite.footgun, bite.deeper))
    words = normalise(text).split()
    return Counter(one[:_STEM] for one in words if one not in _FUNCTION_WORDS)


def _vectors(counted: Mapping[str, Counter[str]]) -> dict[str, Weights]:
    """Weigh each word by how often it stands in a bite and in how few others."""
    among = Counter(word for counts in counted.values() for word in counts)
    size = max(_FEW, len(counted))
    rare = {word: math.log((size + 1) / (count + 0.5)) for word, count in among.items()}
    return {
        bite_id: _unit({w: (1 + math.log(n)) * rare[w] for w, n in counts.items()})
        for bite_id, counts in counted.items()
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
