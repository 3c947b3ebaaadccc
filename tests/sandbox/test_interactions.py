"""Answers to interactions over REST: three seconds, one answer, fifteen minutes."""

from typing import Any

import pytest

from bot.sandbox.discord.interactions import FIRST_ANSWER, TOKEN_LIVES, Interaction
from bot.sandbox.discord.world import Message
from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Answer, Api

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
EPHEMERAL = 64
HI = {"content": "hi"}


def start(
    sandbox: Sandbox, kind: int = COMMAND, message: Message | None = None
) -> Interaction:
    """Begin an interaction of Ben's without telling a bot."""
    world = sandbox.discord.world
    return sandbox.discord.interactions.start(
        kind, world.person("ben").id, world.channel_id("general"), message
    )


async def answer(
    api: Api, to: Interaction, kind: int, data: object = None, **query: str
) -> Answer:
    """Answer an interaction."""
    path = f"/interactions/{to.id}/{to.token}/callback"
    return await api("POST", path, {"type": kind, "data": data}, token="", **query)


async def edit(api: Api, of: Interaction, body: Any) -> Answer:
    """Edit the first answer."""
    return await api("PATCH", api.hook(of.token, "/messages/@original"), body)


async def follow_up(api: Api, to: Interaction, body: Any) -> Answer:
    """Add a message."""
    return await api("POST", api.hook(to.token), body)


async def test_answer_needs_no_token_but_its_own(api: Api, bare: Sandbox) -> None:
    asked = start(bare)

    answered = await answer(api, asked, MESSAGE, HI)

    assert (answered.status, answered.body) == (204, None)
    assert [one["content"] for one in bare.discord.messages("general")] == ["hi"]


async def test_answer_tells_the_interaction_on_request(api: Api, bare: Sandbox) -> None:
    asked = start(bare)

    answered = await answer(api, asked, MESSAGE, HI, with_response="1")

    assert answered.status == 200
    assert answered.body == {"interaction": {"id": asked.id, "type": MESSAGE}}


async def test_late_answer_is_refused(api: Api, bare: Sandbox) -> None:
    asked = start(bare)
    asked.started -= FIRST_ANSWER + 0.1

    answered = await answer(api, asked, MESSAGE, HI)

    assert answered.code == (404, 10062)
    assert bare.discord.interactions.late == 1
    assert bare.discord.messages("general") == []


async def test_answer_in_time_is_taken(api: Api, bare: Sandbox) -> None:
    asked = start(bare)
    asked.started -= FIRST_ANSWER - 0.5

    answered = await answer(api, asked, MESSAGE, HI)

    assert answered.status == 204
    assert bare.discord.interactions.late == 0


@pytest.mark.parametrize("age", [0.0, FIRST_ANSWER + 1])
async def test_second_answer_is_refused(api: Api, bare: Sandbox, age: float) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, HI)
    asked.started -= age

    again = await answer(api, asked, MESSAGE, HI)

    assert again.code == (400, 40060)
    assert len(bare.discord.messages("general")) == 1


@pytest.mark.parametrize(
    ("id_", "token"),
    [
        pytest.param("1", "{token}", id="id"),
        pytest.param("{id}", "wrong", id="token"),
    ],
)
async def test_strange_interaction_is_unknown(
    api: Api, bare: Sandbox, id_: str, token: str
) -> None:
    asked = start(bare)
    path = f"/interactions/{id_}/{token}/callback"

    answered = await api(
        "POST", path.format(id=asked.id, token=asked.token), {"type": 4, "data": HI}
    )

    assert answered.code == (404, 10062)


@pytest.mark.parametrize(
    ("asked", "kind", "data"),
    [
        pytest.param(COMMAND, UPDATE, HI, id="update-of-a-command"),
        pytest.param(COMMAND, DEFER_UPDATE, None, id="deferred-update-of-a-command"),
        pytest.param(COMMAND, CHOICES, {"choices": []}, id="choices-for-a-command"),
        pytest.param(AUTOCOMPLETE, MESSAGE, HI, id="message-for-autocomplete"),
        pytest.param(SUBMIT, MODAL, {}, id="modal-after-a-modal"),
        pytest.param(COMMAND, 99, HI, id="no-kind"),
        pytest.param(COMMAND, MESSAGE, {"content": "x" * 2001}, id="too-long"),
        pytest.param(
            AUTOCOMPLETE,
            CHOICES,
            {"choices": [{"name": "x", "value": "x"}] * 26},
            id="26-choices",
        ),
        pytest.param(
            COMMAND,
            MODAL,
            {"title": "x" * 46, "custom_id": "m", "components": [{}]},
            id="long-modal-title",
        ),
    ],
)
async def test_answer_that_does_not_fit_is_refused(
    api: Api, bare: Sandbox, asked: int, kind: int, data: object
) -> None:
    interaction = start(bare, asked)

    answered = await answer(api, interaction, kind, data)

    assert answered.code == (400, 50035)
    assert not interaction.answered.is_set()


async def test_refused_answer_may_be_corrected(api: Api, bare: Sandbox) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, {"content": ""})

    corrected = await answer(api, asked, MESSAGE, HI)

    assert corrected.status == 204


@pytest.mark.parametrize("body", [None, [], {"type": None}])
async def test_answer_without_a_kind_is_refused(
    api: Api, bare: Sandbox, body: object
) -> None:
    asked = start(bare)

    answered = await api(
        "POST", f"/interactions/{asked.id}/{asked.token}/callback", body
    )

    assert answered.status == 400


async def test_choices_are_kept_for_the_person(api: Api, bare: Sandbox) -> None:
    asked = start(bare, AUTOCOMPLETE)
    choices = [{"name": f"{n}", "value": f"{n}"} for n in range(25)]

    answered = await answer(api, asked, CHOICES, {"choices": choices})

    assert answered.status == 204
    assert asked.choices == choices


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        pytest.param("POST", "", id="follow-up"),
        pytest.param("GET", "/messages/@original", id="get"),
        pytest.param("PATCH", "/messages/@original", id="edit"),
        pytest.param("DELETE", "/messages/@original", id="delete"),
    ],
)
async def test_token_dies_after_fifteen_minutes(
    api: Api, bare: Sandbox, method: str, rest: str
) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, HI)
    asked.started -= TOKEN_LIVES

    answered = await api(method, api.hook(asked.token, rest), {"content": "late"})

    assert answered.code == (401, 50027)
    assert [one["content"] for one in bare.discord.messages("general")] == ["hi"]


async def test_token_lives_until_then(api: Api, bare: Sandbox) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, HI)
    asked.started -= TOKEN_LIVES - 5

    edited = await edit(api, asked, {"content": "in time"})

    assert edited.status == 200


async def test_token_is_worth_nothing_before_the_first_answer(
    api: Api, bare: Sandbox
) -> None:
    asked = start(bare)

    answered = await follow_up(api, asked, HI)

    assert answered.code == (404, 10015)


async def test_token_belongs_to_its_application(api: Api, bare: Sandbox) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, HI)

    answered = await api("POST", f"/webhooks/1/{asked.token}", HI)

    assert answered.status in (401, 404)
    assert len(bare.discord.messages("general")) == 1
