"""With `delivery.spread_minutes`, a post leaves after its minute, and nobody calls it late."""

from pathlib import Path

import pytest

from bot.core.delivery import DeliveryState
from bot.core.spread import Spread
from tests.conftest import Bot
from tests.forms import press
from tests.rooms import words
from tests.scenarios.guided_setup import FIRST, saved

pytestmark = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)
MINUTES = 15


@pytest.fixture(autouse=True)
def _configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(f"[delivery]\nspread_minutes = {MINUTES}\n")


async def test_a_post_leaves_at_its_own_moment(bot: Bot) -> None:
    told = await bot.schedule()
    (schedule,) = await bot.store.schedules()
    assert schedule.next_at
    until = schedule.next_at + schedule.catch_up
    moment = Spread(MINUTES).moment(schedule.id, schedule.next_at, until)

    await bot.next_post()
    at_nine = bot.titles()
    bot.clock.time = moment
    await bot.tick()

    (post,) = bot.room.posts("daily-bite")
    (delivery,) = await bot.store.deliveries(limit=2)
    assert "09:00" in told
    assert moment > schedule.next_at
    assert at_nine == []
    assert delivery.state is DeliveryState.SENT
    assert delivery.due_at == schedule.next_at
    assert "Late today" not in words(post)


async def test_an_outage_is_told_as_ever(bot: Bot) -> None:
    await bot.schedule()
    (schedule,) = await bot.store.schedules()
    assert schedule.next_at
    bot.clock.time = schedule.next_at
    bot.clock.move(hours=2)

    await bot.tick()

    (post,) = bot.room.posts("daily-bite")
    assert "Late today: this was due at 09:00" in words(post)


@pytest.mark.usefixtures("not_invited")
async def test_a_bite_that_somebody_waits_for_is_not_spread(bot: Bot) -> None:
    done = await saved(bot)

    await press(bot, "ana", done, FIRST)
    await bot.tick()

    (delivery,) = await bot.store.deliveries(limit=2)
    assert delivery.state is DeliveryState.SENT
