"""Response URLs: five uses, half an hour, and what they may replace."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.faults import Fault
from bot.sandbox.slack.responses import ResponseUrl
from bot.sandbox.slack.sandbox import SlackSandbox


def start(
    slack: SlackSandbox, *, channel: str = "general", message: str = ""
) -> tuple[ResponseUrl, AsyncWebhookClient]:
    """Make a response URL for Ana, and a client for it."""
    ana, where = slack.world.person("ana").id, slack.channel_id(channel)
    made = slack.responses.start(ana, where, message)
    return made, AsyncWebhookClient(slack.responses.url(made), retry_handlers=[])


async def posted(slack: SlackSandbox, client: AsyncWebClient) -> str:
    where = slack.channel_id("general")
    answer = await client.chat_postMessage(channel=where, text="Old")
    return str(answer["ts"])


async def test_response_url_serves_five_times(slack: SlackSandbox) -> None:
    _, webhook = start(slack)

    answers = [await webhook.send(text=str(one)) for one in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert len(slack.private_messages("ana")) == 5
    assert slack.messages("general") == []


async def test_response_url_serves_half_an_hour(slack: SlackSandbox) -> None:
    made, webhook = start(slack)
    made.started -= 30 * 60 - 5
    in_time = await webhook.send(text="x")
    made.started -= 10

    late = await webhook.send(text="x")

    assert (in_time.status_code, late.status_code) == (200, 404)
    assert "expired_url" in late.body


async def test_response_url_ignores_the_rights_of_the_channel(
    slack: SlackSandbox,
) -> None:
    slack.restrict("announcements")
    _, webhook = start(slack, channel="announcements")

    await webhook.send(text="x", response_type="in_channel")

    assert len(slack.messages("announcements")) == 1


async def test_original_is_replaced_whole_or_deleted(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    ts = await posted(slack, client)
    _, webhook = start(slack, message=ts)

    await webhook.send(text="New", replace_original=True)
    replaced = [(one["ts"], one["text"]) for one in slack.messages("general")]
    await webhook.send(text="More", replace_original=False)
    await webhook.send(delete_original=True)

    assert replaced == [(ts, "New")]
    assert slack.messages("general") == []
    assert [one["text"] for one in slack.private_messages("ana")] == ["More"]
    assert slack.violations == []


async def test_unsaid_replacing_is_noted(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    _, webhook = start(slack, message=await posted(slack, client))

    await webhook.send(text="New")

    assert len(slack.violations) == 1
    assert "replace_original" in slack.violations[0]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "response_type": "public"}, "invalid_payload"),
        ({"delete_original": True}, "cant_delete_message"),
        ({"text": "x", "blocks": [{"type": "actions"}]}, "invalid_blocks"),
    ],
)
async def test_bad_answer_is_refused_and_costs_no_use(
    slack: SlackSandbox, body: dict[str, Any], error: str
) -> None:
    made, webhook = start(slack)

    answer = await webhook.send_dict(body)

    assert (answer.status_code, made.uses) == (400, 0)
    assert error in answer.body


async def test_response_urls_meet_faults_too(slack: SlackSandbox) -> None:
    _, webhook = start(slack)
    slack.faults.add(Fault("status", "POST /response", status=503))

    broken = await webhook.send(text="x")
    fine = await webhook.send(text="x")

    assert (broken.status_code, fine.status_code) == (503, 200)
