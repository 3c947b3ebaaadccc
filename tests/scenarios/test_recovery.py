"""Nothing lost, nothing twice: lost answers, dead processes, and who may look."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.core.cards import card_from_json
from bot.core.delivery import DeliveryState
from bot.core.schedule import OnUnknown
from bot.errors import StoreError
from bot.ports import AuditEntry
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from tests.conftest import START, Bot, MovedClock, running_bot
from tests.rooms import words

pytestmark = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)
Start = Callable[[], AbstractAsyncContextManager[Bot]]
WINDOW_OVER = 180  # seconds: longer than Discord refuses a repeat


@pytest.fixture
def start(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path, platform: str
) -> Start:
    """Start a bot; each time the same database."""
    return lambda: running_bot(sandbox, clock, library, tmp_path, platform)


@pytest.fixture
async def planned(start: Start) -> None:
    """Set up a schedule that is due now."""
    async with start() as bot:
        await bot.schedule()


async def die_while_sending(bot: Bot, *, posted: bool) -> None:
    """Do what a bot does until it is killed in the middle of a post."""
    schedules = await bot.store.schedules()
    bot.clock.time = max(one.next_at for one in schedules if one.next_at)
    await bot.app.core.planner.plan(bot.clock.now())
    (delivery,) = await bot.store.claim(owner="dead", now=bot.clock.now(), limit=9)
    if posted:
        await bot.app.connections[bot.room.name].post(
            delivery.server,
            delivery.channel,
            card_from_json(delivery.card),
            mark=delivery.id,
            may_start=lambda: True,
        )


async def state(bot: Bot) -> DeliveryState:
    (schedule,) = await bot.store.schedules()
    return (await bot.store.last_deliveries([schedule.id]))[schedule.id].state


async def choose(bot: Bot, policy: OnUnknown) -> None:
    (schedule,) = await bot.store.schedules()
    entry = AuditEntry(
        platform=schedule.platform,
        server=schedule.server,
        person="t",
        act="test",
        at=START,
    )
    await bot.store.change_schedule(schedule._replace(on_unknown=policy), entry)


@pytest.mark.parametrize("posted", [True, False])
@pytest.mark.parametrize("seconds", [1, WINDOW_OVER])
async def test_a_dead_process_leaves_exactly_one_post(
    start: Start, planned: None, posted: bool, seconds: int
) -> None:
    async with start() as bot:
        await die_while_sending(bot, posted=posted)
    bot.clock.move(seconds=seconds)

    async with start() as bot:
        await bot.tick()

        assert len(bot.titles()) == 1
        assert await state(bot) is DeliveryState.SENT


@pytest.mark.parametrize(
    ("policy", "posted", "posts", "expected"),
    [
        (OnUnknown.SKIP, True, 1, DeliveryState.UNCONFIRMED),
        (OnUnknown.SKIP, False, 0, DeliveryState.UNCONFIRMED),
        (OnUnknown.REPOST, True, 2, DeliveryState.SENT),
        (OnUnknown.REPOST, False, 1, DeliveryState.SENT),
    ],
)
async def test_without_the_right_to_look_the_setting_decides(
    start: Start,
    planned: None,
    policy: OnUnknown,
    posted: bool,
    posts: int,
    expected: DeliveryState,
) -> None:
    async with start() as bot:
        await choose(bot, policy)
        await die_while_sending(bot, posted=posted)
        bot.room.blind()
    bot.clock.move(seconds=WINDOW_OVER)

    async with start() as bot:
        await bot.tick()
        listed = words(await bot.room.admin("ana", "general", "list"))

        assert len(bot.titles()) == posts
        assert await state(bot) is expected
        told = "nobody can say whether the bite of 24 November went out" in listed
        assert told is (expected is DeliveryState.UNCONFIRMED)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "status"])
async def test_a_lost_answer_is_cleared_up_by_itself(bot: Bot, kind: Kind) -> None:
    await bot.schedule()
    bot.sandbox.faults.add(Fault(kind, bot.room.create))

    await bot.next_post()
    between = await state(bot)
    bot.clock.move(seconds=10)
    await bot.tick()

    assert between is DeliveryState.SENDING
    assert len(bot.titles()) == 1
    assert await state(bot) is DeliveryState.SENT


def restore_backup(folder: Path, next_at: datetime) -> None:
    """Forget all posts, as a backup of this morning does."""
    with closing(sqlite3.connect(folder / "bot.db", isolation_level=None)) as database:
        for table in ("delivery_receipts", "deliveries", "history"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
        was = next_at.replace(tzinfo=None).isoformat(" ") + ".000000"
        database.execute("UPDATE schedules SET next_at = ?", (was,))


async def test_a_forgotten_post_is_found_before_a_late_one(
    bot: Bot, tmp_path: Path
) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    assert schedule.next_at is not None
    await bot.next_post()
    restore_backup(tmp_path, schedule.next_at)
    bot.clock.move(minutes=5)

    await bot.tick()

    assert len(bot.titles()) == 1
    assert await state(bot) is DeliveryState.SENT


async def test_a_proven_double_is_taken_away(bot: Bot) -> None:
    """A worker that slept longer than its lease posts although another one did."""
    await bot.schedule()
    bot.discord.nonces.window = 0
    bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=0.5))
    schedules = await bot.store.schedules()
    bot.clock.time = max(one.next_at for one in schedules if one.next_at)
    await bot.app.deliver.tick()
    await bot.store.end_leases(bot.clock.now())
    bot.clock.move(seconds=1)

    await bot.tick()

    assert len(bot.titles()) == 1
    assert await state(bot) is DeliveryState.SENT


async def test_a_second_bot_on_the_same_file_is_refused(start: Start) -> None:
    async with start():
        with pytest.raises(StoreError, match="Another Daily Bite runs on"):
            async with start():
                pass
