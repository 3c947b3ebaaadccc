"""Commands, from the client to our handler and back."""

import pytest

from bot.core import phrases
from bot.core.cards import Action, Button, Card, text_card
from bot.core.requests import Command, Reply
from bot.platforms.discord import commands
from bot.platforms.discord.render import render_reply
from bot.sandbox.discord import people
from bot.sandbox.discord.interactions import TOKEN_LIVES
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Connected

MANAGE_GUILD, ADMINISTRATOR = 1 << 5, 1 << 3
CALLBACK = "POST /interactions/{id}/{token}/callback"


def _private(sandbox: Sandbox) -> list[str]:
    return [one["content"] for one in sandbox.discord.private_messages("ben")]


async def test_command_becomes_a_request(
    connected: Connected, sandbox: Sandbox
) -> None:
    outcome = await sandbox.discord.type("ben", "general", "/bite topic: rag")

    (request,) = connected.listener.requests
    assert outcome.interaction is not None
    assert request.id == outcome.interaction.id
    assert request.platform == "discord"
    assert request.server == sandbox.discord.server_id
    assert request.channel == sandbox.discord.channel_id("general")
    assert request.person.id == sandbox.discord.world.person("ben").id
    assert request.person.name == "Ben"
    assert request.person.rights_hint == phrases.ask_for_manage_server()
    assert request.command is Command.BITE
    assert request.options == {"topic": "rag"}


@pytest.mark.parametrize(
    ("role", "is_admin"),
    [
        pytest.param(0, False, id="neither"),
        pytest.param(MANAGE_GUILD, True, id="manage-server"),
        pytest.param(ADMINISTRATOR, True, id="administrator"),
    ],
)
async def test_rights_are_those_that_discord_sends(
    connected: Connected, sandbox: Sandbox, role: int, is_admin: bool
) -> None:
    sandbox.discord.world.roles[sandbox.discord.server_id] |= role

    await sandbox.discord.slash("ben", "general", "bite-admin list", bypass_menu=True)

    (request,) = connected.listener.requests
    assert request.person.is_admin is is_admin


@pytest.mark.parametrize(
    ("denied", "role", "may_post"),
    [
        pytest.param([], 0, True, id="granted"),
        pytest.param(["SEND_MESSAGES"], 0, False, id="denied"),
        pytest.param(["SEND_MESSAGES"], ADMINISTRATOR, True, id="administrator"),
    ],
)
async def test_right_to_post_is_the_members(
    connected: Connected,
    sandbox: Sandbox,
    denied: list[str],
    role: int,
    may_post: bool,
) -> None:
    sandbox.discord.world.roles[sandbox.discord.server_id] |= role
    sandbox.discord.deny_everyone("general", *denied)

    await sandbox.discord.slash("ben", "general", "topics")

    assert connected.listener.requests[0].person.may_post is may_post


@pytest.mark.parametrize(
    ("line", "command", "options"),
    [
        ("/bite", Command.BITE, {}),
        ("/topics", Command.TOPICS, {}),
        (
            "/bite-admin schedule time: 09:00 channel: #general days: mon-fri",
            Command.SCHEDULE,
            {"time": "09:00", "channel": "{general}", "days": "mon-fri"},
        ),
        ("/bite-admin schedule topics: a,b", Command.SCHEDULE, {"topics": "a,b"}),
        ("/bite-admin list", Command.LIST, {}),
        ("/bite-admin pause", Command.PAUSE, {}),
        ("/bite-admin resume schedule: s1", Command.RESUME, {"schedule": "s1"}),
        ("/bite-admin remove", Command.REMOVE, {}),
        ("/bite-admin next", Command.NEXT, {}),
        ("/bite-admin preview", Command.PREVIEW, {}),
    ],
)
async def test_each_line_is_its_command(
    connected: Connected,
    sandbox: Sandbox,
    line: str,
    command: Command,
    options: dict[str, str],
) -> None:
    await sandbox.discord.type("ana", "daily-bite", line)

    (request,) = connected.listener.requests
    general = sandbox.discord.channel_id("general")
    assert request.command is command
    assert request.options == {
        key: value.format(general=general) for key, value in options.items()
    }


async def test_reply_is_private_and_rendered(
    connected: Connected, sandbox: Sandbox
) -> None:
    card = Card(body="**Yes.**", buttons=(Button(Action.READ, "topic/one", "Read"),))
    connected.listener.reply = Reply(card)

    outcome = await sandbox.discord.slash("ben", "general", "topics")

    assert outcome.kind == "message"
    assert outcome.message is not None
    assert outcome.message["components"] == render_reply(card)["components"]
    assert _private(sandbox) == ["**Yes.**"]
    assert sandbox.discord.messages("general") == []


async def test_slow_reply_is_deferred_then_put_in_place(
    connected: Connected, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "PATIENCE", 0.05)
    connected.listener.may_answer.clear()

    outcome = await sandbox.discord.slash("ben", "general", "topics")
    shown_before = _private(sandbox)
    connected.listener.may_answer.set()
    final = await outcome.final()

    assert (outcome.kind, shown_before) == ("deferred", [])
    assert final["content"] == "done"
    assert _private(sandbox) == ["done"]
    assert sandbox.discord.messages("general") == []
    assert len(connected.listener.requests) == 1


async def test_reply_to_a_dead_interaction_harms_nothing(
    connected: Connected,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(commands, "PATIENCE", 0.05)
    connected.listener.may_answer.clear()
    outcome = await sandbox.discord.slash("ben", "general", "topics")
    assert outcome.interaction is not None
    outcome.interaction.started -= TOKEN_LIVES

    connected.listener.may_answer.set()
    after = await sandbox.discord.slash("ben", "general", "topics")

    assert after.text == "done"
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


async def test_answer_that_cannot_be_given_is_one_warning(
    connected: Connected,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(people, "FIRST_ANSWER", 0.5)
    sandbox.faults.add(Fault("status", CALLBACK, status=503, times=2))

    outcome = await sandbox.discord.slash("ben", "general", "topics")

    assert outcome.kind == "failed"
    assert [one.name for one in caplog.records if one.levelname == "ERROR"] == []


async def test_listener_that_breaks_the_port_stops_no_other(
    connected: Connected, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FIRST_ANSWER", 0.5)

    connected.listener.error = RuntimeError("a bug")
    failed = await sandbox.discord.slash("ben", "general", "topics")
    connected.listener.error = None

    after = await sandbox.discord.slash("ben", "general", "topics")

    assert (failed.kind, after.text) == ("failed", "done")


async def test_long_reply_is_cut_and_still_arrives(
    connected: Connected, sandbox: Sandbox
) -> None:
    connected.listener.reply = Reply(text_card("word " * 600))

    outcome = await sandbox.discord.slash("ben", "general", "topics")

    assert len(outcome.text) == 2000
