"""The page's Slack: what it shows, what it does, and whom it refuses."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox
from tests.sandbox.slack.boltbot import BoltBot, build_app, open_socket_mode
from tests.sandbox.test_page_api import Page, page

__all__ = ["page"]  # the fixture

WHO = {"platform": "slack", "person": "Ana", "channel": "general"}
ACTS = ("command", "click", "say", "submit", "close", "options", "home")


@pytest.fixture
async def bolt(bare: Sandbox) -> AsyncIterator[BoltBot]:
    """Connect a real Bolt app to the served Slack."""
    client = AsyncWebClient(
        bare.environment["SLACK_BOT_TOKEN"],
        base_url=bare.environment["SLACK_API_URL"],
        retry_handlers=[],
        timeout=5,
    )
    bot = build_app(bare.slack, client)
    async with open_socket_mode(bot, bare.slack):
        yield bot


async def _slack(page: Page) -> dict[str, Any]:
    _, slack = (await page.state())["platforms"]
    return dict(slack)


async def _open_form(page: Page) -> str:
    _, told = await page.do("command", {**WHO, "text": "/bite"})
    click = {**WHO, "message": told["message"]["ts"], "action_id": "deeper"}
    _, told = await page.do("click", click)
    return str(told["view"]["id"])


async def test_state_shows_the_workspace(page: Page, bare: Sandbox) -> None:
    world = bare.slack.world
    bare.slack.say("ana", "general", "hello")

    slack = await _slack(page)

    general, ana = world.channel_id("general"), world.person("ana").id
    assert (slack["id"], slack["name"]) == ("slack", "Slack")
    assert slack["server"] == {"id": world.team_id, "name": "Acme"}
    assert slack["bot"]["online"] is False
    assert {"name": "/bite", "description": "Read a bite"} in slack["commands"]
    assert {"id": ana, "name": "Ana", "admin": True} in slack["people"]
    assert [one["text"] for one in slack["messages"][general]] == ["hello"]
    assert slack["views"][ana] is None
    assert slack["home"][ana] is None
    leads = next(one for one in slack["channels"] if one["name"] == "leads")
    assert leads["is_private"] is True
    assert ana in leads["members"]


async def test_same_people_are_on_both_platforms(page: Page) -> None:
    discord, slack = (await page.state())["platforms"]

    there = {one["name"]: one["admin"] for one in slack["people"]}
    assert all(there[one["name"]] is one["admin"] for one in discord["people"])


async def test_command_is_answered_in_private(page: Page, bolt: BoltBot) -> None:
    _, told = await page.do("command", {**WHO, "text": "/bite rag"})
    slack = await _slack(page)

    assert (told["result"], told["error"]) == ("message", "")
    assert told["message"]["is_ephemeral"] is True
    ((person, shelves),) = slack["private"].items()
    assert slack["messages"][told["message"]["channel"]] == []
    assert person == next(one["id"] for one in slack["people"] if one["name"] == "Ana")
    assert [one["text"] for one in shelves[told["message"]["channel"]]] == ["A bite"]


async def test_form_is_opened_filled_and_closed(page: Page, bolt: BoltBot) -> None:
    view = await _open_form(page)
    before = await _slack(page)

    _, wrong = await page.do("submit", {**WHO, "view": view, "values": {"time": "9"}})
    _, done = await page.do(
        "submit", {**WHO, "view": view, "values": {"time": "9:00", "days": ["mon"]}}
    )

    assert view in [one["id"] for one in before["views"].values() if one]
    assert (wrong["result"], wrong["errors"]) == ("errors", {"time": "Use HH:MM"})
    assert done["result"] == "ack"
    assert set((await _slack(page))["views"].values()) == {None}


async def test_view_is_closed(page: Page, bolt: BoltBot) -> None:
    view = await _open_form(page)

    first = await page.do("close", {**WHO, "view": view})
    again = await page.do("close", {**WHO, "view": view})

    assert first[1]["result"] == "ack"
    assert again[1]["result"] == "failed"
    assert again[1]["error"].endswith("is not there any more.")


async def test_options_are_what_the_bot_offers(page: Page, bolt: BoltBot) -> None:
    view = await _open_form(page)

    _, told = await page.do(
        "options", {**WHO, "view": view, "block_id": "topic", "text": "m"}
    )

    assert [one["value"] for one in told["options"]] == ["ml"]


async def test_home_is_opened(page: Page, bolt: BoltBot) -> None:
    _, told = await page.do("home", WHO)

    assert told["view"]["type"] == "home"
    assert told["view"]["id"] in [
        one["id"] for one in (await _slack(page))["home"].values() if one
    ]


async def test_events_tell_of_messages_and_views(
    session: aiohttp.ClientSession, page: Page, bare: Sandbox, bolt: BoltBot
) -> None:
    ana, general = bare.slack.world.person("ana").id, bare.slack.channel_id("general")

    async with session.ws_connect(f"{bare.url}page/events") as events:
        bare.slack.say("ana", "general", "hello")
        view = await _open_form(page)
        await page.do("close", {**WHO, "view": view})
        heard = [json.loads((await events.receive()).data) for _ in range(4)]

    said, answered, opened, closed = heard
    assert {one["platform"] for one in heard} == {"slack"}
    assert (said["type"], said["channel"]) == ("message", general)
    assert (answered["type"], answered["person"]) == ("private", ana)
    assert (opened["type"], opened["person"]) == ("view", ana)
    assert opened["view"]["id"] == view
    assert (closed["type"], closed["view"]) == ("view", None)


@pytest.mark.parametrize("act", ACTS)
async def test_stranger_is_refused(page: Page, bare: Sandbox, act: str) -> None:
    ask = {**WHO, "text": "hello"}

    status, _ = await page.do(act, ask, Origin="https://evil.example")

    assert status == 403
    assert bare.slack.messages("general") == []


@pytest.mark.parametrize(
    ("act", "ask"),
    [
        pytest.param("autocomplete", WHO, id="not-on-slack"),
        pytest.param("home", {"person": "Ana"}, id="not-on-discord"),
        pytest.param("say", {**WHO, "platform": "irc", "text": "x"}, id="nowhere"),
        pytest.param("say", {**WHO, "platform": [], "text": "x"}, id="no-name"),
        pytest.param("say", {**WHO, "channel": "gone", "text": "x"}, id="no-channel"),
        pytest.param("say", {**WHO, "person": "Zoe", "text": "x"}, id="nobody"),
        pytest.param("home", WHO, id="bot-is-offline"),
        pytest.param("click", {**WHO, "action_id": "x"}, id="click-on-nothing"),
        pytest.param("submit", {**WHO, "view": "V1"}, id="no-values"),
        pytest.param("submit", {**WHO, "view": "V1", "values": {"a": 1}}, id="number"),
        pytest.param("options", {**WHO, "view": "V1"}, id="no-field"),
    ],
)
async def test_nonsense_gets_a_sentence(page: Page, act: str, ask: Any) -> None:
    status, told = await page.do(act, ask)

    assert status == 400
    assert " " in told["error"]


async def test_command_fails_in_a_sentence_while_the_bot_is_offline(page: Page) -> None:
    status, told = await page.do("command", {**WHO, "text": "/bite"})

    assert (status, told["result"]) == (200, "failed")
    assert told["error"].startswith("/bite failed because the app did not respond")
