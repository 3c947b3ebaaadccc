"""Without Socket Mode: signed requests, as Bolt takes and refuses them."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.slack.events_http import SignedHttp
from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import BoltBot
from tests.sandbox.slack.conftest import listen, serve

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def _post(slack: SlackSandbox, body: str, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            slack.request_url, data=body, headers={**_FORM, **headers}
        ) as answer,
    ):
        return answer.status


def _command(slack: SlackSandbox) -> str:
    fields = {"command": "/bite", "text": "", "team_id": slack.team_id}
    ids = {"user_id": "U1", "channel_id": "C1", "api_app_id": "A1"}
    return urlencode({**fields, **ids})


def test_signature_is_the_published_one() -> None:
    """The example of docs.slack.dev/authentication/verifying-requests-from-slack."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
        "&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
        "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    headers = SignedHttp("8f742231b10e8888abcd99yyyzzz85a5").sign(body, 1531420618)

    assert headers["X-Slack-Signature"] == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


async def test_command_button_form_and_menu_work_over_http(
    slack: SlackSandbox, http_bolt: BoltBot
) -> None:
    bite = await slack.type("ana", "daily-bite", "/bite")
    assert bite.message
    deeper = await slack.click("ana", bite.message, "Deeper")
    assert deeper.view
    options = await slack.options("ana", deeper.view, "topic", "ml")
    wrong = await slack.submit("ana", deeper.view, {"time": "nine"})
    right = await slack.submit("ana", deeper.view, {"time": "09:00"})

    assert bite.text.startswith("A bite")
    assert [one["value"] for one in options] == ["ml"]
    assert (wrong.errors, right.kind) == ({"time": "Use HH:MM"}, "ack")
    assert set(http_bolt.answers) == {200}


async def test_home_event_comes_over_http(
    slack: SlackSandbox, http_bolt: BoltBot
) -> None:
    home = await slack.open_home("ana")

    assert home["type"] == "home"


async def test_request_url_proves_itself(
    slack: SlackSandbox, http_bolt: BoltBot
) -> None:
    assert await slack.http.verify()


async def test_socket_is_preferred_where_there_is_one(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    slack.request_url = "http://127.0.0.1:9/nobody"

    outcome = await slack.type("ana", "general", "/bite")

    assert outcome.kind == "message"


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 200), (-295, 200), (-310, 401), (310, 401)]
)
async def test_signature_is_good_for_five_minutes(
    slack: SlackSandbox, http_bolt: BoltBot, seconds: int, status: int
) -> None:
    body = _command(slack)
    headers = slack.sign(body, int(time.time()) + seconds)

    assert await _post(slack, body, headers) == status


async def test_forged_and_changed_requests_are_refused(
    slack: SlackSandbox, http_bolt: BoltBot
) -> None:
    body = _command(slack)
    forged = SignedHttp("another-secret").sign(body)

    answers = [
        await _post(slack, body, forged),
        await _post(slack, body + "&text=more", slack.sign(body)),
        await _post(slack, body, {}),
    ]

    assert answers == [401, 401, 401]
    assert http_bolt.handled == []


async def test_event_that_fails_is_sent_again_with_number_and_reason(
    slack: SlackSandbox,
) -> None:
    seen, taken = await _events(slack, [500, 500, 200])

    assert taken
    assert [one.get("x-slack-retry-num") for one in seen] == [None, "1", "2"]
    assert seen[1]["x-slack-retry-reason"] == "http_error"
    assert len({one["event_id"] for one in seen}) == 1


async def test_app_can_forbid_further_tries(slack: SlackSandbox) -> None:
    seen, taken = await _events(slack, [500], {"x-slack-no-retry": "1"})

    assert not taken
    assert len(seen) == 1


async def test_command_fails_where_the_app_is_broken_or_away(
    slack: SlackSandbox,
) -> None:
    listener, address = listen()
    listener.close()
    slack.request_url = f"http://{address}/"

    outcome = await slack.type("ana", "general", "/bite")

    assert outcome.kind == "failed"
    assert "dispatch_failed" in outcome.error


async def _events(
    slack: SlackSandbox, statuses: list[int], headers: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], bool]:
    """Send an event to an app that answers with these statuses."""
    seen: list[dict[str, Any]] = []

    async def handle(request: web.Request) -> web.Response:
        event = json.loads(await request.text())
        lower = {key.lower(): value for key, value in request.headers.items()}
        seen.append({**lower, "event_id": event["event_id"]})
        return web.Response(status=statuses[len(seen) - 1], headers=headers)

    app = web.Application()
    app.router.add_post("/", handle)
    listener, address = listen()
    slack.courier.delays.retries = (0.0, 0.0, 0.0)
    async with serve(app, listener):
        slack.request_url = f"http://{address}/"
        ack = await slack.event({"type": "tokens_revoked", "tokens": {"bot": ["U1"]}})
    return seen, not ack.error
