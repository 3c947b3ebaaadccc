"""How a post goes out on Slack: the payload of each manner, and what Slack lacks."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.core.cards import bite_card
from bot.core.posting import Manner
from bot.platforms.slack.forms import render_form
from bot.platforms.slack.manner import obstacles
from bot.platforms.slack.render import MAX_TEXT, render_edit, render_post
from bot.sandbox.slack.mentions import pings_of
from bot.services.options_form import options_form
from tests.conftest import make_bite, make_library
from tests.core.make import make_schedule
from tests.platforms.slack.validate import faults_of_blocks, faults_of_view

CARD = bite_card(make_bite(), make_library().topics["topic"])
MENTION = "<!subteam^S12>"


def posted(manner: Manner, **changes: Any) -> dict[str, Any]:
    card = replace(CARD, manner=manner, **changes)
    return render_post(card, channel="C1", mark="d_7f3a")


@pytest.mark.parametrize(
    "manner", [Manner(), Manner(thread=True), Manner(mention="12"), Manner(silent=True)]
)
def test_without_a_group_nothing_pings(manner: Manner) -> None:
    payload = posted(manner)

    assert payload == posted(Manner())
    assert pings_of(payload) == []


def test_a_mention_stands_in_text_and_blocks_before_the_buttons() -> None:
    plain, payload = posted(Manner()), posted(Manner(mention="S12"))

    (block,) = [one for one in payload["blocks"] if one not in plain["blocks"]]
    assert block == {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": MENTION}],
    }
    assert payload["blocks"].index(block) == len(payload["blocks"]) - 2
    assert payload["text"] == f"{plain['text']}\n\n{MENTION}"
    assert set(pings_of(payload)) == {MENTION}
    assert faults_of_blocks(payload["blocks"]) == []


def test_a_long_text_gives_way_to_its_mention() -> None:
    payload = posted(Manner(mention="S12"), body="Many words. " * 500)

    assert len(payload["text"]) <= MAX_TEXT
    assert payload["text"].endswith(MENTION)


@pytest.mark.parametrize("text", ["S12> <!channel", "channel", "s12", "S", ""])
def test_what_is_no_group_mentions_nobody(text: str) -> None:
    assert pings_of(posted(Manner(mention=text))) == []


def test_an_edit_mentions_nobody_again() -> None:
    card = replace(CARD, manner=Manner(mention="S12"))

    payload = render_edit(card, channel="C1", message_id="1.2", mark="d_7f3a")

    assert pings_of(payload) == []
    assert not re.search("subteam", str(payload))


@pytest.mark.parametrize(
    ("manner", "options"),
    [
        (Manner(mention="S12", thread=True), []),
        (Manner(mention="12"), ["mention"]),
        (Manner(silent=True), ["silent"]),
        (Manner(publish=True), ["publish"]),
    ],
)
def test_obstacles_are_what_slack_lacks(manner: Manner, options: list[str]) -> None:
    found = list(obstacles(manner))

    assert [one.option for one in found] == options
    assert all(one.is_fatal for one in found)


def test_the_form_of_the_options_passes_slacks_own_models() -> None:
    view = render_form(options_form(make_schedule(platform="slack")), channel="C1")

    assert faults_of_view(view) == []
    assert [one["block_id"] for one in view["blocks"]] == [
        *("every", "mention", "thread", "when_dry", "on_unknown", "catch_up"),
    ]
