"""A bot that is told to stop gives back what it never sent, and nothing else."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest

from bot.core.bites import Library
from bot.core.delivery import LEASE, Delivery, DeliveryState
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, running_bot
from tests.storage.make import make_entry

pytestmark = [
    pytest.mark.parametrize("platform", ["discord", "slack-socket"], indirect=True),
    pytest.mark.usefixtures("hours_pass"),
]
Start = Callable[[], AbstractAsyncContextManager[Bot]]
CHANNELS = ("daily-bite", "general")
AT_ONCE = timedelta(seconds=0.3)


@pytest.fixture
def start(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Any, platform: str
) -> Start:
    """Start a bot; each time the same database."""
    return lambda: running_bot(sandbox, clock, library, tmp_path, platform)


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a platform's posts wait for each other, as hundreds of them do."""
    monkeypatch.setattr("bot.services.lanes._AT_ONCE", 1)


async def come_due(bot: Bot) -> None:
    """Set a schedule up in each channel, and go on to their posts."""
    for name in CHANNELS:
        await bot.schedule(name)
    schedules = await bot.store.schedules()
    bot.clock.time = max(one.next_at for one in schedules if one.next_at)


async def rows(bot: Bot) -> list[Delivery]:
    """List the deliveries, those that are under way first."""
    found = await bot.store.deliveries(limit=9)
    return sorted(found, key=lambda one: one.state, reverse=True)


def posts(bot: Bot) -> list[int]:
    return [len(bot.room.posts(name)) for name in CHANNELS]


@pytest.mark.usefixtures("one_at_a_time")
async def test_what_waits_behind_others_is_given_back(start: Start) -> None:
    async with start() as bot:
        await come_due(bot)
        bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=1.5))
        await bot.app.deliver.tick()

        await bot.app.deliver.stop(AT_ONCE)

        under_way, waiting = await rows(bot)
        assert under_way.state is DeliveryState.SENDING
        assert waiting.state is DeliveryState.PLANNED
        assert waiting.first_send_at is None
        bot.room.blind()
    bot.clock.move(minutes=5)

    async with start() as bot:
        await bot.tick()

        assert posts(bot) == [1, 1]
        assert {one.state for one in await rows(bot)} == {DeliveryState.SENT}


async def test_what_waits_for_its_turn_is_given_back_and_does_not_leave(
    start: Start,
) -> None:
    async with start() as bot:
        await come_due(bot)
        first, second = await bot.store.schedules()
        moved = second._replace(channel=first.channel)
        await bot.store.change_schedule(moved, make_entry(moved))
        bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=1.5))
        await bot.app.deliver.tick()

        await bot.app.deliver.stop(AT_ONCE)
        at_the_stop = [one.state for one in await rows(bot)]
        await bot.app.deliver.settle_all(timedelta(seconds=5))

        assert at_the_stop == [DeliveryState.SENDING, DeliveryState.PLANNED]
        assert {one.state for one in await rows(bot)} == {
            DeliveryState.SENT,
            DeliveryState.PLANNED,
        }
        assert sum(posts(bot)) == 1


async def test_a_claim_that_comes_too_late_is_given_back(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as bot:
        await come_due(bot)
        stopped, has_claimed = asyncio.Event(), asyncio.Event()
        claim = bot.store.claim

        async def late(**options: Any) -> list[Delivery]:
            claimed = await claim(**options)
            has_claimed.set()
            await stopped.wait()
            return claimed

        monkeypatch.setattr(bot.store, "claim", late)
        ticking = asyncio.create_task(bot.app.deliver.tick())
        await has_claimed.wait()
        await bot.app.deliver.stop(AT_ONCE)

        stopped.set()
        await ticking

        assert {one.state for one in await rows(bot)} == {DeliveryState.PLANNED}
        assert posts(bot) == [0, 0]


@pytest.mark.usefixtures("one_at_a_time")
async def test_what_a_dead_process_may_have_sent_is_not_given_back(
    start: Start,
) -> None:
    async with start() as bot:
        await come_due(bot)
        await bot.app.core.planner.plan(bot.clock.now())
        await bot.store.claim(owner="dead", now=bot.clock.now(), limit=9)
        bot.clock.time += LEASE + timedelta(minutes=5)
        bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=1.5))
        await bot.app.deliver.tick()

        await bot.app.deliver.stop(AT_ONCE)

        assert {one.state for one in await rows(bot)} == {DeliveryState.SENDING}
