"""From what people type to bites: exact names, slips of the finger, other words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.bites import Library, Topic
from bot.core.search import MAX_CHOICES, MAX_SUGGESTIONS, Found, Search
from tests.conftest import make_bite, make_library

LLMS = Topic(id="llms", name="LLMs & Generative AI", description="")
DATA = Topic(id="data", name="Databases", description="")
LIBRARY = Library.of(
    [LLMS, DATA],
    [
        make_bite(
            "llms/retrieval-augmented-generation",
            title="RAG: let the model look it up",
            aliases=("Retrieval-augmented generation", "grounding"),
            deeper="A page about quokkas is looked up first.",
        ),
        make_bite(
            "llms/mixture-of-experts",
            title="Mixture of experts: a big model",
            aliases=("MoE",),
        ),
        make_bite(
            "llms/lora", title="LoRA: a sliver", aliases=("low-rank adaptation",)
        ),
        make_bite("data/index", title="Index: find rows", aliases=("database index",)),
        make_bite("data/lora-radio", title="LoRA radio: far and slow"),
    ],
)
SEARCH = Search(LIBRARY)
RAG = "llms/retrieval-augmented-generation"
NASTY = [
    '"', "'", '" OR 1=1 --', "AND", "NOT NEAR(", "a* OR b*", "names : lora", "col:", "^a",
    "{names} : x", "\0", "lo\0ra", "🦊", "👩‍👩‍👧", "\ud800", "²", "𐐷𞤀", "a" * 5000, "ab " * 2000,
    "(" * 500, "%", "\\", "-", "+lora -rag", "لورا", "한국어",
]  # fmt: skip


def ids(found: Found) -> list[str]:
    return [bite.id for bite in found.bites]


def near(found: Found) -> list[str]:
    return [bite.id for bite in found.near]


def labels(text: str, search: Search = SEARCH) -> list[str]:
    return [one.label for one in search.complete(text)]


def values(text: str, search: Search = SEARCH) -> list[str]:
    return [one.value for one in search.complete(text)]


@pytest.mark.parametrize("text", ["llms", " LLMS ", "LLMs & Generative AI", "llms:"])
def test_topic_is_found_by_id_or_name(text: str) -> None:
    assert SEARCH.find(text) == Found(topic=LLMS)


@pytest.mark.parametrize(
    ("text", "bite_id"),
    [
        pytest.param("llms/lora", "llms/lora", id="id"),
        pytest.param("index", "data/index", id="slug"),
        pytest.param("RAG", RAG, id="name"),
        pytest.param("rag?", RAG, id="name with a sign"),
        pytest.param("Retrieval-Augmented Generation", RAG, id="alias"),
        pytest.param("RAG: let the model look it up", RAG, id="title"),
        pytest.param("low rank adaptation", "llms/lora", id="alias without hyphen"),
        pytest.param("lora", "llms/lora", id="exact before what only holds the word"),
        pytest.param("LoRA radio", "data/lora-radio", id="longer name"),
    ],
)
def test_exact_name_wins(text: str, bite_id: str) -> None:
    assert ids(SEARCH.find(text)) == [bite_id]


@pytest.mark.parametrize(
    ("text", "bite_id"),
    [
        pytest.param("retreival augmentd", RAG, id="two words misspelt"),
        pytest.param("retreival augmented generation", RAG, id="alias misspelt"),
        pytest.param("lroa radio", "data/lora-radio", id="letters swapped"),
        pytest.param("mixtur of expert", "llms/mixture-of-experts", id="letters missing"),
        pytest.param("experts mixture", "llms/mixture-of-experts", id="other order"),
        pytest.param("what is grounding?", RAG, id="a question"),
        pytest.param("quokkas", RAG, id="word of the text"),
    ],
)  # fmt: skip
def test_best_match_comes_first(text: str, bite_id: str) -> None:
    assert ids(SEARCH.find(text))[:1] == [bite_id]


def test_name_wins_over_the_slug_of_another() -> None:
    bites = [
        make_bite("data/lora", title="Radio: far and slow"),
        make_bite("llms/low-rank", title="LoRA: a sliver"),
    ]
    search = Search(Library.of([LLMS, DATA], bites))

    assert ids(search.find("LoRA")) == ["llms/low-rank"]


def test_alias_of_signs_alone_answers_nothing_else() -> None:
    bite = make_bite("llms/one", aliases=("++",))
    search = Search(Library.of([LLMS], [bite]))

    assert search.find("?!") == Found()


def test_word_of_a_name_beats_the_word_of_a_text() -> None:
    bites = [
        make_bite("t/a", title="Queue: wait", deeper="index " * 9),
        make_bite("t/b", title="B-tree index: find", deeper="none"),
    ]
    search = Search(Library.of([Topic(id="t", name="T", description="")], bites))

    assert ids(search.find("index"))[0] == "t/b"


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        pytest.param("generation of cats", RAG, id="one known word"),
        pytest.param("raq", RAG, id="short name, one letter off"),
        pytest.param("databasse index tree", "data/index", id="known and unknown"),
    ],
)
def test_what_is_only_near_is_suggested(text: str, suggested: str) -> None:
    found = SEARCH.find(text)

    assert found.bites == ()
    assert suggested in near(found)
    assert len(found.near) <= MAX_SUGGESTIONS


def test_names_of_one_bite_leave_room_for_another() -> None:
    bites = [
        make_bite("t/a", title="Optimizeb: one", aliases=("Optimizec", "Optimized")),
        make_bite("t/b", title="Optimizes: two"),
    ]
    search = Search(Library.of([Topic(id="t", name="T", description="")], bites))

    assert near(search.find("optimizeqqq")) == ["t/a", "t/b"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "🦊", "xyzzy"])
def test_nothing_near_is_said_so(text: str) -> None:
    assert SEARCH.find(text) == Found()


def test_words_beyond_the_limit_do_not_matter() -> None:
    text = "mixture experts " * 6 + "cats dogs birds"

    assert ids(SEARCH.find(text)) == ["llms/mixture-of-experts"]


def test_empty_library_finds_nothing() -> None:
    search = Search(Library.of([], []))

    assert search.find("lora") == Found()
    assert search.complete("") == []


def test_completing_nothing_offers_topics_then_bites() -> None:
    offered = values("")

    assert offered[:2] == ["data", "llms"]
    assert sorted(offered[2:]) == sorted(LIBRARY.bites)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("lor", ["data/lora-radio", "llms/lora"], id="beginning"),
        pytest.param("rad", ["data/lora-radio"], id="later word"),
        pytest.param("mixture of ex", ["llms/mixture-of-experts"], id="words"),
        pytest.param("groun", [RAG], id="alias"),
        pytest.param("generation augm", [RAG], id="words in another order"),
        pytest.param("databas", ["data", "data/index"], id="topic before bite"),
        pytest.param("retreival", [RAG], id="misspelt"),
        pytest.param("xyzzy", [], id="nothing"),
    ],
)
def test_completion_offers_what_fits(text: str, expected: list[str]) -> None:
    assert sorted(values(text)) == sorted(expected)


def test_completion_says_what_is_a_topic() -> None:
    assert labels("databas") == ["Topic: Databases", "Index: find rows"]


@pytest.mark.parametrize("text", ["", "t", "bite", "topic gradient", "gradient 0"])
def test_completion_fits_a_list_of_choices(text: str) -> None:
    search = Search(make_library(40, topics=("topic-a", "topic-b")))

    offered = values(text, search)

    assert len(offered) == MAX_CHOICES
    assert len(set(offered)) == MAX_CHOICES


def test_long_labels_are_cut() -> None:
    topic = Topic(id="t", name="T" * 150, description="")
    bite = make_bite("t/a", title="T" * 150)
    search = Search(Library.of([topic], [bite]))

    found = labels("tt", search)

    assert [len(one) for one in found] == [100, 100]
    assert found[1].endswith("…")


def check_any_text(text: str) -> None:
    found, offered = SEARCH.find(text), SEARCH.complete(text)

    assert sum([found.topic is not None, bool(found.bites), bool(found.near)]) <= 1
    assert len(found.bites) <= MAX_CHOICES
    assert len(found.near) <= MAX_SUGGESTIONS
    assert len(offered) <= MAX_CHOICES
    assert all(0 < len(one.label) <= 100 for one in offered)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_odd_text_is_only_text(text: str) -> None:
    check_any_text(text)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    check_any_text(text)


@example('lora"')
@given(st.text(alphabet='lorag "*^:()-+{}\0NOTAND', max_size=40))
def test_any_expression_is_answered(text: str) -> None:
    check_any_text(text)


@given(st.sampled_from(sorted(LIBRARY.bites)), st.data())
def test_completing_part_of_a_name_offers_it(bite_id: str, data: st.DataObject) -> None:
    name = LIBRARY.bites[bite_id].name
    length = data.draw(st.integers(1, len(name)))

    assert bite_id in values(name[:length])
