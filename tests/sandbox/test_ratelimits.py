"""Rate limits: what every answer tells, what the first refused one tells, who is exempt."""

import asyncio
from dataclasses import replace

import pytest

from bot.sandbox.discord import ratelimits
from bot.sandbox.discord.ratelimits import GLOBAL_PER_SECOND, RateLimits
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Api


def _use_up(limits: RateLimits) -> None:
    """Take all that a token may send this second."""
    while limits.judge("", is_exempt=False).allowed:
        pass


@pytest.fixture
def slow_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that gets one new place a second, so that no test is a race."""
    monkeypatch.setattr(ratelimits, "GLOBAL_PER_SECOND", 1)


async def test_answer_tells_the_state_of_its_bucket(api: Api) -> None:
    first = await api.post()
    second = await api.post()

    assert first.headers["X-RateLimit-Limit"] == "5"
    assert first.headers["X-RateLimit-Remaining"] == "4"
    assert second.headers["X-RateLimit-Remaining"] == "3"
    assert 4 < float(first.headers["X-RateLimit-Reset-After"]) <= 5
    assert float(first.headers["X-RateLimit-Reset"]) > 1.7e9
    assert first.headers["X-RateLimit-Bucket"] == second.headers["X-RateLimit-Bucket"]


async def test_sixth_post_in_a_channel_is_refused(api: Api, bare: Sandbox) -> None:
    for _ in range(5):
        await api.post()

    answer = await api.post()

    assert answer.status == 429
    assert answer.body["message"] == "You are being rate limited."
    assert 0 < answer.body["retry_after"] <= 5
    assert answer.body["global"] is False
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.headers["X-RateLimit-Scope"] == "user"
    assert "X-RateLimit-Global" not in answer.headers
    assert 1 <= int(answer.headers["Retry-After"]) <= 5
    assert answer.headers["Via"]
    assert len(bare.discord.messages("general")) == 5


async def test_channels_have_buckets_of_their_own(api: Api) -> None:
    for _ in range(6):
        await api.post(channel="general")

    answer = await api.post(channel="daily-bite")

    assert answer.status == 200


async def test_bucket_is_full_again_after_its_window(api: Api, bare: Sandbox) -> None:
    bare.discord.limits.window = 0.3
    for _ in range(6):
        refused = await api.post()
    await asyncio.sleep(refused.body["retry_after"])

    answer = await api.post()

    assert refused.status == 429
    assert answer.status == 200


async def test_token_has_a_limit_of_its_own(
    api: Api, bare: Sandbox, slow_token: None
) -> None:
    _use_up(bare.discord.limits)

    answer = await api("GET", "/users/@me")

    assert answer.status == 429
    assert answer.body["global"] is True
    assert answer.headers["X-RateLimit-Global"] == "true"
    assert answer.headers["X-RateLimit-Scope"] == "global"
    assert answer.headers["Via"]


def test_token_may_send_fifty_at_once() -> None:
    limits = RateLimits()

    allowed = [limits.judge("", is_exempt=False).allowed for _ in range(60)]

    assert allowed[:50] == [True] * 50
    assert False in allowed[50:]


async def test_token_gets_new_places_by_and_by(api: Api, bare: Sandbox) -> None:
    _use_up(bare.discord.limits)
    await asyncio.sleep(2 / GLOBAL_PER_SECOND)

    answer = await api("GET", "/users/@me")

    assert answer.status == 200


async def test_reset_forgets_what_was_used(api: Api, bare: Sandbox) -> None:
    for _ in range(6):
        await api.post()
    _use_up(bare.discord.limits)

    bare.discord.limits.reset()

    assert (await api.post()).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("POST", "/interactions/1/token/callback", id="answer"),
        pytest.param("PATCH", "/webhooks/{app}/token/messages/@original", id="edit"),
        pytest.param("POST", "/webhooks/{app}/token", id="follow-up"),
    ],
)
async def test_interactions_are_exempt(
    api: Api, bare: Sandbox, slow_token: None, method: str, path: str
) -> None:
    _use_up(bare.discord.limits)

    answer = await api(
        method, path.format(app=bare.discord.world.application_id), {"content": "x"}
    )

    assert answer.status != 429
    assert not any(name.startswith("X-RateLimit") for name in answer.headers)


async def test_invalid_requests_are_counted(
    api: Api, bare: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.discord.deny("general", "SEND_MESSAGES")
    await api("GET", "/users/@me", token="wrong")  # 401
    await api.post()  # 403
    await api("GET", "/channels/1")  # 404: not one of them
    await api("GET", "/users/@me")  # 200: nor this one
    monkeypatch.setattr(ratelimits, "GLOBAL_PER_SECOND", 1)
    _use_up(bare.discord.limits)
    await api("GET", "/users/@me")  # 429

    assert bare.discord.wire.invalid == 3


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("rate_limit"), id="429"),
        pytest.param(Fault("status", status=401), id="401"),
        pytest.param(Fault("status", status=403), id="403"),
    ],
)
async def test_injected_refusals_are_counted_as_well(
    api: Api, bare: Sandbox, fault: Fault
) -> None:
    bare.faults.add(replace(fault))

    await api("GET", "/users/@me")

    assert bare.discord.wire.invalid == 1
