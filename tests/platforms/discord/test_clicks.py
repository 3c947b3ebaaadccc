"""Presses on buttons, from the client to our handler and back."""

from typing import Any

import pytest

from bot.core import phrases
from bot.core.cards import Action, Button, Card
from bot.core.requests import Command, click_options
from bot.platforms.discord.render import render_post, render_reply
from bot.sandbox.discord import people
from bot.sandbox.discord.world import Message
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Connected

MARK = "d_0123456789abcdef0123"


def _message(sandbox: Sandbox, payload: dict[str, Any], *, to: str = "") -> Message:
    """Put a message of the bot's into general; private if it is to one person."""
    world = sandbox.discord.world
    message = world.add_message(world.channel_id("general"), world.bot_id, payload)
    if to:
        world.private[message["id"]] = world.person(to).id
    return message


def _with_button(custom_id: str) -> dict[str, Any]:
    button = {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id}
    return {"content": "x", "components": [{"type": 1, "components": [button]}]}


@pytest.mark.parametrize("action", list(Action))
async def test_each_button_is_its_command(
    connected: Connected, sandbox: Sandbox, action: Action
) -> None:
    card = Card(body="x", buttons=(Button(action, "topic/one", "Press"),))
    message = _message(sandbox, render_post(card, mark=MARK))

    await sandbox.discord.click("ben", message, "Press")

    (request,) = connected.listener.requests
    command = Command(action.value)
    assert request.command is command
    assert request.options == {**click_options(command, "topic/one"), "mark": MARK}
    assert len(request.options) == 2


@pytest.mark.parametrize(
    "custom_id",
    [
        pytest.param("something-else", id="foreign"),
        pytest.param("bite:d_1:deeper", id="older-form"),
        pytest.param("bite:d_1:vote:topic/one", id="unknown-action"),
        pytest.param("bite:d_1:schedule:topic/one", id="command-without-a-button"),
    ],
)
async def test_unknown_button_is_answered_kindly(
    connected: Connected, sandbox: Sandbox, custom_id: str
) -> None:
    message = _message(sandbox, _with_button(custom_id))

    outcome = await sandbox.discord.click("ben", message, "Press")

    assert (outcome.kind, outcome.text) == ("message", phrases.unknown_button())
    assert sandbox.discord.private_messages("ben") == [outcome.message]
    assert connected.listener.requests == []


@pytest.mark.parametrize(
    ("action", "to", "kind"),
    [
        pytest.param(Action.ANSWER, "ben", "update", id="answer-in-private"),
        pytest.param(Action.ANSWER, "", "message", id="answer-in-public"),
        pytest.param(Action.DEEPER, "ben", "message", id="deeper-in-private"),
    ],
)
async def test_answer_takes_the_place_of_its_private_question(
    connected: Connected, sandbox: Sandbox, action: Action, to: str, kind: str
) -> None:
    card = Card(body="Question?", buttons=(Button(action, "topic/one", "Press"),))
    payload = render_reply(card)
    message = _message(sandbox, payload if to else {**payload, "flags": 4}, to=to)

    outcome = await sandbox.discord.click("ben", message, "Press")

    assert outcome.kind == kind
    assert message["content"] == ("done" if kind == "update" else "Question?")


@pytest.mark.parametrize("custom_id", ["foreign", f"bite:{MARK}:deeper:t/one"])
async def test_click_that_cannot_be_answered_is_one_warning(
    connected: Connected,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    custom_id: str,
) -> None:
    monkeypatch.setattr(people, "FIRST_ANSWER", 0.3)
    callback = "POST /interactions/{id}/{token}/callback"
    sandbox.faults.add(Fault("status", callback, status=503, times=2))
    message = _message(sandbox, _with_button(custom_id))

    outcome = await sandbox.discord.click("ben", message, "Press")

    assert outcome.kind == "failed"
    assert [one.name for one in caplog.records if one.levelname == "ERROR"] == []
