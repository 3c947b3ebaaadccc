"""The page's API against strangers and nonsense, and the page's own safety."""

import json
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.puppet import Puppet
from tests.sandbox.talk import Api
from tests.sandbox.test_page_api import ACTS, HELLO, MESSAGE, WHO, Page, page

__all__ = ["page"]  # the fixture


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1"]
)
async def test_stranger_is_refused(
    page: Page, bare: Sandbox, act: str, origin: str
) -> None:
    status, told = await page.do(act, {**WHO, "text": "hello"}, Origin=origin)

    assert (status, told) == (403, "Only the sandbox's own page may do that.")
    assert bare.discord.messages("general") == []


async def test_page_itself_is_no_stranger(page: Page) -> None:
    status, _ = await page.do(
        "say", {**WHO, "text": "hello"}, Origin=page.url.rstrip("/")
    )

    assert status == 200


async def test_page_under_another_name_is_a_stranger(page: Page) -> None:
    """A name that a stranger's server points at this machine: DNS rebinding."""
    status, _ = await page.do(
        "say",
        {**WHO, "text": "hello"},
        Host="evil.example:80",
        Origin="http://evil.example:80",
    )

    assert status == 403


async def test_stranger_hears_no_events(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    url = f"{bare.url}page/events"

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(url, headers={"Origin": "https://evil.example"})

    assert refused.value.status == 403


async def test_events_tell_what_happens(
    session: aiohttp.ClientSession, bare: Sandbox, api: Api, puppet: Puppet
) -> None:
    await api.register(HELLO)
    puppet.will(MESSAGE, content="only you", flags=64)
    general, ben = bare.discord.channel_id("general"), bare.discord.world.person("ben")

    async with session.ws_connect(f"{bare.url}page/events") as events:
        bare.discord.people.say("ben", "general", "hello")
        await bare.discord.slash("ben", "general", "hello")
        public, private = [json.loads((await events.receive()).data) for _ in "12"]

    assert (public["type"], public["channel"]) == ("message", general)
    assert public["message"]["content"] == "hello"
    assert (private["type"], private["person"]) == ("private", ben.id)
    assert private["message"]["content"] == "only you"


@pytest.mark.parametrize(
    ("act", "ask"),
    [
        pytest.param("say", {}, id="say-nothing"),
        pytest.param("say", {**WHO, "text": 7}, id="say-a-number"),
        pytest.param("say", {**WHO, "person": "nobody", "text": "x"}, id="nobody"),
        pytest.param("say", {**WHO, "channel": "nowhere", "text": "x"}, id="nowhere"),
        pytest.param("say", [], id="no-object"),
        pytest.param("say", "text", id="a-text"),
        pytest.param("command", WHO, id="no-command"),
        pytest.param("command", {**WHO, "name": 7}, id="command-is-a-number"),
        pytest.param("command", {**WHO, "name": []}, id="command-without-name"),
        pytest.param(
            "command",
            {**WHO, "name": ["hello"], "options": [1]},
            id="options-are-a-list",
        ),
        pytest.param(
            "click",
            {"person": "ben", "message": "1", "custom_id": "x"},
            id="no-message",
        ),
        pytest.param(
            "autocomplete", {**WHO, "name": ["bye"], "focused": "x"}, id="bye"
        ),
        pytest.param("modal", WHO, id="no-modal"),
        pytest.param("modal", {**WHO, "modal": {}, "values": {}}, id="empty-modal"),
        pytest.param(
            "modal",
            {**WHO, "modal": {"custom_id": "m"}, "values": [1]},
            id="values-are-a-list",
        ),
    ],
)
async def test_nonsense_gets_a_sentence(
    page: Page, api: Api, act: str, ask: Any
) -> None:
    await api.register(HELLO)

    status, told = await page.do(act, ask)

    assert status == 400
    assert " " in told["error"]


async def test_broken_json_gets_a_sentence(page: Page) -> None:
    status, told = await page.do("say", raw='{"person": ')

    assert status == 400
    assert " " in told["error"]


async def test_large_body_is_refused(
    session: aiohttp.ClientSession, page: Page, bare: Sandbox
) -> None:
    ask = json.dumps({**WHO, "text": "x" * (1 << 20)}).encode()

    async with session.post(f"{page.url}page/say", data=BytesIO(ask)) as response:
        assert response.status == 413

    assert bare.discord.messages("general") == []


async def test_server_names_no_versions(page: Page) -> None:
    headers = await page.headers("")

    assert "aiohttp" not in headers.get("Server", "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "", id="page"),
        pytest.param("GET", "page/state", id="state"),
        pytest.param("GET", "page/static/index.html", id="static"),
        pytest.param("POST", "page/say", id="nonsense"),
        pytest.param("GET", "page/say", id="not-allowed"),
        pytest.param("GET", "nowhere", id="not-found"),
    ],
)
async def test_answers_to_browsers_are_locked_down(
    page: Page, method: str, path: str
) -> None:
    headers = await page.headers(path, method=method)

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
