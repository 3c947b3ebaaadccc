"""Injected faults: each meets the next requests of its route, and only those."""

import asyncio
import errno
import time

import aiohttp
import pytest

from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Api

CREATE = "POST /channels/{channel}/messages"
LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError)


@pytest.mark.parametrize(
    ("kind", "posts"),
    [
        pytest.param("drop_before", 0, id="before-anything-happened"),
        pytest.param("drop_after", 1, id="when-it-was-done"),
    ],
)
async def test_dropped_connection(
    api: Api, bare: Sandbox, kind: Kind, posts: int
) -> None:
    bare.faults.add(Fault(kind, CREATE))

    with pytest.raises(LOST):
        await api.post()

    assert len(bare.discord.messages("general")) == posts


@pytest.mark.parametrize("applies", [True, False])
async def test_reset_breaks_the_connection_off(
    api: Api, bare: Sandbox, applies: bool
) -> None:
    bare.faults.add(Fault("reset", CREATE, applies=applies))

    with pytest.raises(aiohttp.ClientOSError) as lost:
        await api.post()

    assert lost.value.errno == errno.ECONNRESET
    assert len(bare.discord.messages("general")) == int(applies)


async def test_trickle_answers_byte_by_byte(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("trickle", CREATE, seconds=0.3))
    started = time.monotonic()

    answer = await api.post()

    assert time.monotonic() - started >= 0.3
    assert answer.body["content"] == "hi"
    assert len(bare.discord.messages("general")) == 1


async def test_trickle_ends_when_nobody_listens(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("trickle", CREATE, seconds=60))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(api.post(), 0.2)

    assert len(bare.discord.messages("general")) == 1


async def test_status_may_hide_what_was_done(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("status", CREATE, status=503, applies=True))

    answer = await api.post()

    assert answer.status == 503
    assert len(bare.discord.messages("general")) == 1


@pytest.mark.parametrize("kind", ["hang", "delay"])
async def test_answer_may_be_late_for_what_was_done(
    api: Api, bare: Sandbox, kind: Kind
) -> None:
    bare.faults.add(Fault(kind, CREATE, seconds=60, applies=True))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(api.post(), 0.2)

    assert len(bare.discord.messages("general")) == 1


async def test_status_answers_without_doing_anything(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("status", CREATE, status=503))

    answer = await api.post()

    assert answer.status == 503
    assert answer.body["code"] == 0
    assert bare.discord.messages("general") == []


async def test_delay_answers_late_and_does_it(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("delay", CREATE, seconds=0.1))
    started = time.monotonic()

    answer = await api.post()

    assert time.monotonic() - started >= 0.1
    assert answer.status == 200
    assert len(bare.discord.messages("general")) == 1


async def test_hang_never_answers(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("hang", CREATE))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(api.post(), 0.2)

    assert bare.discord.messages("general") == []


async def test_mute_does_it_and_keeps_silent_while_the_caller_waits(
    api: Api, bare: Sandbox
) -> None:
    fault = Fault("mute", CREATE)
    bare.faults.add(fault)
    waiting = asyncio.create_task(api.post())

    await asyncio.wait_for(fault.met.wait(), 5)
    await asyncio.sleep(0.2)

    assert not waiting.done()
    assert len(bare.discord.messages("general")) == 1
    waiting.cancel()
    async with asyncio.timeout(5):
        while not bare.discord.requests:  # noqa: ASYNC110 - when its caller is gone
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("via", "is_global", "scope"),
    [
        pytest.param(True, False, "user", id="route"),
        pytest.param(False, False, "user", id="cloudflare"),
        pytest.param(True, True, "global", id="global"),
    ],
)
async def test_rate_limit_says_for_how_long(
    api: Api, bare: Sandbox, via: bool, is_global: bool, scope: str
) -> None:
    bare.faults.add(
        Fault("rate_limit", CREATE, seconds=2.5, via=via, is_global=is_global)
    )

    answer = await api.post()

    assert answer.status == 429
    assert answer.body["retry_after"] == 2.5
    assert answer.body["global"] is is_global
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["X-RateLimit-Scope"] == scope
    assert ("Via" in answer.headers) is via
    assert ("X-RateLimit-Global" in answer.headers) is is_global
    assert bare.discord.messages("general") == []


async def test_fault_meets_so_many_requests(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("status", CREATE, times=2))

    statuses = [(await api.post()).status for _ in range(4)]

    assert statuses == [502, 502, 200, 200]
    assert bare.faults.waiting == []


async def test_fault_leaves_other_routes_alone(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("status", CREATE))

    read = await api("GET", api.messages())
    created = await api.post()

    assert (read.status, created.status) == (200, 502)


async def test_fault_without_a_route_meets_any(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("status"))

    statuses = [(await api("GET", "/users/@me")).status for _ in range(2)]

    assert statuses == [502, 200]


async def test_faults_come_in_their_order(api: Api, bare: Sandbox) -> None:
    bare.faults.add(Fault("status", CREATE, status=500))
    bare.faults.add(Fault("status", CREATE, status=503))

    statuses = [(await api.post()).status for _ in range(3)]

    assert statuses == [500, 503, 200]


async def test_requests_are_recorded_with_what_they_got(
    api: Api, bare: Sandbox
) -> None:
    bare.faults.add(Fault("status", CREATE))
    await api.post("first")
    await api.post("second")

    assert [
        (one.method, one.route, one.body["content"], one.status)
        for one in bare.discord.requests
    ] == [("POST", CREATE, "first", 502), ("POST", CREATE, "second", 200)]
    assert bare.discord.requests[0].path == api.messages()
