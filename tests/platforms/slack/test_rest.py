"""The posting client on the pretend Slack: paced, in order, and never twice by itself."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.core.cards import Card
from bot.errors import DeliveryError
from bot.platforms.slack.client import SlackPlatform
from bot.platforms.slack.rest import SlackRest
from bot.platforms.slack.workspaces import OneWorkspace
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.slackfaults import SlackFault

POST = "POST /api/chat.postMessage"
CARD = Card(title="A title", body="Words.")


@pytest.fixture
async def rest(sandbox: Sandbox) -> AsyncIterator[SlackRest]:
    async with aiohttp.ClientSession() as session:
        yield SlackRest(
            session,
            token=sandbox.environment["SLACK_BOT_TOKEN"],
            api_url=sandbox.environment["SLACK_API_URL"],
        )


@pytest.fixture
def platform(rest: SlackRest) -> SlackPlatform:
    return SlackPlatform(OneWorkspace(rest), rest)


async def post(
    platform: SlackPlatform, sandbox: Sandbox, channel: str = "daily-bite"
) -> str:
    where = (sandbox.slack.team_id, sandbox.slack.channel_id(channel))
    receipt = await platform.post(*where, CARD, mark="d_1", may_start=lambda: True)
    return receipt.message_id


async def test_post_gives_the_message_and_leaves_its_mark(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    message_id = await post(platform, sandbox)

    (message,) = sandbox.slack.messages("daily-bite")
    assert message["ts"] == message_id
    assert message["metadata"]["event_payload"] == {"delivery": "d_1"}
    assert message["pings"] == []


async def test_lost_answer_is_never_sent_again_by_the_client(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("drop_after", POST))

    with pytest.raises(DeliveryError) as caught:
        await post(platform, sandbox)

    assert caught.value.maybe_sent
    assert len(sandbox.slack.messages("daily-bite")) == 1


@pytest.mark.parametrize(
    ("fault", "maybe_sent", "posted"),
    [
        pytest.param(Fault("drop_before", POST), True, 0, id="cut before"),
        pytest.param(Fault("status", POST, status=503), True, 0, id="503"),
        pytest.param(SlackFault(route=POST), True, 1, id="internal error, done"),
        pytest.param(
            SlackFault(route=POST, applies=False), True, 0, id="internal error"
        ),
        pytest.param(Fault("rate_limit", POST, seconds=7), False, 0, id="429"),
    ],
)
async def test_faults_become_what_they_mean(
    platform: SlackPlatform,
    sandbox: Sandbox,
    fault: Fault,
    maybe_sent: bool,
    posted: int,
) -> None:
    sandbox.faults.add(fault)

    with pytest.raises(DeliveryError) as caught:
        await post(platform, sandbox)

    assert caught.value.maybe_sent is maybe_sent
    assert not caught.value.permanent
    assert len(sandbox.slack.messages("daily-bite")) == posted


async def test_a_channel_gets_one_message_a_second_in_order(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    started = time.monotonic()

    ids = await asyncio.gather(*(post(platform, sandbox) for _ in range(3)))

    assert 1.9 < time.monotonic() - started < 4
    assert [one["ts"] for one in sandbox.slack.messages("daily-bite")] == ids
    assert sandbox.slack.limits.refused == 0


async def test_another_channel_does_not_wait(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    started = time.monotonic()

    await asyncio.gather(post(platform, sandbox), post(platform, sandbox, "general"))

    assert time.monotonic() - started < 0.9


async def test_a_limit_holds_the_next_post(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("rate_limit", POST, seconds=1))
    with pytest.raises(DeliveryError):
        await post(platform, sandbox)
    started = time.monotonic()

    await post(platform, sandbox, "general")

    assert time.monotonic() - started > 0.9


async def test_too_late_means_not_sent(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    where = (sandbox.slack.team_id, sandbox.slack.channel_id("daily-bite"))

    with pytest.raises(DeliveryError):
        await platform.post(*where, CARD, mark="d_1", may_start=lambda: False)

    assert sandbox.slack.messages("daily-bite") == []


async def test_answers_go_to_slacks_own_addresses_only(rest: SlackRest) -> None:
    with pytest.raises(DeliveryError, match="no address of Slack"):
        await rest.respond("https://evil.example/", {"text": "x"})


@pytest.mark.parametrize(
    ("state", "visible", "told"),
    [
        ("member", True, ""),
        ("kicked", True, "/invite @Daily Bite"),
        ("archived", True, "is archived"),
        ("gone", False, "/invite @Daily Bite"),
    ],
)
async def test_access_says_what_is_missing(
    platform: SlackPlatform, sandbox: Sandbox, state: str, visible: bool, told: str
) -> None:
    slack = sandbox.slack
    where = slack.channel_id("general")
    acts = {
        "kicked": slack.kick_bot,
        "archived": slack.archive,
        "gone": slack.delete_channel,
    }
    acts.get(state, lambda _: None)("general")

    access = await platform.access(slack.server_id, where)

    assert access.visible is visible
    assert told in access.remedy


async def test_access_without_the_scope_leaves_it_to_the_post(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    sandbox.slack.scopes.discard("channels:read")

    where = sandbox.slack.channel_id("announcements")
    access = await platform.access(sandbox.slack.server_id, where)

    assert access.visible
    assert access.missing == ()


async def test_public_channels_need_no_invitation_with_the_scope(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    sandbox.slack.scopes.add("chat:write.public")

    where = sandbox.slack.channel_id("announcements")
    access = await platform.access(sandbox.slack.server_id, where)

    assert access.missing == ()


async def test_another_workspace_is_out_of_sight(
    platform: SlackPlatform, sandbox: Sandbox
) -> None:
    access = await platform.access("T999", sandbox.slack.channel_id("general"))

    assert not access.visible
