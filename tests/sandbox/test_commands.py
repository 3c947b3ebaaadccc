"""Application commands: how they are registered, and who is offered them."""

from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.puppet import Puppet
from tests.sandbox.talk import Api

MANAGE_GUILD, ADMINISTRATOR = 1 << 5, 1 << 3
_STRING = 3


def _command(name: str = "hello", **changes: Any) -> dict[str, Any]:
    return {"name": name, "description": "Says hello", **changes}


def _option(name: str = "word", **changes: Any) -> dict[str, Any]:
    return {"type": _STRING, "name": name, "description": "A word", **changes}


def _options(count: int, **changes: Any) -> dict[str, Any]:
    named = [{"name": f"o{n}"} | changes for n in range(count)]
    return _command(options=[_option(**one) for one in named])


def _choices(count: int, size: int = 1) -> list[dict[str, str]]:
    return [{"name": "n" * size, "value": "v" * size}] * count


async def test_put_overwrites_and_gives_ids(api: Api) -> None:
    await api.register(_command("one"), _command("two"))

    put = await api.register(_command("three"))
    listed = await api("GET", api.commands)

    assert [one["name"] for one in put.body] == ["three"]
    assert listed.body == put.body
    assert put.body[0]["id"].isdigit()
    assert put.body[0]["type"] == 1


async def test_post_adds_one(api: Api) -> None:
    await api.register(_command("one"))
    await api("POST", api.commands, _command("two"))

    listed = await api("GET", api.commands)

    assert [one["name"] for one in listed.body] == ["one", "two"]


async def test_post_of_a_known_name_overwrites_it(api: Api) -> None:
    first = await api("POST", api.commands, _command(description="old"))
    await api("POST", api.commands, _command(description="new"))

    listed = await api("GET", api.commands)

    assert [one["description"] for one in listed.body] == ["new"]
    assert listed.body[0]["id"] == first.body["id"]


async def test_delete_takes_one_away(api: Api) -> None:
    first = await api("POST", api.commands, _command())

    answer = await api("DELETE", f"{api.commands}/{first.body['id']}")
    listed = await api("GET", api.commands)

    assert answer.status == 204
    assert listed.body == []


async def test_commands_of_another_application_are_out_of_reach(api: Api) -> None:
    answer = await api("PUT", "/applications/1/commands", [_command()])

    assert answer.code == (403, 20012)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(_command("x" * 32), id="name-32"),
        pytest.param(_command("don't_stop-2"), id="marks"),
        pytest.param(_command("ठीक"), id="devanagari"),
        pytest.param(_command(description="x" * 100), id="description-100"),
        pytest.param(_options(25), id="options-25"),
        pytest.param(_options(1, choices=_choices(25)), id="choices-25"),
        pytest.param(_options(1, autocomplete=True), id="autocomplete"),
        pytest.param(_command(contexts=None, integration_types=None), id="nulls"),
        pytest.param(_command(default_member_permissions=MANAGE_GUILD), id="int-right"),
    ],
)
async def test_fitting_command_is_taken(api: Api, command: dict[str, Any]) -> None:
    answer = await api.register(command)

    assert answer.status == 200


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(_command("x" * 33), id="name-33"),
        pytest.param(_command(""), id="no-name"),
        pytest.param(_command("Hello"), id="upper-case"),
        pytest.param(_command("two words"), id="blank-in-name"),
        pytest.param(_command("hello!"), id="punctuation"),
        pytest.param(_command(description="x" * 101), id="description-101"),
        pytest.param(_command(description=""), id="no-description"),
        pytest.param(_options(26), id="options-26"),
        pytest.param(_options(1, name="Upper"), id="option-name"),
        pytest.param(_options(1, description=""), id="option-description"),
        pytest.param(_options(1, choices=_choices(26)), id="choices-26"),
        pytest.param(
            _options(1, choices=_choices(1), autocomplete=True), id="choices-and-more"
        ),
        pytest.param(
            _command(
                options=[
                    {**_options(25, description="d" * 100), "name": f"s{n}", "type": 1}
                    for n in range(4)
                ]
            ),
            id="8000-in-descriptions",
        ),
        pytest.param(_options(2, choices=_choices(25, 100)), id="8000-in-choices"),
    ],
)
async def test_misshapen_command_is_refused(
    api: Api, bare: Sandbox, command: dict[str, Any]
) -> None:
    put = await api.register(command)
    post = await api("POST", api.commands, command)

    assert put.code == post.code == (400, 50035)
    assert bare.discord.world.commands == {}


@pytest.mark.parametrize(
    ("needed", "role", "kind"),
    [
        pytest.param(None, 0, "message", id="nothing-needed"),
        pytest.param(MANAGE_GUILD, 0, "failed", id="lacks-it"),
        pytest.param(MANAGE_GUILD, MANAGE_GUILD, "message", id="has-it"),
        pytest.param(MANAGE_GUILD, ADMINISTRATOR, "message", id="administrator"),
        pytest.param(0, MANAGE_GUILD, "failed", id="zero-is-administrators-only"),
        pytest.param(0, ADMINISTRATOR, "message", id="zero-for-an-administrator"),
    ],
)
async def test_commands_are_offered_by_right(
    api: Api, bare: Sandbox, puppet: Puppet, needed: int | None, role: int, kind: str
) -> None:
    await api.register(_command(default_member_permissions=needed))
    bare.discord.world.roles[bare.discord.server_id] |= role
    puppet.will(4, content="hello")

    outcome = await bare.discord.slash("ben", "general", "hello")

    assert outcome.kind == kind


async def test_refused_menu_reaches_no_bot(
    api: Api, bare: Sandbox, puppet: Puppet
) -> None:
    await api.register(_command(default_member_permissions=MANAGE_GUILD))

    outcome = await bare.discord.slash("ben", "general", "hello")

    assert outcome.error == "You do not have permission to use this command."
    assert puppet.heard == []


async def test_bypassing_the_menu_reaches_the_bot_with_the_real_rights(
    api: Api, bare: Sandbox, puppet: Puppet
) -> None:
    await api.register(_command(default_member_permissions=MANAGE_GUILD))
    puppet.will(4, content="no")

    await bare.discord.slash("ben", "general", "hello", bypass_menu=True)

    (heard,) = puppet.heard
    assert not int(heard["member"]["permissions"]) & MANAGE_GUILD
