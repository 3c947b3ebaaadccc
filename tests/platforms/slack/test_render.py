"""The card on Slack: the blocks of every card, and that nothing in them can ping."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content, shipped_content
from bot.core.bites import Library, Topic
from bot.core.cards import (
    Card,
    answer_card,
    bite_card,
    card_from_json,
    card_to_json,
    deeper_card,
    question_card,
    review_card,
    text_card,
)
from bot.core.requests import Reply
from bot.core.wording import channel, literal
from bot.platforms.slack.home import render_home
from bot.platforms.slack.render import (
    MAX_BLOCKS,
    MAX_SECTION,
    escape,
    render_blocks,
    render_markdown,
    render_post,
    render_private,
    render_text,
    render_view,
)
from tests.conftest import make_bite
from tests.platforms.slack.validate import faults_of_blocks, faults_of_view

LIBRARY = load_content([shipped_content()]).library
TOPIC = Topic(id="topic", name="Tips & Tricks", description="")
NASTY = st.lists(
    st.sampled_from(
        "@everyone @here @channel <!channel> <!here|x> <@U123> <#C123> <!subteam^S1> "
        "& &amp; < > | * _ ~ ` ``` - # > 1. [a](https://b.example) \n\n é 😀".split(" ")
    )
    | st.text(max_size=20),
    max_size=12,
).map(" ".join)
# What Slack would take for a mention, a channel or a special command.
PING = re.compile(r"<[!@#]|@(?:everyone|here|channel)\b")


def cards_of(library: Library) -> list[Card]:
    return [
        card
        for bite in library
        for card in (
            bite_card(bite, library.topic_of(bite)),
            bite_card(bite, library.topic_of(bite), private=True),
            review_card(bite, library.topic_of(bite)),
            deeper_card(bite, library),
            question_card(bite),
            answer_card(bite),
        )
    ]


def texts(value: Any) -> list[str]:
    """Give every string that Slack would show or parse."""
    if isinstance(value, dict):
        return [one for key in value for one in texts(value[key])]
    if isinstance(value, list):
        return [one for part in value for one in texts(part)]
    return [value] if isinstance(value, str) else []


def test_post_is_the_documented_card() -> None:
    bite = make_bite("topic/lora", title="LoRA: tune a <giant>")

    post = render_post(bite_card(bite, TOPIC), channel="C1", mark="d_1")

    kinds = [block["type"] for block in post["blocks"]]
    actions = post["blocks"][-1]["elements"]
    assert kinds == ["header", "context", "section", "section", "context", "actions"]
    assert post["blocks"][0]["text"] == {
        "type": "plain_text",
        "text": "LoRA: tune a <giant>",
        "emoji": False,
    }
    assert post["blocks"][1]["elements"][0]["text"].startswith("Tips &amp; Tricks · ")
    assert all(block["expand"] for block in post["blocks"][2:4])
    assert post["blocks"][3]["text"]["text"].startswith("> *Footgun:* ")
    assert [one["action_id"] for one in actions] == ["bite_deeper", "bite_quiz"]
    assert [one["value"] for one in actions] == ["d_1 topic/lora"] * 2
    assert all(one["accessibility_label"] and "style" not in one for one in actions)
    assert post["metadata"] == {
        "event_type": "daily_bite_posted",
        "event_payload": {"delivery": "d_1"},
    }
    assert post["unfurl_links"] is post["unfurl_media"] is False
    assert "link_names" not in post


def test_text_holds_the_whole_bite_and_starts_with_its_title() -> None:
    bite = make_bite(title="LoRA: tune & go")

    text = render_text(bite_card(bite, TOPIC))

    assert text.startswith("LoRA: tune &amp; go\n\n")
    assert bite.summary.split(".")[0] in text
    assert "Footgun: " in text
    assert text.endswith("s read)")


def test_every_shipped_card_passes_slacks_own_models() -> None:
    faults = [
        fault
        for card in cards_of(LIBRARY)
        for fault in faults_of_blocks(render_blocks(card, mark="d_" + "0" * 20))
        + faults_of_view(render_view(card, metadata="C1"))
    ]

    assert faults == []


def test_frozen_card_renders_the_same() -> None:
    card = bite_card(make_bite(), TOPIC, notes=("Late today",))

    again = card_from_json(card_to_json(card))

    assert render_private(again) == render_private(card)


def test_deeper_is_a_modal_named_so() -> None:
    bite = make_bite("topic/lora", title="LoRA: tune a giant")
    library = Library.of([TOPIC], [bite])

    view = render_view(deeper_card(bite, library), metadata="C1")

    assert view["title"]["text"] == "Deeper"
    assert view["blocks"][0]["text"]["text"] == "LoRA"
    assert view["private_metadata"] == "C1"


def test_read_buttons_have_ids_of_their_own() -> None:
    bites = [make_bite(f"topic/n{number}") for number in range(3)]
    first = make_bite("topic/first", related=tuple(bite.id for bite in bites))
    library = Library.of([TOPIC], [first, *bites])

    actions = render_blocks(deeper_card(first, library))[-1]["elements"]

    ids = [one["action_id"] for one in actions]
    assert ids == ["bite_quiz", "bite_read", "bite_read_1", "bite_read_2", "bite_wrong"]


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("**bold** and *thin*", "*bold* and _thin_"),
        ("`a < b`", "`a &lt; b`"),
        ("[a|b](https://x.example/?a=1&b=2)", "<https://x.example/?a=1&amp;b=2|a|b>"),
        ("[no](javascript:alert(1))", "[no](javascript:alert(1))"),
        ("- one\n- two", "• one\n• two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("```\na -> b\n```", "```\na -&gt; b\n```"),
        ("one\n\ntwo", "one\n\ntwo"),
        (channel("C123"), "<#C123>"),
    ],
)
def test_markdown_becomes_mrkdwn(markdown: str, mrkdwn: str) -> None:
    assert render_markdown(markdown) == mrkdwn


def test_long_lists_are_cut_at_lines() -> None:
    body = "\n".join(f"- {'x' * 200} {number}" for number in range(400))

    blocks = render_blocks(text_card(body))

    assert len(blocks) <= MAX_BLOCKS
    assert all(len(block["text"]["text"]) <= MAX_SECTION for block in blocks)
    assert faults_of_blocks(blocks) == []


@given(text=NASTY)
def test_no_text_can_ping(text: str) -> None:
    card = Card(title=text, meta=text, body=text, footgun=text, notes=(text,))

    plain = replace(card, title="")  # headings are inert by themselves
    rendered = [
        *texts(render_post(card, channel="C1", mark="d_1")["blocks"][1:]),
        render_text(card),
        *texts(render_home(Reply(plain, more=(plain,)), plain)["blocks"][1:]),
        *texts(render_blocks(text_card(literal(text)))),
        escape(text),
    ]

    assert [one for one in rendered if PING.search(one)] == []


@given(text=st.text(max_size=50))
def test_escaping_loses_nothing(text: str) -> None:
    shown = escape(text).replace("\u200b", "")

    back = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    assert back == text.replace("\u200b", "")
