"""People in the client: what they send to a bot, and what they see of its answers."""

import pytest

from bot.sandbox.discord import people
from bot.sandbox.server import Sandbox
from tests.sandbox.puppet import Puppet
from tests.sandbox.talk import Api

STRING, INTEGER, BOOLEAN, USER, CHANNEL = 3, 4, 5, 6, 7
MESSAGE, DEFER, UPDATE, CHOICES, MODAL = 4, 5, 7, 8, 9
BUTTON = {"type": 2, "style": 1, "label": "Press me", "custom_id": "press"}
ROW = {"type": 1, "components": [BUTTON]}


@pytest.fixture(autouse=True)
async def _commands(api: Api) -> None:
    options = {"word": STRING, "count": INTEGER, "loud": BOOLEAN, "where": CHANNEL}
    options |= {"who": USER}
    named = [
        {"type": kind, "name": name, "description": "An option"}
        for name, kind in options.items()
    ]
    sub = {"type": 1, "name": "again", "description": "Twice", "options": named}
    await api.register(
        {"name": "hello", "description": "Says hello", "options": named},
        {"name": "more", "description": "Says more", "options": [sub]},
    )


async def test_command_reaches_the_bot_as_discord_sends_it(
    bare: Sandbox, puppet: Puppet
) -> None:
    puppet.will(MESSAGE, content="hello")

    outcome = await bare.discord.slash("ben", "general", "hello", {"word": "hi"})

    (heard,) = puppet.heard
    world = bare.discord.world
    assert (outcome.kind, outcome.text) == ("message", "hello")
    assert heard["type"] == 2
    assert heard["guild_id"] == world.server_id
    assert heard["channel_id"] == bare.discord.channel_id("general")
    assert heard["member"]["user"]["global_name"] == "Ben"
    assert heard["member"]["roles"] == []
    assert heard["data"]["name"] == "hello"
    assert heard["data"]["id"] in world.commands
    assert heard["data"]["options"] == [{"name": "word", "type": STRING, "value": "hi"}]


async def test_options_have_the_types_of_the_command(
    bare: Sandbox, puppet: Puppet
) -> None:
    puppet.will(MESSAGE, content="hello")
    general = bare.discord.channel_id("general")

    await bare.discord.type(
        "ben", "general", "/hello count: 3 loud: true where: #general word:"
    )

    data = puppet.heard[0]["data"]
    assert {one["name"]: one["value"] for one in data["options"]} == {
        "count": 3,
        "loud": True,
        "where": general,
    }
    assert data["resolved"]["channels"][general]["name"] == "general"


async def test_people_come_as_users_and_as_members_without_them(
    bare: Sandbox, puppet: Puppet
) -> None:
    puppet.will(MESSAGE, content="hello")
    ben = bare.discord.world.person("ben").id

    await bare.discord.type("ana", "general", "/hello who: @Ben word: hi")

    data = puppet.heard[0]["data"]
    assert {"name": "who", "type": USER, "value": ben} in data["options"]
    assert data["resolved"]["users"][ben]["username"] == "ben"
    assert data["resolved"]["members"][ben]["roles"] == []
    assert "user" not in data["resolved"]["members"][ben]


async def test_subcommand_nests_its_options(bare: Sandbox, puppet: Puppet) -> None:
    puppet.will(MESSAGE, content="hello")

    await bare.discord.type("ben", "general", "/more again word: hi")

    data = puppet.heard[0]["data"]
    word = {"name": "word", "type": STRING, "value": "hi"}
    assert data["name"] == "more"
    assert data["options"] == [{"name": "again", "type": 1, "options": [word]}]


async def test_unknown_command_never_leaves_the_client(
    bare: Sandbox, puppet: Puppet
) -> None:
    typed = await bare.discord.type("ben", "general", "/goodbye")
    sent = await bare.discord.slash("ben", "general", "goodbye")

    assert typed.error == "There is no such command. Try one of /hello, /more."
    assert sent.error == "There is no command /goodbye."
    assert puppet.heard == []


@pytest.mark.parametrize(
    ("act", "told"),
    [
        pytest.param("slash", people.NO_ANSWER, id="command"),
        pytest.param("click", people.FAILED, id="button"),
    ],
)
async def test_silent_bot_fails_after_the_deadline(
    api: Api,
    bare: Sandbox,
    puppet: Puppet,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    told: str,
) -> None:
    monkeypatch.setattr(people, "FIRST_ANSWER", 0.3)
    message = (await api.post(components=[ROW])).body

    if act == "slash":
        outcome = await bare.discord.slash("ben", "general", "hello")
    else:
        outcome = await bare.discord.click("ben", message, "Press")

    assert (outcome.kind, outcome.error) == ("failed", told)
    assert len(puppet.heard) == 1


async def test_deferral_ends_with_the_edit(
    api: Api, bare: Sandbox, puppet: Puppet
) -> None:
    puppet.will(DEFER, flags=64)

    outcome = await bare.discord.slash("ben", "general", "hello")
    path = api.hook(puppet.heard[0]["token"], "/messages/@original")
    await api("PATCH", path, {"content": "at last"})
    final = await outcome.final()

    assert (outcome.kind, outcome.message) == ("deferred", None)
    assert final["content"] == "at last"
    assert bare.discord.messages("general") == []


async def test_click_brings_the_message_along(
    api: Api, bare: Sandbox, puppet: Puppet
) -> None:
    message = (await api.post("before", components=[ROW])).body
    puppet.will(UPDATE, content="after")

    outcome = await bare.discord.click("ben", message, "Press")

    heard = puppet.heard[0]
    assert heard["type"] == 3
    assert heard["data"] == {"custom_id": "press", "component_type": 2}
    assert heard["message"]["id"] == message["id"]
    assert (outcome.kind, outcome.text) == ("update", "after")


async def test_button_that_is_not_there_fails(
    api: Api, bare: Sandbox, puppet: Puppet
) -> None:
    message = (await api.post(components=[ROW])).body

    outcome = await bare.discord.people.click("ben", message["id"], "another")

    assert (outcome.kind, outcome.error) == ("failed", people.FAILED)
    assert puppet.heard == []


async def test_private_message_of_another_cannot_be_pressed(
    bare: Sandbox, puppet: Puppet
) -> None:
    puppet.will(MESSAGE, content="only Ana", flags=64, components=[ROW])
    puppet.will(MESSAGE, content="leaked")
    shown = await bare.discord.slash("ana", "general", "hello")
    assert shown.message is not None

    outcome = await bare.discord.click("ben", shown.message, "Press")

    assert (outcome.kind, outcome.error) == ("failed", people.FAILED)


async def test_autocomplete_marks_the_focused_option(
    bare: Sandbox, puppet: Puppet
) -> None:
    offered = [{"name": "Hi", "value": "hi"}]
    puppet.will(CHOICES, choices=offered)

    found = await bare.discord.people.autocomplete(
        "ben", "general", "more again", {"loud": "true"}, focused="word"
    )

    (sub,) = puppet.heard[0]["data"]["options"]
    assert found == offered
    assert puppet.heard[0]["type"] == 4
    assert {"name": "word", "type": STRING, "value": "", "focused": True} in (
        sub["options"]
    )


async def test_too_many_choices_show_none(
    bare: Sandbox, puppet: Puppet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FIRST_ANSWER", 0.3)
    puppet.will(CHOICES, choices=[{"name": f"{n}", "value": f"{n}"} for n in range(26)])

    found = await bare.discord.people.autocomplete(
        "ben", "general", "hello", {}, focused="word"
    )

    assert puppet.taken[0].code == (400, 50035)
    assert found == []


async def test_modal_is_shown_and_submitted(bare: Sandbox, puppet: Puppet) -> None:
    field = {"type": 4, "custom_id": "why", "label": "Why?", "style": 2}
    rows = [{"type": 1, "components": [field]}]
    puppet.will(MODAL, title="Report", custom_id="report", components=rows)
    puppet.will(MESSAGE, content="thanks", flags=64)

    shown = await bare.discord.slash("ben", "general", "hello")
    assert shown.modal is not None
    sent = await bare.discord.people.submit(
        "ben", "general", shown.modal, {"why": "because"}
    )

    data = puppet.heard[1]["data"]
    assert (shown.kind, shown.modal["title"]) == ("modal", "Report")
    assert data["custom_id"] == "report"
    assert data["components"][0]["components"][0]["value"] == "because"
    assert sent.text == "thanks"


async def test_own_words_are_cut_at_two_thousand(bare: Sandbox) -> None:
    message = bare.discord.people.say("ben", "general", "x" * 2001)

    assert len(message["content"]) == 2000
    assert message["author"]["global_name"] == "Ben"
