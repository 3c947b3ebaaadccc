"""A card as plain text, in the order in which it is read."""

import pytest

from bot.core.bites import Library, Source, Topic
from bot.core.cards import Card, bite_card, deeper_card, review_card, text_card
from bot.core.plain import plain_text
from tests.conftest import make_bite

TOPIC = Topic(id="topic", name="Talking to servers", description="")
BITE = make_bite(
    "topic/backoff",
    title="Backoff: wait longer",
    summary="A server that came *back* is weak.\n\nYou meet it in [queues](https://q.org).",
    footgun="Doubling **alone** keeps clients in step.",
    deeper="Set a cap:\n\n```py\nwait = 2\nwait *= 2\n```\n\n- so nobody waits\n- for an `hour`",
    sources=(
        Source("Backoff and Jitter", "https://a.org/b", 2015),
        Source("RFC 9110", "https://r.org/9110", 2022),
    ),
)


def test_bite_reads_in_order() -> None:
    assert plain_text(bite_card(BITE, TOPIC, notes=("Late today.", "Set up by Ana."))) == (
        "Backoff: wait longer\n"
        "Talking to servers · Beginner · 5 s read\n"
        "\n"
        "A server that came back is weak.\n"
        "\n"
        "You meet it in queues.\n"
        "\n"
        "Footgun: Doubling alone keeps clients in step.\n"
        "\n"
        "Source: Backoff and Jitter, 2015: https://a.org/b\n"
        "\n"
        "Late today.\n"
        "Set up by Ana.\n"
        "\n"
        "[Deeper] [Quiz me]"
    )  # fmt: skip


def test_deeper_reads_in_order() -> None:
    assert plain_text(deeper_card(BITE, Library.of([TOPIC], [BITE]))) == (
        "Deeper: Backoff\n"
        "\n"
        "Set a cap:\n"
        "\n"
        "    wait = 2\n"
        "    wait *= 2\n"
        "\n"
        "- so nobody waits\n"
        "- for an hour\n"
        "\n"
        "Sources:\n"
        "Backoff and Jitter, 2015: https://a.org/b\n"
        "RFC 9110, 2022: https://r.org/9110\n"
        "\n"
        "+5 s · checked in November 2026\n"
        "\n"
        "[Quiz me] [Something wrong?]"
    )


def test_review_reads_in_order() -> None:
    assert plain_text(review_card(BITE, TOPIC)) == (
        "Do you still know? Backoff\n"
        "Talking to servers · Review: your team has seen everything here\n"
        "\n"
        "What goes wrong with Backoff?\n"
        "\n"
        "[Show answer] [Read the bite]"
    )


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        pytest.param(text_card("Done."), "Done.", id="body alone"),
        pytest.param(text_card("Done.", notes=("Small",)), "Done.\n\nSmall", id="note"),
        pytest.param(text_card("1. a\n2. b"), "1. a\n2. b", id="numbers"),
        pytest.param(text_card("a\n\n- b\n\nc"), "a\n\n- b\n\nc", id="list between"),
        pytest.param(text_card("in [channel](channel:5)"), "in channel", id="channel"),
        pytest.param(Card(title="T", body="b"), "T\n\nb", id="title alone"),
        pytest.param(Card(), "", id="nothing"),
    ],
)
def test_parts_that_are_empty_leave_no_gap(card: Card, expected: str) -> None:
    assert plain_text(card) == expected
