"""Signed HTTP: what is not Slack's does nothing, and nothing looks like an outage."""

import io
import json
import random
import time
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.sandbox.slack.sandbox import SlackSandbox
from tests.conftest import Bot

pytestmark = pytest.mark.parametrize("platform", ["slack-http"], indirect=True)
MUTANTS = 40


def command(bot: Bot, text: str = "schedule 09:00 Europe/Paris") -> str:
    """Give the body of `/bite-admin` as Slack sends it."""
    slack = bot.sandbox.slack
    return urlencode(
        {
            "command": "/bite-admin",
            "text": text,
            "team_id": slack.team_id,
            "channel_id": slack.channel_id("daily-bite"),
            "user_id": slack.world.person("ana").id,
            "user_name": "ana",
            "trigger_id": "1.2.3",
            "response_url": "https://hooks.slack.com/commands/1/2/3",
        }
    )


async def send(
    bot: Bot, body: str | io.BytesIO, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    url = f"{bot.app.web_url}/slack/events"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={**kind, **(headers or {})}) as response,
    ):
        return response.status, await response.text()


def signed(slack: SlackSandbox, body: str, *, seconds_ago: int = 0) -> dict[str, str]:
    return slack.sign(body, int(time.time()) - seconds_ago)


async def test_signed_command_is_done(bot: Bot) -> None:
    body = command(bot)

    status, text = await send(bot, body, signed(bot.sandbox.slack, body))

    assert status == 200
    assert json.loads(text)["response_type"] == "ephemeral"
    assert len(await bot.store.schedules()) == 1


@pytest.mark.parametrize("seconds_ago", [301, 3600, -400])
async def test_stale_requests_do_nothing(bot: Bot, seconds_ago: int) -> None:
    body = command(bot)
    headers = signed(bot.sandbox.slack, body, seconds_ago=seconds_ago)

    status, _ = await send(bot, body, headers)

    assert status == 401
    assert await bot.store.schedules() == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"},
        {"X-Slack-Signature": "", "X-Slack-Request-Timestamp": "now"},
    ],
)
async def test_unsigned_requests_do_nothing(bot: Bot, headers: dict[str, str]) -> None:
    status, _ = await send(bot, command(bot), headers)

    assert status in (400, 401)
    assert await bot.store.schedules() == []


async def test_replayed_requests_do_nothing_twice(bot: Bot) -> None:
    body = command(bot, "schedule new 09:00 Europe/Paris")
    headers = signed(bot.sandbox.slack, body)

    first, _ = await send(bot, body, headers)
    status, text = await send(bot, body, {**headers, "X-Slack-Retry-Num": "1"})

    assert (first, status) == (200, 200)
    assert "That was done already" in text
    assert len(await bot.store.schedules()) == 1


async def test_larger_bodies_than_a_mebibyte_are_refused(bot: Bot) -> None:
    body = "text=" + "x" * (1 << 20)

    headers = signed(bot.sandbox.slack, body)
    status, _ = await send(bot, io.BytesIO(body.encode()), headers)

    assert status == 413


@pytest.mark.parametrize(
    "body",
    [
        "",
        "payload=",
        "payload=[]",
        "payload={}",
        "payload=null",
        'payload={"type":"block_actions"}',
        'payload={"type":"block_actions","actions":[]}',
        'payload={"type":"view_submission","view":{"callback_id":"daily_bite_form"}}',
        "payload=%7Bbroken",
        "command=/bite-admin",
        "command=/bite&text=x",
        "command=/else&team_id=T1&user_id=U1",
        "{broken",
        '{"type":"event_callback"}',
        '{"type":"event_callback","event":{"type":"app_home_opened"}}',
        "\x00\x01\x02",
    ],
)
async def test_signed_nonsense_is_no_outage(bot: Bot, body: str) -> None:
    status, _ = await send(bot, body, signed(bot.sandbox.slack, body))

    assert status < 500
    assert await bot.store.schedules() == []


async def test_mutated_bodies_are_no_outage(bot: Bot) -> None:
    draw = random.Random(20261124)  # noqa: S311 - no secret depends on it
    original = command(bot, "list")
    statuses = set()
    for _ in range(MUTANTS):
        mutant = bytearray(original.encode())
        for _ in range(draw.randint(1, 8)):
            mutant[draw.randrange(len(mutant))] = draw.randrange(32, 127)
        body = mutant.decode()
        status, _ = await send(bot, body, signed(bot.sandbox.slack, body))
        statuses.add(status)

    assert max(statuses) < 500
    assert await bot.store.schedules() == []


async def test_other_paths_and_methods_are_not_there(bot: Bot) -> None:
    async with aiohttp.ClientSession(bot.app.web_url) as session:
        async with session.get("/slack/events") as get:
            pass
        async with session.post("/else") as post:
            pass

    assert (get.status, post.status) == (405, 404)
    assert post.headers["Server"] == "-"
