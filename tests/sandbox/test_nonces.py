"""Nonces: the same one gives back the same message, for a while."""

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Api


@pytest.mark.parametrize(
    "nonce", [pytest.param("n", id="text"), pytest.param(7, id="number")]
)
async def test_same_nonce_gives_back_the_same_message(
    api: Api, bare: Sandbox, nonce: object
) -> None:
    first = await api.post("first", nonce=nonce, enforce_nonce=True)
    again = await api.post("again", nonce=nonce, enforce_nonce=True)

    assert again.status == 200
    assert again.body["id"] == first.body["id"]
    assert again.body["content"] == "first"
    assert again.body["nonce"] == nonce
    assert len(bare.discord.messages("general")) == 1


async def test_other_nonce_makes_another_message(api: Api, bare: Sandbox) -> None:
    await api.post(nonce="one", enforce_nonce=True)
    await api.post(nonce="two", enforce_nonce=True)

    assert len(bare.discord.messages("general")) == 2


async def test_nonce_that_is_not_enforced_stops_nothing(
    api: Api, bare: Sandbox
) -> None:
    await api.post(nonce="same")
    await api.post(nonce="same")

    assert len(bare.discord.messages("general")) == 2


async def test_nonce_of_a_deleted_message_is_unknown(api: Api, bare: Sandbox) -> None:
    first = await api.post(nonce="same", enforce_nonce=True)
    await api("DELETE", f"{api.messages()}/{first.body['id']}")

    again = await api.post(nonce="same", enforce_nonce=True)

    assert again.code == (404, 10008)
    assert bare.discord.messages("general") == []


async def test_nonce_is_forgotten_after_its_window(api: Api, bare: Sandbox) -> None:
    await api.post(nonce="same", enforce_nonce=True)
    bare.discord.nonces.window = 0

    await api.post(nonce="same", enforce_nonce=True)

    assert len(bare.discord.messages("general")) == 2


async def test_refused_message_leaves_its_nonce_free(api: Api, bare: Sandbox) -> None:
    await api.post("x" * 2001, nonce="same", enforce_nonce=True)

    answer = await api.post("short", nonce="same", enforce_nonce=True)

    assert answer.body["content"] == "short"
