"""Posts need no connection: with the gateway or the socket down, they go out."""

import pytest

from tests.conftest import Bot

pytestmark = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)


async def test_posts_go_out_while_the_bot_is_cut_off(bot: Bot) -> None:
    await bot.schedule()
    await bot.room.cut_off()

    await bot.next_post()
    await bot.next_post()

    assert len(bot.titles()) == 2
    assert not bot.room.is_online
