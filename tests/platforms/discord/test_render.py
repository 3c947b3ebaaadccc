"""From cards to Discord's payloads: shapes, sizes and ids."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bites import Level, Recall, Source, Topic
from bot.core.cards import (
    Action,
    Button,
    Card,
    Shape,
    bite_card,
    deeper_card,
    text_card,
)
from bot.core.delivery import delivery_id
from bot.platforms.discord.render import (
    MAX_CONTENT,
    MAX_CUSTOM_ID,
    MAX_LABEL,
    custom_id,
    nonce,
    parse_custom_id,
    render_content,
    render_post,
    render_reply,
)
from bot.sandbox.discord import limits
from tests.conftest import make_bite, make_library

MARK = "d_0123456789abcdef0123"
TOPIC = Topic(
    id="llms-generative-ai", name="LLMs & Generative AI", description="Models"
)
MOE = make_bite(
    "llms-generative-ai/mixture-of-experts",
    title="Mixture of experts: a big model that runs only in part",
    level=Level.INTERMEDIATE,
    summary="In an ordinary, dense transformer every token pays for every weight. "
    "A mixture-of-experts layer holds several feed-forward networks, the experts, and "
    "a small router picks a few of them for each token. So a model can grow without "
    "each token costing more: Mixtral 8x7B has 47 billion parameters and uses 13 "
    "billion for any one token.\n\n"
    "You meet it in names like 8x7B, where the size and the speed seem to disagree.",
    footgun="People size hardware by the active parameters. Any expert may be needed "
    "for the next token, so all of them sit in memory: at 16 bits Mixtral's weights "
    'take about 94 GB, not the 26 GB that "13B" suggests.',
    deeper="Only the experts are multiplied. In `Mixtral` one expert is:\n\n"
    "- **three** matrices\n- of 4096 \u00d7 14336\n\n"
    "```\n3 * 4096 * 14336\n```\n\n"
    "That makes *176* million numbers.",
    checked=date(2026, 11, 20),
    sources=(
        Source("Mixtral of Experts", "https://arxiv.org/abs/2401.04088", 2024),
        Source("The Layer", "https://arxiv.org/abs/1701.06538", 2017),
    ),
    recall=Recall("Which number sets the memory you need?", "47B."),
)

GOLDEN = {
    "content": """\
## Mixture of experts: a big model that runs only in part
-# LLMs & Generative AI · Intermediate · 30 s read

In an ordinary, dense transformer every token pays for every weight. \
A mixture-of-experts layer holds several feed-forward networks, the experts, and \
a small router picks a few of them for each token. So a model can grow without \
each token costing more: Mixtral 8x7B has 47 billion parameters and uses 13 \
billion for any one token.

You meet it in names like 8x7B, where the size and the speed seem to disagree.

> **Footgun:** People size hardware by the active parameters. Any expert may be needed \
for the next token, so all of them sit in memory: at 16 bits Mixtral's weights \
take about 94 GB, not the 26 GB that "13B" suggests.

-# Source: [Mixtral of Experts, 2024](<https://arxiv.org/abs/2401.04088>)""",
    "flags": 4,
    "allowed_mentions": {"parse": []},
    "nonce": "566115f2ab37c3f91e6b03f78",
    "enforce_nonce": True,
    "components": [
        {
            "type": 1,
            "components": [
                {
                    "type": 2,
                    "style": 1,
                    "label": "Deeper",
                    "custom_id": f"bite:{MARK}:deeper:{MOE.id}",
                },
                {
                    "type": 2,
                    "style": 2,
                    "label": "Quiz me",
                    "custom_id": f"bite:{MARK}:quiz:{MOE.id}",
                },
            ],
        }
    ],
}


def test_bite_is_posted_as_designed() -> None:
    payload = render_post(bite_card(MOE, TOPIC), mark=MARK)

    assert payload == GOLDEN
    limits.check_message(payload)


def test_private_bite_has_a_share_button_and_no_nonce() -> None:
    payload = render_reply(bite_card(MOE, TOPIC, private=True))

    (row,) = payload["components"]
    assert [one["label"] for one in row["components"]] == [
        "Deeper",
        "Quiz me",
        "Share here",
    ]
    assert {one["custom_id"].split(":")[1] for one in row["components"]} == {"-"}
    assert payload["flags"] == 64 | 4
    assert payload["allowed_mentions"] == {"parse": []}
    assert "nonce" not in payload


def test_side_card_is_smaller_and_names_all_sources() -> None:
    card = deeper_card(MOE, make_library())

    assert (
        render_content(card)
        == """\
### Deeper: Mixture of experts

Only the experts are multiplied. In `Mixtral` one expert is:

- **three** matrices
- of 4096 \u00d7 14336

```
3 * 4096 * 14336
```

That makes *176* million numbers.

-# Sources: [Mixtral of Experts, 2024](<https://arxiv.org/abs/2401.04088>) \
· [The Layer, 2017](<https://arxiv.org/abs/1701.06538>)
-# +10 s · checked in November 2026"""
    )


def test_text_card_is_its_text() -> None:
    payload = render_reply(text_card("Done: **all** is well.", notes=("A note.",)))

    assert payload["content"] == "Done: **all** is well.\n\n-# A note."
    assert payload["components"] == []


def test_notes_stand_in_small_print_under_the_source() -> None:
    card = bite_card(MOE, TOPIC, notes=("Late today.", "Shared by A_na"))

    lines = render_content(card).splitlines()

    assert lines[-3].startswith("-# Source: ")
    assert lines[-2:] == ["-# Late today.", r"-# Shared by A\_na"]


def test_footgun_of_several_paragraphs_stays_quoted() -> None:
    card = Card(shape=Shape.BITE, body="x", footgun="One.\n\nTwo.")

    assert render_content(card) == "x\n\n> **Footgun:** One.\n> \n> Two."


@pytest.mark.parametrize("length", [79, 80, 81, 300])
def test_label_is_clipped(length: int) -> None:
    button = Button(Action.READ, "topic/one", "x" * length)

    (row,) = render_reply(Card(body="x", buttons=(button,)))["components"]
    label = row["components"][0]["label"]

    assert len(label) == min(length, MAX_LABEL)
    assert label.endswith("…") is (length > MAX_LABEL)


@pytest.mark.parametrize(("buttons", "rows"), [(1, [1]), (5, [5]), (7, [5, 2])])
def test_buttons_stand_five_to_a_row(buttons: int, rows: list[int]) -> None:
    card = Card(
        body="x",
        buttons=tuple(Button(Action.READ, f"t/{n}", "x") for n in range(buttons)),
    )

    payload = render_reply(card)

    assert [len(one["components"]) for one in payload["components"]] == rows
    limits.check_message(payload)


@pytest.mark.parametrize(
    ("body", "length"),
    [
        pytest.param("x" * 2000, 2000, id="just-fits"),
        pytest.param("x" * 2001, 2000, id="one-too-long"),
        pytest.param("\n\n".join(["x" * 100] * 30), 1939, id="at-a-line"),
    ],
)
def test_long_content_is_cut(body: str, length: int) -> None:
    content = render_content(text_card(body))

    assert len(content) == length <= MAX_CONTENT
    assert content.endswith("\n…") is (content != body)
    assert body.startswith(content.removesuffix("\n…").rstrip())


def test_small_lines_stay_where_the_text_is_too_long() -> None:
    code = "```\n" + "y = 1\n" * 400 + "```"
    asked = text_card(f"Look:\n\n{code}", notes=("From Tuesday: why?",))

    content = render_content(asked)

    assert len(content) <= MAX_CONTENT
    assert content.endswith("y = 1\n…\n```\n\n-# From Tuesday: why?")
    assert content.count("```") == 2


def test_small_lines_alone_may_not_fill_a_message() -> None:
    content = render_content(text_card("Body", notes=("word " * 30,) * 30))

    assert content.startswith("Body\n\n-# word")
    assert content.endswith("\n…")
    assert len(content) <= MAX_CONTENT


def test_nonce_is_short_stable_and_different_for_each_mark() -> None:
    marks = [delivery_id("s", date(2026, 11, day)) for day in range(1, 31)]

    nonces = {nonce(one) for one in marks}

    assert len(nonces) == 30
    assert {len(one) for one in nonces} == {25}
    assert nonce(MARK) == GOLDEN["nonce"]


_part = st.text(st.characters(exclude_characters=":"), min_size=1, max_size=20)


@given(_part, st.sampled_from(Action), st.text(min_size=1, max_size=60))
def test_custom_id_is_read_back(mark: str, action: Action, bite: str) -> None:
    written = custom_id(mark, Button(action, bite, "x"))

    assert parse_custom_id(written) == (mark, action.value, bite)


@pytest.mark.parametrize("text", ["", "bite", "bite:a:b", "other:a:deeper:t/one"])
def test_foreign_custom_id_is_none(text: str) -> None:
    assert parse_custom_id(text) is None


def test_longest_custom_id_fits() -> None:
    mark = delivery_id("s", date(2026, 11, 24))
    longest = max(Action, key=len)

    assert len(custom_id(mark, Button(longest, "x" * 60, "x"))) <= MAX_CUSTOM_ID
