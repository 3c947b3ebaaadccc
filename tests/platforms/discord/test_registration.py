"""Registering the commands: their shape, their autocomplete, and only when changed."""

from typing import Any

import pytest

from bot.core.requests import Command
from bot.core.search import Choice
from bot.errors import DeliveryError
from bot.platforms import supervisor
from bot.platforms.discord.client import open_discord
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Connected, Listener, Memory, connect

_SUBCOMMAND, _STRING, _CHANNEL = 1, 3, 7
_MANAGE_GUILD = 1 << 5


def _commands(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in sandbox.discord.world.commands.values()}


def _subcommands(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in _commands(sandbox)["bite-admin"]["options"]}


def _puts(sandbox: Sandbox) -> int:
    return sum(one.method == "PUT" for one in sandbox.discord.requests)


async def test_commands_are_the_designed_ones(
    connected: Connected, sandbox: Sandbox
) -> None:
    found = _commands(sandbox)

    assert set(found) == {"bite", "topics", "bite-admin"}
    assert set(_subcommands(sandbox)) == {
        *("schedule", "list", "health", "pause", "resume", "remove", "next", "preview"),
        *("forget", "options"),
        *("skip", "log", "history", "test", "seen", "reset", "managers"),
    }
    assert {one["type"] for one in _subcommands(sandbox).values()} == {_SUBCOMMAND}


async def test_bite_has_one_option_with_autocomplete(
    connected: Connected, sandbox: Sandbox
) -> None:
    (option,) = _commands(sandbox)["bite"]["options"]

    assert (option["name"], option["type"]) == ("topic", _STRING)
    assert option["autocomplete"] is True
    assert not option["required"]


async def test_schedule_has_typed_options(
    connected: Connected, sandbox: Sandbox
) -> None:
    options = {one["name"]: one for one in _subcommands(sandbox)["schedule"]["options"]}

    assert set(options) >= {
        "channel",
        "time",
        "timezone",
        "topics",
        "levels",
        "days",
    }
    assert options["channel"]["type"] == _CHANNEL
    assert set(options["channel"]["channel_types"]) == {0, 5}
    assert {one["type"] for key, one in options.items() if key != "channel"} == {
        _STRING
    }
    assert options["timezone"]["autocomplete"] is True
    assert not any(one["required"] for one in options.values())


async def test_admin_commands_are_offered_to_managers_of_a_server_only(
    connected: Connected, sandbox: Sandbox
) -> None:
    found = _commands(sandbox)

    assert found["bite-admin"]["default_member_permissions"] == str(_MANAGE_GUILD)
    assert found["bite"]["default_member_permissions"] is None
    for command in found.values():
        assert command["contexts"] == [0]
        assert command["integration_types"] == [0]


@pytest.mark.parametrize(
    ("command", "option", "asked"),
    [
        pytest.param("bite", "topic", Command.BITE, id="topic"),
        *(
            pytest.param("bite-admin schedule", one, Command.SCHEDULE, id=one)
            for one in ("time", "timezone", "topics", "levels", "days", "schedule")
        ),
        *(
            pytest.param(f"bite-admin {one}", "schedule", one, id=f"schedule-of-{one}")
            for one in (
                Command.PAUSE,
                Command.RESUME,
                Command.REMOVE,
                Command.NEXT,
                Command.PREVIEW,
            )
        ),
    ],
)
async def test_autocomplete_asks_the_handler(
    connected: Connected, sandbox: Sandbox, command: str, option: str, asked: Command
) -> None:
    connected.listener.choices = [Choice("Label", "value"), Choice("Other", "2")]

    found = await sandbox.discord.people.autocomplete(
        "ana", "general", command, {option: "val"}, focused=option
    )

    ((request, name, text),) = connected.listener.typed
    assert (request.command, name, text) == (asked, option, "val")
    assert request.person.is_admin
    assert [(one["name"], one["value"]) for one in found] == [
        ("Label", "value"),
        ("Other", "2"),
    ]


async def test_commands_are_registered_once(
    sandbox: Sandbox, listener: Listener
) -> None:
    memory = Memory()
    for _ in range(2):
        async with connect(sandbox, listener, memory):
            pass

    assert _puts(sandbox) == 1
    assert list(memory.hashes) == [f"discord:{sandbox.discord.world.application_id}"]


async def test_changed_commands_are_registered_again(
    sandbox: Sandbox, listener: Listener
) -> None:
    memory = Memory()
    async with connect(sandbox, listener, memory):
        kept = dict(memory.hashes)
    memory.hashes = dict.fromkeys(memory.hashes, "of an older version")

    async with connect(sandbox, listener, memory):
        pass

    assert _puts(sandbox) == 2
    assert memory.hashes == kept


async def test_commands_are_registered_before_the_bot_is_there(
    sandbox: Sandbox, listener: Listener
) -> None:
    events: list[str] = []
    sandbox.discord.world.listeners.append(lambda name, _data: events.append(name))

    async with connect(sandbox, listener, Memory()):
        pass

    assert events.index("COMMANDS") < events.index("BOT")


async def test_failed_registration_is_not_remembered(
    sandbox: Sandbox, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hurry(monkeypatch)
    memory = Memory()
    put = "PUT /applications/{application}/commands"
    sandbox.faults.add(Fault("status", put, status=503))

    async with connect(sandbox, listener, memory):
        pass

    assert _puts(sandbox) == 2
    assert len(memory.hashes) == 1


async def test_broken_connection_is_made_anew(
    sandbox: Sandbox, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hurry(monkeypatch)
    sandbox.faults.add(Fault("status", "GET /users/@me", status=503))

    async with connect(sandbox, listener, Memory()):
        outcome = await sandbox.discord.slash("ben", "general", "topics")

    assert outcome.text == "done"


async def test_refused_token_ends_the_run(sandbox: Sandbox, listener: Listener) -> None:
    address = sandbox.environment["DISCORD_API_URL"]

    async with open_discord(token="old", api_url=address) as platform:
        with pytest.raises(DeliveryError, match="DISCORD_TOKEN") as raised:
            await platform.run(listener, Memory())

    assert raised.value.permanent


def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_FIRST_PAUSE", 0.05)
