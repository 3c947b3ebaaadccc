"""Lost, late and broken answers of the Web API."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.faults import Fault, Kind
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.slackfaults import SlackFault
from tests.sandbox.slack.calls import error_of, post

POST = "POST /api/chat.postMessage"


async def test_dropped_answer_leaves_the_message_behind(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.faults.add(Fault("drop_before", POST))
    with pytest.raises(aiohttp.ClientError):
        await post(client, "general")
    before, cut = len(slack.messages("general")), slack.requests[-1]
    slack.faults.add(Fault("drop_after", POST))

    with pytest.raises(aiohttp.ClientError):
        await post(client, "general")

    assert (before, len(slack.messages("general"))) == (0, 1)
    assert (cut.method, cut.status) == ("chat.postMessage", 0)
    assert cut.body == {"channel": "general", "text": "x"}


async def test_default_client_posts_twice_when_the_answer_is_lost(
    slack: SlackSandbox,
) -> None:
    """Why the bot's client must have no retry handlers."""
    url = slack.environment["SLACK_API_URL"]
    default = AsyncWebClient(slack.environment["SLACK_BOT_TOKEN"], base_url=url)
    slack.faults.add(Fault("drop_after", POST))

    await post(default, "general")

    assert len(slack.messages("general")) == 2


@pytest.mark.parametrize("applies", [True, False])
@pytest.mark.parametrize("kind", ["reset", "status", "hang"])
async def test_any_trouble_may_hide_what_was_done(
    slack: SlackSandbox, client: AsyncWebClient, kind: Kind, applies: bool
) -> None:
    slack.faults.add(Fault(kind, POST, applies=applies))

    with pytest.raises((aiohttp.ClientOSError, SlackApiError, TimeoutError)):
        async with asyncio.timeout(0.2):
            await post(client, "general")

    assert len(slack.messages("general")) == int(applies)


async def test_trickled_answer_is_whole(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.faults.add(Fault("trickle", POST, seconds=0.2))
    started = time.monotonic()

    ts = await post(client, "general")

    assert time.monotonic() - started >= 0.2
    assert [one["ts"] for one in slack.messages("general")] == [ts]
    assert slack.requests[-1].ok


@pytest.mark.parametrize("applies", [True, False])
async def test_error_of_slacks_own_may_have_applied(
    slack: SlackSandbox, client: AsyncWebClient, applies: bool
) -> None:
    slack.faults.add(SlackFault(route=POST, applies=applies))

    error = await error_of(client.chat_postMessage(channel="general", text="x"))

    assert error == "internal_error"
    assert len(slack.messages("general")) == int(applies)
    assert (slack.requests[-1].status, slack.requests[-1].ok) == (200, False)


async def test_status_and_limit_faults_are_answered_as_slack_does(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.faults.add(Fault("status", POST, status=500))
    slack.faults.add(Fault("rate_limit", "GET /api/users.list", seconds=12))

    with pytest.raises(SlackApiError) as broken:
        await post(client, "general")
    with pytest.raises(SlackApiError) as limited:
        await client.users_list()

    assert broken.value.response.status_code == 500
    assert limited.value.response.headers["Retry-After"] == "12"
    assert slack.messages("general") == []


async def test_hanging_call_does_nothing(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.faults.add(Fault("hang", POST))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await post(client, "general")

    assert slack.messages("general") == []


async def test_mute_does_it_and_keeps_silent_while_the_caller_waits(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    fault = Fault("mute", POST)
    slack.faults.add(fault)
    waiting = asyncio.create_task(post(client, "general"))

    await asyncio.wait_for(fault.met.wait(), 5)
    await asyncio.sleep(0.2)

    assert not waiting.done()
    assert len(slack.messages("general")) == 1
    waiting.cancel()
    async with asyncio.timeout(5):
        while not slack.requests:  # noqa: ASYNC110 - recorded when its caller is gone
            await asyncio.sleep(0.01)
