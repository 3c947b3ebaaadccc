"""Modals of the pretend Discord: what it refuses, and what a client sends."""

from typing import Any

import pytest

from bot.sandbox.discord.modals import check_modal, filled
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.world import World

Body = dict[str, Any]
TEXT: Body = {"type": 4, "custom_id": "why", "style": 1, "max_length": 10}
DAYS: Body = {
    "type": 3,
    "custom_id": "days",
    "required": False,
    "min_values": 0,
    "max_values": 2,
    "options": [
        {"label": "Monday", "value": "mon", "default": True},
        {"label": "Friday", "value": "fri"},
    ],
}
PLACE: Body = {"type": 8, "custom_id": "where"}


def modal(*parts: Body) -> Body:
    rows = [{"type": 18, "label": "Which?", "component": one} for one in parts]
    return {"title": "Report", "custom_id": "m", "components": rows}


def changed(part: Body, **changes: Any) -> Body:
    return modal({**part, **changes})


def test_a_modal_in_order_is_taken() -> None:
    check_modal(modal(TEXT, DAYS, PLACE))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(modal(*(6 * [TEXT])), id="six-fields"),
        pytest.param(modal(TEXT, TEXT), id="same-id-twice"),
        pytest.param(changed(TEXT, style=3), id="no-style"),
        pytest.param(changed(TEXT, value="x" * 11), id="longer-than-its-field"),
        pytest.param(changed(TEXT, placeholder="x" * 101), id="long-placeholder"),
        pytest.param(changed(TEXT, type=2), id="a-button"),
        pytest.param(changed(DAYS, options=[]), id="no-options"),
        pytest.param(changed(DAYS, options=13 * DAYS["options"]), id="26-options"),
        pytest.param(changed(DAYS, max_values=3), id="more-than-there-are"),
        pytest.param(changed(DAYS, required=True), id="required-and-none"),
        pytest.param(changed(PLACE, default_values=[{}, {}]), id="two-channels"),
        pytest.param({**modal(TEXT), "components": [{"type": 9}]}, id="no-row"),
        pytest.param(
            {**modal(), "components": [{"type": 1, "components": [DAYS]}]},
            id="a-select-without-a-label",
        ),
        pytest.param(
            {**modal(), "components": [{"type": 18, "label": "", "component": TEXT}]},
            id="no-label",
        ),
    ],
)
def test_a_misshapen_modal_is_refused(body: Body) -> None:
    with pytest.raises(Refusal) as refused:
        check_modal(body)

    assert refused.value.body["code"] == 50035


@pytest.fixture
def world() -> World:
    return World("token")


def test_what_is_not_touched_is_sent_as_it_stood(world: World) -> None:
    general = world.channel_id("general")
    chosen = {**PLACE, "default_values": [{"id": general, "type": "channel"}]}

    rows, resolved = filled(modal({**TEXT, "value": "so"}, DAYS, chosen), {}, world)

    sent = [one["component"] for one in rows]
    assert [one.get("value", one.get("values")) for one in sent] == [
        *("so", ["mon"], [general])
    ]
    assert resolved["channels"][general]["name"] == "general"


def test_what_was_filled_in_is_sent(world: World) -> None:
    values = {"why": "because", "days": ["fri"], "where": "#general"}

    rows, _ = filled(modal(TEXT, DAYS, PLACE), values, world)

    sent = [one["component"] for one in rows]
    assert sent[0]["value"] == "because"
    assert sent[1]["values"] == ["fri"]
    assert sent[2]["values"] == [world.channel_id("general")]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="nothing-where-something-is-needed"),
        pytest.param({"why": "x" * 11}, id="too-long"),
        pytest.param({"why": "x", "days": ["sun"]}, id="none-of-the-choices"),
        pytest.param({"why": "x", "who": "Ana"}, id="no-such-field"),
    ],
)
def test_the_client_keeps_what_discord_would_not_take(
    world: World, values: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        filled(modal(TEXT, DAYS), values, world)
