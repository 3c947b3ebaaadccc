"""The way to a platform breaks in every known way: one post a slot all the same."""

from datetime import timedelta

import pytest

from bot.core.delivery import DeliveryState
from bot.sandbox.faults import Fault
from tests.conftest import Bot

pytestmark = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)
PATIENCE = timedelta(seconds=0.6)  # with an answer, in the place of 20 seconds
TOO_LONG = 5 * PATIENCE.total_seconds()


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("discord.rest", "slack.client"):
        monkeypatch.setattr(f"bot.platforms.{module}.SEND_LIMIT", PATIENCE)


async def states(bot: Bot) -> set[DeliveryState]:
    ids = [one.id for one in await bot.store.schedules()]
    return {one.state for one in (await bot.store.last_deliveries(ids)).values()}


def meet(bot: Bot, **fault: object) -> None:
    """Let the next post meet a fault."""
    bot.sandbox.faults.add(Fault(route=bot.room.create, **fault))  # type: ignore[arg-type]


@pytest.mark.parametrize("applies", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "reset"}, id="reset"),
        pytest.param({"kind": "hang"}, id="no answer"),
        pytest.param({"kind": "status", "status": 500}, id="500"),
        pytest.param({"kind": "status", "status": 503}, id="503"),
    ],
)
async def test_trouble_before_or_after_it_was_done_leaves_one_post(
    bot: Bot, fault: dict[str, object], applies: bool
) -> None:
    await bot.schedule()
    meet(bot, **fault, applies=applies)

    await bot.next_post()
    between, posted = await states(bot), len(bot.titles())
    bot.clock.move(seconds=10)
    await bot.tick()

    assert between == {DeliveryState.SENDING}
    assert posted == int(applies)
    assert len(bot.titles()) == 1
    assert await states(bot) == {DeliveryState.SENT}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "delay", "applies": True}, id="late"),
        pytest.param({"kind": "trickle"}, id="byte by byte"),
    ],
)
@pytest.mark.parametrize(
    ("seconds", "between"),
    [
        pytest.param(0.2, DeliveryState.SENT, id="in time"),
        pytest.param(TOO_LONG, DeliveryState.SENDING, id="too slow"),
    ],
)
async def test_a_slow_answer_leaves_one_post(
    bot: Bot, fault: dict[str, object], seconds: float, between: DeliveryState
) -> None:
    await bot.schedule()
    meet(bot, **fault, seconds=seconds)

    await bot.next_post()
    first, posted = await states(bot), len(bot.titles())
    bot.clock.move(seconds=10)
    await bot.tick()

    assert (first, posted) == ({between}, 1)
    assert len(bot.titles()) == 1
    assert await states(bot) == {DeliveryState.SENT}


async def test_trouble_that_goes_on_for_a_while_leaves_one_post(bot: Bot) -> None:
    await bot.schedule()
    meet(bot, kind="drop_after")
    for kind in ("status", "reset", "drop_before", "rate_limit"):
        meet(bot, kind=kind, seconds=1)

    await bot.next_post()
    for _ in range(6):
        bot.clock.move(minutes=2)  # longer than Discord refuses a repeat
        await bot.tick()

    assert len(bot.titles()) == 1
    assert await states(bot) == {DeliveryState.SENT}


@pytest.mark.parametrize("is_global", [True, False])
async def test_a_rate_limit_holds_no_slot_back_for_good(
    bot: Bot, is_global: bool
) -> None:
    await bot.schedule("daily-bite")
    await bot.schedule("general")
    meet(bot, kind="rate_limit", seconds=1, is_global=is_global)

    await bot.next_post()
    held = await states(bot)
    bot.clock.move(seconds=2)
    await bot.tick()

    assert DeliveryState.PLANNED in held
    assert [len(bot.titles(one)) for one in ("daily-bite", "general")] == [1, 1]
    assert await states(bot) == {DeliveryState.SENT}
