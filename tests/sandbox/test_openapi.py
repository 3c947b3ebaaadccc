"""Discord's own description as a checker: a tiny one here, the real one where it is."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.discord.openapi import OpenApi
from bot.sandbox.server import Sandbox, open_sandbox
from tests.conftest import openapi_file
from tests.sandbox.talk import Api

_MESSAGE = {
    "type": "object",
    "properties": {
        "content": {"type": ["string", "null"], "maxLength": 4000},
        "nonce": {"type": ["string", "integer"], "maxLength": 25},
    },
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/users/@me": {"get": {}},
        "/users/{user}": {"get": {}},
        "/users/@me/channels": {"post": _json({"required": ["no-one-sends-this"]})},
        "/channels/{channel_id}/messages": {
            "get": {},
            "post": _json({"$ref": "#/components/schemas/Message"}),
        },
        "/channels/{channel_id}/messages/{message_id}": {
            "patch": _json({"$ref": "#/components/schemas/Message"})
        },
    },
    "components": {"schemas": {"Message": _MESSAGE}},
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(SPEC))
    return file


@pytest.fixture
async def checked(tiny: Path) -> AsyncIterator[Sandbox]:
    """Serve with the real description, or else with the tiny one."""
    async with open_sandbox(openapi=openapi_file() or tiny) as served:
        yield served


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", "/users/@me", None, id="no-body"),
        pytest.param("POST", "/channels/1/messages", {"content": "x"}, id="post"),
        pytest.param("POST", "/channels/1/messages", {"more": 1}, id="unknown-key"),
        pytest.param("PATCH", "/channels/1/messages/2", {"content": None}, id="patch"),
        pytest.param("POST", "/users/@me/channels", {"recipient_id": 1}, id="excused"),
    ],
)
def test_fitting_request_has_no_faults(
    tiny: Path, method: str, path: str, body: object
) -> None:
    assert OpenApi(tiny).faults(method, path, body) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        pytest.param("GET", "/nowhere", None, "no such path", id="path"),
        pytest.param("GET", "/channels//messages", None, "no such path", id="no-id"),
        pytest.param("PUT", "/channels/1/messages", {}, "no such method", id="method"),
        pytest.param(
            "POST", "/channels/1/messages", {"content": 7}, "content", id="type"
        ),
        pytest.param(
            "POST", "/channels/1/messages", {"nonce": "n" * 26}, "nonce", id="length"
        ),
        pytest.param(
            "PATCH", "/channels/1/messages/2", [], "channels/{channel_id}", id="body"
        ),
    ],
)
def test_misfit_is_named(
    tiny: Path, method: str, path: str, body: object, told: str
) -> None:
    (fault,) = OpenApi(tiny).faults(method, path, body)

    assert told in fault


def test_path_with_most_literal_parts_wins(tiny: Path) -> None:
    spec = OpenApi(tiny)

    assert spec.faults("POST", "/users/@me", {}) == [
        "POST /users/@me: there is no such method"
    ]


async def test_violation_is_refused_and_noted(
    session: aiohttp.ClientSession, checked: Sandbox
) -> None:
    api = Api(session, checked)

    answer = await api.post(nonce="n" * 26)

    assert answer.code == (400, 50035)
    assert "nonce" in answer.body["message"]
    (violation,) = checked.discord.violations
    assert violation.startswith("POST /channels/{channel_id}/messages: nonce")
    assert checked.discord.messages("general") == []


async def test_fitting_request_passes(
    session: aiohttp.ClientSession, checked: Sandbox
) -> None:
    api = Api(session, checked)

    answer = await api.post("hello", nonce="n" * 25, enforce_nonce=True)

    assert answer.status == 200
    assert checked.discord.violations == []


async def test_misspelt_path_is_noted(
    session: aiohttp.ClientSession, checked: Sandbox
) -> None:
    api = Api(session, checked)

    answer = await api("GET", "/channel/1")

    assert answer.status in (400, 404)
    (violation,) = checked.discord.violations
    assert "no such path" in violation
