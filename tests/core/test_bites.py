"""Bites, topics, the library, and how words are counted and compared."""

from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.bites import Library, Topic, count_words, normalise, shown_seconds
from tests.conftest import make_bite, make_library
from tests.core.make import words


def test_bite_knows_the_parts_of_its_id() -> None:
    bite = make_bite("llms/chain-of-thought")

    assert (bite.topic, bite.slug) == ("llms", "chain-of-thought")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("RAG: look it up", "RAG", id="hook"),
        pytest.param("C : spaced", "C", id="space before the colon"),
        pytest.param("Ratio: 1:2 is enough", "Ratio", id="second colon"),
        pytest.param("No hook", "No hook", id="no hook"),
    ],
)
def test_name_is_the_title_without_its_hook(title: str, name: str) -> None:
    assert make_bite(title=title).name == name


def test_seconds_count_all_three_parts() -> None:
    bite = make_bite(summary=words(119), footgun=words(59), deeper=words(60))

    assert bite.seconds == 60


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 5), (1, 5), (19, 5), (20, 10), (119, 30), (120, 35), (238, 60)],
)
def test_shown_time_is_rounded_up_to_five(count: int, seconds: int) -> None:
    assert shown_seconds(words(count)) == seconds


def test_shown_time_is_rounded_once_for_all_parts() -> None:
    assert shown_seconds(words(9), words(9)) == 5


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("one two\n\nthree", 3, id="white space"),
        pytest.param("a - b = 12", 3, id="signs alone are no words"),
        pytest.param("`x=1` key-value", 2, id="code and hyphens"),
        pytest.param("élan 東京", 2, id="other scripts"),
    ],
)
def test_words_hold_a_letter_or_digit(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Retrieval-Augmented  Generation ", "retrieval augmented generation", id="case and hyphens"),
        pytest.param("Élan Vital", "elan vital", id="accents"),
        pytest.param("Straße", "strasse", id="sharp s"),
        pytest.param("\uff32\uff21\uff27", "rag", id="full width"),
        pytest.param("C++", "c", id="signs"),
        pytest.param("k-means++ (v2)", "k means v2", id="digits"),
        pytest.param("\0\t\n🦊", "", id="no words"),
        pytest.param("東京", "東京", id="no case"),
    ],
)  # fmt: skip
def test_text_is_normalised(text: str, expected: str) -> None:
    assert normalise(text) == expected


@example("\U0001d411\U0001d400\U0001d406")  # RAG in bold letters, as people paste it
@example("BERT™")
@given(st.text())
def test_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


def test_library_holds_bites_in_the_order_of_their_ids() -> None:
    topics = [Topic(id=one, name=one, description="") for one in ("b", "a")]
    bites = [make_bite(one) for one in ("b/one", "a/two", "a/one")]

    library = Library.of(topics, bites)

    assert [bite.id for bite in library] == ["a/one", "a/two", "b/one"]
    assert list(library.topics) == ["a", "b"]
    assert len(library) == 3


def test_library_gives_the_bites_of_a_topic() -> None:
    library = make_library(2, topics=("a", "b"))

    assert [bite.id for bite in library.of_topic("b")] == ["b/bite-000", "b/bite-001"]


def test_strange_topic_has_no_bites() -> None:
    assert make_library().of_topic("nowhere") == ()


def test_topic_without_bites_has_none() -> None:
    library = Library.of([Topic(id="a", name="A", description="")], [])

    assert library.of_topic("a") == ()


def test_library_gives_the_topic_of_a_bite() -> None:
    library = make_library(1, topics=("a", "b"))

    assert library.topic_of(library.bites["b/bite-000"]).id == "b"


def test_library_cannot_be_changed() -> None:
    library = make_library(1)
    bites = cast("dict[str, Any]", library.bites)

    with pytest.raises(TypeError):
        bites["topic/other"] = make_bite()


MOVED = {"t/old": "t/a", "u/older": "t/a", "t/b": "t/a", "t/lost": "t/gone"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [("t/a", "t/a"), ("t/old", "t/a"), ("u/older", "t/a"), ("t/b", "t/b")],
)
def test_bite_is_found_by_each_id_that_it_had(asked: str, found: str) -> None:
    library = Library.of([], [make_bite("t/a"), make_bite("t/b")], MOVED)

    assert library.find(asked) == library.bites[found]


def test_move_to_nowhere_finds_nothing() -> None:
    assert Library.of([], [make_bite("t/a")], MOVED).find("t/lost") is None


def test_bite_has_its_own_id_first_and_former_ones_after() -> None:
    library = Library.of([], [make_bite("t/a"), make_bite("t/b")], MOVED)

    assert library.ids_of("t/a") == ("t/a", "t/old", "u/older")
    assert library.ids_of("t/b") == ("t/b",)
