"""Cards: what they hold, which buttons they carry, and how they are frozen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bites import Level, Library, Source, Topic
from bot.core.cards import (
    Action,
    Button,
    Card,
    Shape,
    answer_card,
    bite_card,
    card_from_json,
    card_to_json,
    corrected_card,
    deeper_card,
    question_card,
    review_card,
    suggestion_button,
    text_card,
)
from tests.conftest import make_bite
from tests.core.make import words

TOPIC = Topic(id="topic", name="Talking to servers", description="")
SOURCES = (Source("One", "https://a.b/1", 2020), Source("Two", "https://a.b/2", 2021))
BITE = make_bite(
    title="Backoff: wait longer", level=Level.ADVANCED, sources=SOURCES
)  # fmt: skip
RELATED = [make_bite(f"topic/r{n}") for n in range(4)]
TEXTS = st.text(max_size=40)
CARDS = st.builds(
    Card,
    shape=st.sampled_from(Shape),
    title=TEXTS,
    meta=TEXTS,
    body=TEXTS,
    footgun=TEXTS,
    sources=st.lists(st.builds(Source, TEXTS, TEXTS, st.integers(0, 9999))).map(tuple),
    notes=st.lists(TEXTS).map(tuple),
    revision=st.integers(0, 9999),
    buttons=st.lists(
        st.builds(
            Button, st.sampled_from(Action), TEXTS, TEXTS, TEXTS, primary=st.booleans()
        )
    ).map(tuple),
)


def actions(card: Card) -> list[Action]:
    return [button.action for button in card.buttons]


def deeper_with(*related: str) -> Card:
    bite = make_bite(related=related)
    return deeper_card(bite, Library.of([TOPIC], [bite, *RELATED]))


@given(CARDS)
def test_frozen_card_comes_back_as_it_was(card: Card) -> None:
    assert card_from_json(card_to_json(card)) == card


@given(CARDS)
def test_freezing_twice_gives_the_same_text(card: Card) -> None:
    once = card_to_json(card)

    assert card_to_json(card_from_json(once)) == once


def test_card_frozen_by_an_older_version_can_be_read() -> None:
    frozen = '{"shape":"bite","title":"Name: hook","body":"text"}'

    assert card_from_json(frozen) == Card(
        shape=Shape.BITE, title="Name: hook", body="text", revision=0
    )


def test_card_of_a_bite_says_which_revision_it_shows() -> None:
    third = replace(BITE, revision=3)

    posted = bite_card(BITE, TOPIC)

    assert posted.revision == 1
    assert corrected_card(posted, third, TOPIC).revision == third.revision


def test_bite_card_holds_what_readers_see() -> None:
    bite = make_bite(
        title="Backoff: wait longer",
        level=Level.ADVANCED,
        summary=words(80),
        footgun=words(31),
        sources=SOURCES,
    )

    card = bite_card(bite, TOPIC, notes=("Late today",))

    assert card == Card(
        shape=Shape.BITE,
        title="Backoff: wait longer",
        meta="Talking to servers · Advanced · 30 s read",
        body=bite.summary,
        footgun=bite.footgun,
        sources=SOURCES[:1],
        notes=("Late today",),
        buttons=card.buttons,
        revision=1,
    )


CARDS_WITH_BUTTONS = [
    pytest.param(bite_card(BITE, TOPIC), ["deeper", "quiz"], id="post"),
    pytest.param(
        bite_card(BITE, TOPIC, private=True), ["deeper", "quiz", "share"], id="private"
    ),
    pytest.param(review_card(BITE, TOPIC), ["answer", "read"], id="review"),
    pytest.param(deeper_with(), ["quiz", "wrong"], id="deeper"),
    pytest.param(question_card(BITE), ["answer"], id="question"),
    pytest.param(answer_card(BITE), ["deeper", "read"], id="answer"),
    pytest.param(text_card("Done."), [], id="text"),
]


@pytest.mark.parametrize(("card", "expected"), CARDS_WITH_BUTTONS)
def test_card_has_its_buttons(card: Card, expected: list[str]) -> None:
    assert actions(card) == expected


@pytest.mark.parametrize(("card", "expected"), CARDS_WITH_BUTTONS)
def test_buttons_name_the_bite_and_themselves(card: Card, expected: list[str]) -> None:
    assert {button.bite for button in card.buttons} <= {BITE.id}
    assert all(button.label and button.hint for button in card.buttons)


@pytest.mark.parametrize(("card", "expected"), CARDS_WITH_BUTTONS)
def test_only_one_button_stands_out(card: Card, expected: list[str]) -> None:
    assert sum(button.primary for button in card.buttons) <= 1


def test_share_button_says_share() -> None:
    card = bite_card(BITE, TOPIC, private=True)

    assert "Share" in card.buttons[-1].label


def test_review_asks_before_it_tells() -> None:
    card = review_card(BITE, TOPIC, notes=("Late today",))

    assert card.title == "Do you still know? Backoff"
    assert (
        card.meta == "Talking to servers · Review: your team has seen everything here"
    )
    assert card.body == BITE.recall.question
    assert card.footgun == ""
    assert card.notes == ("Late today",)


def test_review_never_shows_the_answer() -> None:
    assert BITE.recall.answer not in card_to_json(review_card(BITE, TOPIC))


def test_deeper_shows_all_sources_and_when_they_were_checked() -> None:
    card = deeper_card(BITE, Library.of([TOPIC], [BITE]))

    assert card.sources == SOURCES
    assert card.notes == ("+25 s · checked in November 2026",)
    assert card.body == BITE.deeper


@pytest.mark.parametrize(
    ("related", "labels"),
    [
        pytest.param(["topic/r1"], ["Read: R1"], id="one"),
        pytest.param(["topic/gone", "topic/r2"], ["Read: R2"], id="one is retired"),
        pytest.param(
            [one.id for one in RELATED],
            ["Read: R0", "Read: R1", "Read: R2"],
            id="three at most",
        ),
    ],
)
def test_deeper_leads_to_related_bites(related: list[str], labels: list[str]) -> None:
    card = deeper_with(*related)

    assert [button.label for button in card.buttons[1:-1]] == labels
    assert card.buttons[-1].label == "Something wrong?"


def test_question_comes_without_its_answer() -> None:
    card = question_card(BITE)

    assert (card.title, card.body) == ("Quiz: Backoff", BITE.recall.question)
    assert BITE.recall.answer not in card_to_json(card)


def test_answer_repeats_the_question() -> None:
    card = answer_card(BITE)

    assert (card.title, card.body) == ("Answer: Backoff", BITE.recall.answer)
    assert card.notes == (BITE.recall.question,)


def test_suggestion_is_labelled_with_the_title() -> None:
    button = suggestion_button(BITE)

    assert (button.action, button.label) == (Action.READ, "Backoff: wait longer")


def test_text_card_is_a_body_and_notes() -> None:
    card = text_card("Done.", notes=("Small",))

    assert card == Card(shape=Shape.TEXT, body="Done.", notes=("Small",))
