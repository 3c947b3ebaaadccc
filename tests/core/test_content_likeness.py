"""Bites that say the same are found, by name and by text, in a library of any size."""

import random
from dataclasses import replace

import pytest

from bot.content import load_content, shipped_content
from bot.core.bites import Bite, Library
from bot.core.content_likeness import (
    LIKE_TEXTS,
    likeness,
    own_content,
    own_words_for_names,
)
from tests.conftest import make_bite
from tests.core.test_content_rules import FAILING

SHIPPED = load_content([shipped_content()]).library


def named(first: str, second: str) -> list[tuple[str, str]]:
    """Give what is said of two bites with these aliases."""
    pair = [
        make_bite("t/a", title="Qqqq: x", aliases=(first,)),
        make_bite("t/b", title="Zzzz: x", aliases=(second,)),
    ]
    return list(own_words_for_names(Library.of([], pair)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("reward model", "reward models", id="plural"),
        pytest.param("token", "tokens", id="short plural"),
        pytest.param("prompt caching", "caching prompts", id="word order"),
        pytest.param("cache", "caches", id="plural of an e"),
        pytest.param("tokenization", "tokenisation", id="British"),
        pytest.param("key value store", "keyvalue store", id="written as one"),
        pytest.param("vector indexes", "vector index", id="plural with e"),
    ],
)  # fmt: skip
def test_names_that_are_nearly_one_are_found(first: str, second: str) -> None:
    ((bite, why),) = named(first, second)  # once, though both keys agree

    assert bite == "t/b"
    assert f'like "{first}" of `t/a`' in why


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("supervised learning", "unsupervised learning", id="opposite"),
        pytest.param("synchronous replication", "asynchronous replication", id="a-"),
        pytest.param("L1 regularization", "L2 regularization", id="digit"),
        pytest.param("type I error", "type II error", id="Roman number"),
        pytest.param("sharding", "sharing", id="another word"),
        pytest.param("transform", "transformer", id="what does it"),
        pytest.param("mode collapse", "model collapse", id="a letter"),
        pytest.param("memoization", "memorization", id="a letter inside"),
        pytest.param("copying", "copy", id="doing and command"),
        pytest.param("analysis", "analyses", id="no plural by s"),
        pytest.param("shell injection", "SQL injection", id="another place"),
    ],
)
def test_names_that_differ_pass(first: str, second: str) -> None:
    assert named(first, second) == []


def planted() -> list[Bite]:
    return list(load_content([FAILING / "BITE122"]).library)


@pytest.mark.parametrize("size", [0, 1, 10, 60, 90])
def test_pair_is_found_among_any_number_of_others(size: int) -> None:
    others = random.Random(size).sample(list(SHIPPED), size)  # noqa: S311
    others = [one for one in others if "prompt-engineering" not in one.id]
    library = Library.of([], [*others, *planted()])

    told = list(own_content(library))

    assert [bite for bite, _ in told] == ["topic/prompt-engineering"]
    assert "`topic/prompt-design`" in told[0][1]


def test_many_copies_of_one_bite_are_all_found() -> None:
    first = planted()[0]
    copies = [replace(first, id=f"t/copy-{n:03}") for n in range(100)]

    told = {bite for bite, _ in own_content(Library.of([], [*SHIPPED, *copies]))}

    assert {one.id for one in copies} - told == {"t/copy-000"}


def test_shipped_library_keeps_its_distance() -> None:
    scores = [score for score, _, _ in likeness(SHIPPED)]

    assert 0 < max(scores) < LIKE_TEXTS
