"""How a post goes out on Discord: the payload of each manner, and what is in its way."""

from typing import Any

import pytest

from bot.core.cards import Card, bite_card
from bot.core.posting import Manner
from bot.platforms.discord.manner import obstacles
from bot.platforms.discord.render import (
    MAX_CONTENT,
    render_content,
    render_edit,
    render_post,
)
from bot.sandbox.discord import limits
from bot.sandbox.discord.permissions import bits
from tests.conftest import make_bite, make_library

MARK = "d_7f3a"
NOBODY: dict[str, list[str]] = {"parse": []}
PLAIN = bite_card(make_bite(), make_library().topics["topic"])
THREADS = ("CREATE_PUBLIC_THREADS", "SEND_MESSAGES_IN_THREADS")


def posted(manner: Manner, body: str = PLAIN.body) -> dict[str, Any]:
    payload = render_post(
        Card(title=PLAIN.title, body=body, buttons=PLAIN.buttons, manner=manner),
        mark=MARK,
    )
    limits.check_message(payload)
    return payload


@pytest.mark.parametrize(
    ("manner", "changes"),
    [
        (Manner(), {}),
        (Manner(silent=True), {"flags": 4 | 4096}),
        (Manner(thread=True, publish=True), {}),
        (
            Manner(mention="42", silent=True),
            {
                "flags": 4 | 4096,
                "allowed_mentions": {"parse": [], "roles": ["42"]},
                "content": "+\n-# <@&42>",
            },
        ),
    ],
)
def test_a_manner_changes_this_and_nothing_else(
    manner: Manner, changes: dict[str, Any]
) -> None:
    plain = posted(Manner())

    payload = posted(manner)

    if "content" in changes:
        changes = changes | {"content": plain["content"] + changes["content"][1:]}
    assert payload == plain | changes


def test_a_long_card_gives_way_to_its_mention() -> None:
    payload = posted(Manner(mention="42"), body="Many words. " * 400)

    assert len(payload["content"]) <= MAX_CONTENT
    assert payload["content"].endswith("\n-# <@&42>")


@pytest.mark.parametrize("text", ["everyone", "S123", "42> @everyone", "٤٢"])
def test_what_is_no_role_mentions_nobody(text: str) -> None:
    payload = posted(Manner(mention=text))

    assert payload["allowed_mentions"] == NOBODY
    assert text not in payload["content"]


def test_an_edit_mentions_nobody_again() -> None:
    card = Card(body="New words.", manner=Manner(mention="42", silent=True))

    payload = render_edit(card, mark=MARK)

    assert payload["content"] == render_content(card) == "New words."
    assert payload["allowed_mentions"] == NOBODY
    assert payload["flags"] == 4


@pytest.mark.parametrize(
    ("manner", "granted", "kind", "options"),
    [
        (Manner(mention="7"), (), 0, ["mention"]),  # no such role
        (Manner(mention="1"), ("MENTION_EVERYONE",), 0, ["mention"]),  # everybody
        (Manner(mention="2"), (), 0, ["mention"]),
        (Manner(mention="2"), ("MENTION_EVERYONE",), 0, []),
        (Manner(mention="3"), (), 0, []),
        (Manner(publish=True), (), 0, ["publish"]),
        (Manner(publish=True), (), 5, []),
        (Manner(thread=True), (), 0, ["thread"]),
        (Manner(thread=True), THREADS[:1], 0, ["thread"]),
        (Manner(thread=True), THREADS, 0, []),
        (Manner(silent=True), (), 0, []),
    ],
)
def test_obstacles_are_what_one_can_mend(
    manner: Manner, granted: tuple[str, ...], kind: int, options: list[str]
) -> None:
    roles = [
        {"id": "1", "name": "@everyone", "permissions": "0", "mentionable": False},
        {"id": "2", "name": "Leads", "permissions": "0", "mentionable": False},
        {"id": "3", "name": "Readers", "permissions": "0", "mentionable": True},
    ]
    roles[0]["permissions"] = str(bits("VIEW_CHANNEL", *granted))

    found = list(
        obstacles(
            manner,
            guild={"id": "1", "roles": roles},
            channel={"name": "daily", "type": kind},
            member={"user": {"id": "9"}, "roles": []},
        )
    )

    assert [one.option for one in found] == options
    assert all("#daily" in one.text for one in found if one.option != "mention")
