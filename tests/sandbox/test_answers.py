"""What becomes of answers: deferrals, edits, follow-ups, updates; private or public."""

import pytest

from bot.sandbox.discord.interactions import Interaction
from bot.sandbox.discord.world import Message
from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Api
from tests.sandbox.test_interactions import (
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    EPHEMERAL,
    HI,
    MESSAGE,
    UPDATE,
    answer,
    edit,
    follow_up,
    start,
)


def _public(sandbox: Sandbox) -> list[str]:
    return [one["content"] for one in sandbox.discord.messages("general")]


def _private(sandbox: Sandbox) -> list[str]:
    return [one["content"] for one in sandbox.discord.private_messages("ben")]


async def _deferred(api: Api, sandbox: Sandbox, *, flags: int) -> Interaction:
    asked = start(sandbox)
    await answer(api, asked, DEFER, {"flags": flags})
    return asked


async def _message(api: Api, sandbox: Sandbox) -> Message:
    created = await api.post("before")
    return sandbox.discord.world.messages[created.body["id"]]


async def test_private_answer_is_seen_by_one(api: Api, bare: Sandbox) -> None:
    asked = start(bare)

    await answer(api, asked, MESSAGE, {**HI, "flags": EPHEMERAL})

    assert (_public(bare), _private(bare)) == ([], ["hi"])
    assert bare.discord.private_messages("ana") == []


async def test_deferral_shows_nothing_yet(api: Api, bare: Sandbox) -> None:
    asked = await _deferred(api, bare, flags=EPHEMERAL)

    assert asked.kind == "deferred"
    assert not asked.finished.is_set()
    assert (_public(bare), _private(bare)) == ([], [])


@pytest.mark.parametrize("flags", [0, EPHEMERAL], ids=["plain", "flagged"])
async def test_edit_ends_a_private_deferral_in_private(
    api: Api, bare: Sandbox, flags: int
) -> None:
    asked = await _deferred(api, bare, flags=EPHEMERAL)

    edited = await edit(api, asked, {**HI, "flags": flags})

    assert edited.body["flags"] & EPHEMERAL
    assert asked.finished.is_set()
    assert (_public(bare), _private(bare)) == ([], ["hi"])


@pytest.mark.parametrize("flags", [0, EPHEMERAL], ids=["plain", "flagged"])
async def test_edit_ends_a_public_deferral_in_public(
    api: Api, bare: Sandbox, flags: int
) -> None:
    asked = await _deferred(api, bare, flags=0)

    edited = await edit(api, asked, {**HI, "flags": flags})

    assert not edited.body["flags"] & EPHEMERAL
    assert (_public(bare), _private(bare)) == (["hi"], [])


@pytest.mark.parametrize(
    ("flags", "public", "private"),
    [
        pytest.param(0, ["hi"], [], id="public"),
        pytest.param(EPHEMERAL, [], ["hi"], id="private"),
    ],
)
async def test_first_follow_up_takes_the_place_of_the_deferral(
    api: Api, bare: Sandbox, flags: int, public: list[str], private: list[str]
) -> None:
    asked = await _deferred(api, bare, flags=flags)

    sent = await follow_up(api, asked, {**HI, "flags": EPHEMERAL - flags})
    original = await api("GET", api.hook(asked.token, "/messages/@original"))

    assert original.body["id"] == sent.body["id"]
    assert (_public(bare), _private(bare)) == (public, private)


@pytest.mark.parametrize(
    ("flags", "public", "private"),
    [
        pytest.param(0, ["more"], ["hi"], id="public"),
        pytest.param(EPHEMERAL, [], ["hi", "more"], id="private"),
    ],
)
async def test_later_follow_up_chooses_for_itself(
    api: Api, bare: Sandbox, flags: int, public: list[str], private: list[str]
) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, {**HI, "flags": EPHEMERAL})

    await follow_up(api, asked, {"content": "more", "flags": flags})

    assert (_public(bare), _private(bare)) == (public, private)


async def test_empty_edit_ends_no_deferral(api: Api, bare: Sandbox) -> None:
    asked = await _deferred(api, bare, flags=0)

    edited = await edit(api, asked, {"content": ""})

    assert edited.code == (400, 50006)
    assert not asked.finished.is_set()


async def test_original_can_be_read_edited_and_deleted(api: Api, bare: Sandbox) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, HI)
    path = api.hook(asked.token, "/messages/@original")

    edited = await edit(api, asked, {"content": "new"})
    read = await api("GET", path)
    deleted = await api("DELETE", path)

    assert edited.body["content"] == read.body["content"] == "new"
    assert deleted.status == 204
    assert _public(bare) == []


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_deleted_original_is_unknown(
    api: Api, bare: Sandbox, method: str
) -> None:
    asked = start(bare)
    await answer(api, asked, MESSAGE, HI)
    path = api.hook(asked.token, "/messages/@original")
    await api("DELETE", path)

    answered = await api(method, path, HI)

    assert answered.code == (404, 10008)


async def test_update_changes_the_message_of_the_button(
    api: Api, bare: Sandbox
) -> None:
    message = await _message(api, bare)
    asked = start(bare, COMPONENT, message)

    await answer(api, asked, UPDATE, {"content": "after"})

    assert asked.kind == "update"
    assert asked.original is not None
    assert asked.original["id"] == message["id"]
    assert _public(bare) == ["after"]


async def test_edit_after_a_deferred_update_changes_the_message_of_the_button(
    api: Api, bare: Sandbox
) -> None:
    message = await _message(api, bare)
    asked = start(bare, COMPONENT, message)
    await answer(api, asked, DEFER_UPDATE)

    edited = await edit(api, asked, {"content": "after"})

    assert edited.body["id"] == message["id"]
    assert _public(bare) == ["after"]


async def test_message_answers_beside_the_button(api: Api, bare: Sandbox) -> None:
    message = await _message(api, bare)
    asked = start(bare, COMPONENT, message)

    await answer(api, asked, MESSAGE, HI)

    assert _public(bare) == ["before", "hi"]
