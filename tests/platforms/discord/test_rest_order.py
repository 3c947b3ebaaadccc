"""When requests leave: in order per channel, evenly spaced, not while Discord says wait."""

import asyncio
import time

import pytest

from bot.errors import DeliveryError
from bot.platforms.discord.rest import REQUESTS_PER_SECOND, DiscordRest
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.platforms.discord.test_rest import CREATE, failed_post, post

HOLD = 0.3


def _global_limit() -> Fault:
    return Fault("rate_limit", CREATE, seconds=HOLD, is_global=True)


def _times(sandbox: Sandbox) -> list[float]:
    return [one.at for one in sorted(sandbox.discord.requests, key=lambda one: one.at)]


async def test_posts_of_a_channel_keep_their_order(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("delay", CREATE, seconds=0.1))

    async with asyncio.TaskGroup() as group:
        for n in range(4):
            group.create_task(post(rest, sandbox, content=f"{n}"))

    assert [one["content"] for one in sandbox.discord.messages("general")] == [
        "0",
        "1",
        "2",
        "3",
    ]


async def test_channels_do_not_wait_for_each_other(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("hang", CREATE))
    stuck = asyncio.create_task(post(rest, sandbox, "general"))
    await asyncio.sleep(0.05)

    async with asyncio.timeout(5):
        await post(rest, sandbox, "daily-bite")

    assert not stuck.done()
    stuck.cancel()


async def test_requests_are_evenly_spaced(rest: DiscordRest, sandbox: Sandbox) -> None:
    await asyncio.gather(*(rest.get("/users/@me") for _ in range(8)))

    times = _times(sandbox)
    shortest = 7 / REQUESTS_PER_SECOND
    assert times[-1] - times[0] > 0.6 * shortest
    assert sandbox.discord.limits.refused == 0


async def test_global_limit_holds_whoever_comes_next(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(_global_limit())
    await failed_post(rest, sandbox)

    await asyncio.gather(post(rest, sandbox, "daily-bite"), rest.get("/users/@me"))

    refused, *after = _times(sandbox)
    assert len(after) == 2
    assert all(one - refused >= 0.95 * HOLD for one in after)


async def test_global_limit_holds_those_in_line(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    """With hundreds in line at one minute, each that leaves counts towards a ban."""
    sandbox.faults.add(_global_limit())
    first = asyncio.create_task(failed_post(rest, sandbox))
    await asyncio.sleep(0)

    await asyncio.gather(first, *(rest.get("/users/@me") for _ in range(10)))

    refused, *after = _times(sandbox)
    early = [one - refused for one in after if one - refused < 0.95 * HOLD]
    assert len(after) == 10
    # What was on its way when the answer came is on its way.
    assert len(early) <= 4


async def test_limit_of_one_channel_holds_no_other(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("rate_limit", CREATE, seconds=60))
    await failed_post(rest, sandbox)

    async with asyncio.timeout(5):
        await post(rest, sandbox, "daily-bite")

    assert len(sandbox.discord.messages("daily-bite")) == 1


async def test_may_start_is_asked_when_the_turn_has_come(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(_global_limit())
    await failed_post(rest, sandbox)
    asked: list[float] = []
    started = time.monotonic()

    def may_start() -> bool:
        asked.append(time.monotonic() - started)
        return False

    channel = sandbox.discord.channel_id("general")
    with pytest.raises(DeliveryError):
        await rest.create_message(channel, {"content": "x"}, may_start=may_start)

    (waited,) = asked
    assert waited >= 0.9 * HOLD
    assert len(sandbox.discord.requests) == 1
