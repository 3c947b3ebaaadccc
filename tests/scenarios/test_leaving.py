"""The bot is removed from a server: posting stops, comes back, or all is erased."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.bites import Library
from bot.core.keeping import GRACE, LEFT
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.storage.owners import OWNERS
from tests.conftest import Bot, MovedClock, running_bot
from tests.storage.test_owners import dump, rows_with

pytestmark = pytest.mark.usefixtures("hours_pass")
ANY_SLACK = "POST /api/auth.test"
Start = Callable[[], AbstractAsyncContextManager[Bot]]


@pytest.fixture
def start(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path, platform: str
) -> Start:
    """Start a bot; each time the same database."""
    return lambda: running_bot(sandbox, clock, library, tmp_path, platform)


async def states(bot: Bot) -> list[str]:
    return [one.state for one in await bot.store.schedules()]


async def soon(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something has happened."""
    async with asyncio.timeout(10):
        while not await is_so():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def acts(bot: Bot) -> list[str]:
    entries = await bot.store.audit(bot.room.name, bot.room.server)
    return [one.act for one in entries]


async def has_left(bot: Bot) -> bool:
    return "server.left" in await acts(bot)


async def leave(bot: Bot) -> None:
    await bot.room.leave()
    await soon(lambda: has_left(bot))


async def pass_days(bot: Bot, days: float) -> None:
    """Let days go by, and what is done once in a while."""
    for _ in range(int(days)):
        bot.clock.move(days=1)
        bot.room.rest()
        await bot.tick()
        await look(bot)


async def look(bot: Bot) -> None:
    await bot.app.membership.look_round()


async def traces(bot: Bot) -> dict[str, list[str]]:
    """List what is left of the server in tables that hold servers' data."""
    kept = rows_with(await dump(bot.store), bot.room.server)
    return {name: rows for name, rows in kept.items() if OWNERS[name].rows}


async def test_posting_stops_at_once_and_no_day_is_planned(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    await leave(bot)
    await pass_days(bot, 3)

    (row,) = await bot.store.deliveries(limit=10)
    assert await states(bot) == ["left"]
    assert row.state == "sent"
    assert len(bot.titles()) == 1


async def test_what_was_planned_is_skipped_with_its_reason(bot: Bot) -> None:
    await bot.schedule()
    bot.clock.move(hours=2)
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=60))
    await bot.tick()  # and it will be tried again

    await leave(bot)

    (row,) = await bot.store.deliveries(limit=10)
    assert (row.state, row.reason) == ("skipped", LEFT)
    assert not await bot.store.showing(bot.room.name, bot.room.server, row.bite or "")


async def test_a_return_within_the_grace_brings_everything_back(
    start: Start, clock: MovedClock
) -> None:
    async with start() as bot:
        await bot.schedule()
        await bot.schedule("general")
        await bot.room.admin("ana", "general", "pause")
        await bot.next_post()
        bot.clock.move(hours=1)
        await leave(bot)
        await pass_days(bot, 5)
        bot.room.invite()
    async with start() as bot:  # Slack says nothing of it, but answers the token
        await soon(lambda: is_back(bot))
        back = await states(bot)
        bot.clock.move(days=1)
        await bot.tick()

        rows = await bot.store.deliveries(limit=10)
        assert sorted(back) == ["active", "paused"]
        assert [one.state for one in rows] == ["sent", "sent"]
        assert len({*bot.titles()}) == 2
        assert rows[0].local_date - rows[1].local_date == timedelta(days=6)


async def is_back(bot: Bot) -> bool:
    return "server.back" in await acts(bot)


async def test_after_the_grace_nothing_is_left(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    await leave(bot)
    await pass_days(bot, GRACE.days - 1)
    before = await traces(bot)

    await pass_days(bot, 2)

    assert {"servers", "schedules", "deliveries", "history", "audit"} <= {*before}
    assert await traces(bot) == {}


async def test_said_again_it_is_the_first_time_that_counts(bot: Bot) -> None:
    await bot.schedule()
    await leave(bot)
    first = await bot.store.departed(bot.room.name, [bot.room.server])
    bot.clock.move(days=3)

    await bot.room.leave()
    await bot.app.gate.left(bot.room.name, bot.room.server)

    assert await bot.store.departed(bot.room.name, [bot.room.server]) == first
    assert (await acts(bot)).count("server.left") == 1


async def test_a_departure_that_nobody_told_of_is_found(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    await bot.room.leave(unheard=True)

    await pass_days(bot, 5)

    assert await states(bot) == ["left"]
    assert await has_left(bot)


async def test_a_departure_without_schedules_is_found_too(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.admin("ana", "daily-bite", "remove")
    await bot.room.leave(unheard=True)

    await pass_days(bot, GRACE.days + 2)

    assert await traces(bot) == {}


async def test_a_return_that_nobody_told_of_is_found_before_anything_is_erased(
    bot: Bot,
) -> None:
    await bot.schedule()
    await bot.room.leave(unheard=True)
    await pass_days(bot, 5)
    bot.sandbox.discord.world.has_bot = True
    bot.sandbox.slack.restore_token()
    bot.clock.move(days=GRACE.days)

    await bot.app.membership.look_round()

    assert await states(bot) == ["active"]


async def test_a_server_in_order_is_asked_for_nothing(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    count = len(bot.sandbox.discord.requests) + len(bot.sandbox.slack.requests)

    for _ in range(3):
        await look(bot)

    now = len(bot.sandbox.discord.requests) + len(bot.sandbox.slack.requests)
    assert now == count
    assert await states(bot) == ["active"]


async def test_a_platform_that_is_down_erases_nothing(bot: Bot) -> None:
    await bot.schedule()
    await leave(bot)
    bot.clock.move(days=GRACE.days)
    any_route = "GET /guilds/{guild}" if bot.room.name == "discord" else ANY_SLACK
    bot.sandbox.faults.add(Fault("status", any_route))

    await bot.app.membership.erase_old()
    kept = await traces(bot)
    await bot.app.membership.erase_old()

    assert "schedules" in kept
    assert await traces(bot) == {}


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
async def test_an_outage_changes_nothing(bot: Bot) -> None:
    await bot.schedule()
    before = await dump(bot.store)

    bot.discord.begin_outage()
    bot.discord.end_outage()
    await bot.room.type("ben", "general", "/topics")  # it comes after those

    assert await dump(bot.store) == before
    assert await states(bot) == ["active"]


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
async def test_an_invitation_is_heard_at_once(bot: Bot) -> None:
    await bot.schedule()
    await leave(bot)
    bot.clock.move(hours=1)

    bot.room.invite()
    await soon(lambda: is_back(bot))

    assert await states(bot) == ["active"]


@pytest.mark.parametrize("platform", ["slack-socket", "slack-http"], indirect=True)
@pytest.mark.parametrize(
    "events",
    [
        ("app_uninstalled",),
        ("tokens_revoked",),
        ("tokens_revoked", "app_uninstalled"),
        ("app_uninstalled", "app_uninstalled", "tokens_revoked"),
    ],
)
async def test_slack_tells_in_any_order(bot: Bot, events: tuple[str, ...]) -> None:
    await bot.schedule()

    await bot.sandbox.slack.uninstall(*events)
    await soon(lambda: has_left(bot))

    assert await states(bot) == ["left"]
    assert (await acts(bot)).count("server.left") == 1


@pytest.mark.parametrize("platform", ["slack-socket", "slack-http"], indirect=True)
@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_an_old_event_of_a_replaced_token_changes_nothing(
    bot: Bot, event: str
) -> None:
    await bot.schedule()
    tokens = {"oauth": [], "bot": ["U0OLD"]}

    await bot.sandbox.slack.event({"type": event, "tokens": tokens})
    await bot.room.type("ben", "general", "/bite topics")

    assert await states(bot) == ["active"]
    assert not await has_left(bot)


async def test_an_event_is_believed_where_the_platform_does_not_answer(
    bot: Bot,
) -> None:
    await bot.schedule()
    any_route = "GET /guilds/{guild}" if bot.room.name == "discord" else ANY_SLACK
    bot.sandbox.faults.add(Fault("status", any_route))

    await bot.app.gate.left(bot.room.name, bot.room.server)

    assert await states(bot) == ["left"]


@pytest.mark.parametrize("platform", ["slack-socket", "slack-http"], indirect=True)
async def test_a_persons_own_token_is_nothing_to_us(bot: Bot) -> None:
    await bot.schedule()
    tokens = {"oauth": [bot.room.person("ana")], "bot": []}

    await bot.sandbox.slack.event({"type": "tokens_revoked", "tokens": tokens})
    await bot.room.type("ben", "general", "/bite topics")

    assert await states(bot) == ["active"]
