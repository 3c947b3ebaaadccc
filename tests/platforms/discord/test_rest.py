"""Posts through the real REST client: what each answer of Discord's makes of them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.errors import DeliveryError
from bot.platforms.discord import rest as rest_module
from bot.platforms.discord.rest import DiscordRest
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox

CREATE = "POST /channels/{channel}/messages"
SOON = timedelta(seconds=0.2)


async def post(
    rest: DiscordRest, sandbox: Sandbox, channel: str = "general", **more: Any
) -> str:
    """Create a message."""
    where = sandbox.discord.channel_id(channel)
    payload = {"content": "hi", **more}
    return await rest.create_message(where, payload, may_start=lambda: True)


async def failed_post(
    rest: DiscordRest, sandbox: Sandbox, channel: str = "general", **more: Any
) -> DeliveryError:
    """Create a message in vain."""
    with pytest.raises(DeliveryError) as raised:
        await post(rest, sandbox, channel, **more)
    return raised.value


@pytest.fixture
def short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a client that is made after this wait for 0.3 s."""
    monkeypatch.setattr(rest_module, "SEND_LIMIT", timedelta(seconds=0.3))


def _nature(error: DeliveryError) -> tuple[bool, timedelta | None, bool]:
    return error.permanent, error.retry_after, error.maybe_sent


async def test_post_gives_the_id_of_its_message(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    message_id = await post(rest, sandbox)

    (message,) = sandbox.discord.messages("general")
    assert message["id"] == message_id


PERMANENT, UNCLEAR = (True, None, False), (False, None, True)


@pytest.mark.parametrize(
    ("fault", "nature", "posts"),
    [
        pytest.param(Fault("status", status=400), PERMANENT, 0, id="400"),
        pytest.param(Fault("status", status=403), PERMANENT, 0, id="403"),
        pytest.param(Fault("status", status=404), PERMANENT, 0, id="404"),
        pytest.param(Fault("status", status=500), UNCLEAR, 0, id="500"),
        pytest.param(Fault("status", status=502), UNCLEAR, 0, id="502"),
        pytest.param(Fault("status", status=503), UNCLEAR, 0, id="503"),
        pytest.param(Fault("status", status=504), UNCLEAR, 0, id="504"),
        pytest.param(Fault("drop_before"), UNCLEAR, 0, id="lost-request"),
        pytest.param(Fault("drop_after"), UNCLEAR, 1, id="lost-answer"),
        pytest.param(Fault("hang"), UNCLEAR, 0, id="no-answer"),
        pytest.param(
            Fault("rate_limit", seconds=0.2), (False, SOON, False), 0, id="429"
        ),
        pytest.param(
            Fault("rate_limit", seconds=0.2, via=False),
            (False, SOON, False),
            0,
            id="429-of-cloudflare",
        ),
        pytest.param(
            Fault("rate_limit", seconds=0.2, is_global=True),
            (False, SOON, False),
            0,
            id="429-global",
        ),
    ],
)
async def test_failure_says_what_may_follow(
    short_limit: None,
    rest: DiscordRest,
    sandbox: Sandbox,
    fault: Fault,
    nature: tuple[bool, timedelta | None, bool],
    posts: int,
) -> None:
    sandbox.faults.add(replace(fault, route=CREATE))

    error = await failed_post(rest, sandbox)

    assert _nature(error) == nature
    assert len(sandbox.discord.messages("general")) == posts


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        pytest.param("VIEW_CHANNEL", "give it View Channel", id="50001"),
        pytest.param("SEND_MESSAGES", "give it Send Messages", id="50013"),
    ],
)
async def test_missing_right_is_permanent_and_named(
    rest: DiscordRest, sandbox: Sandbox, denied: str, told: str
) -> None:
    sandbox.discord.deny("general", denied)

    error = await failed_post(rest, sandbox)

    assert _nature(error) == PERMANENT
    assert told in str(error)


@pytest.mark.parametrize("content", ["", "x" * 2001])
async def test_misshapen_post_is_permanent(
    rest: DiscordRest, sandbox: Sandbox, content: str
) -> None:
    error = await failed_post(rest, sandbox, content=content)

    assert _nature(error) == PERMANENT


async def test_deleted_channel_is_permanent(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    channel = sandbox.discord.channel_id("general")
    sandbox.discord.delete_channel("general")

    with pytest.raises(DeliveryError, match="no longer exists") as raised:
        await rest.create_message(channel, {"content": "x"}, may_start=lambda: True)

    assert _nature(raised.value) == PERMANENT


async def test_unreachable_discord_got_nothing(session: aiohttp.ClientSession) -> None:
    rest = DiscordRest(session, token="t", api_url="http://127.0.0.1:1/")

    with pytest.raises(DeliveryError) as raised:
        await rest.create_message("1", {"content": "x"}, may_start=lambda: True)

    assert _nature(raised.value) == (False, None, False)


async def test_repeated_nonce_gives_the_first_message(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("drop_after", CREATE))
    await failed_post(rest, sandbox, nonce="n", enforce_nonce=True)

    message_id = await post(rest, sandbox, nonce="n", enforce_nonce=True)

    (message,) = sandbox.discord.messages("general")
    assert message["id"] == message_id


async def test_post_that_was_deleted_since_counts_as_sent(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    await post(rest, sandbox, nonce="n", enforce_nonce=True)
    (message,) = sandbox.discord.messages("general")
    sandbox.discord.world.delete_message(message)

    message_id = await post(rest, sandbox, nonce="n", enforce_nonce=True)

    assert message_id == ""
    assert sandbox.discord.messages("general") == []


async def test_unknown_message_is_a_failure_elsewhere(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    channel = sandbox.discord.channel_id("general")

    with pytest.raises(DeliveryError) as raised:
        await rest.get(f"/channels/{channel}/messages/1")

    assert raised.value.permanent


async def test_nothing_leaves_when_it_may_not_start(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    channel = sandbox.discord.channel_id("general")

    with pytest.raises(DeliveryError) as raised:
        await rest.create_message(channel, {"content": "x"}, may_start=lambda: False)

    assert _nature(raised.value) == (False, None, False)
    assert sandbox.discord.requests == []


async def test_cancelled_post_leaves_the_channel_free(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("delay", CREATE, seconds=0.2))
    task = asyncio.create_task(post(rest, sandbox))
    await asyncio.sleep(0.05)
    task.cancel()

    message_id = await post(rest, sandbox)

    assert message_id
