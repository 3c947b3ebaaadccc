"""The week's last card on every platform: one question from earlier, answered in private."""

import pytest

from bot.core.bites import Library
from bot.core.delivery import DeliveryState
from tests.conftest import Bot, make_library
from tests.rooms import Told, words

pytestmark = pytest.mark.usefixtures("hours_pass")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture
def library() -> Library:
    return make_library(40)


async def post(bot: Bot, count: int) -> list[Told]:
    for _ in range(count):
        await bot.next_post()
    return bot.room.posts()


def asks(told: Told) -> bool:
    return any(f"From {day}: " in words(told) for day in DAYS)


async def test_the_last_card_of_a_week_asks_what_was_asked_before(bot: Bot) -> None:
    await bot.schedule(days="tue-fri")  # it is Tuesday

    posts = await post(bot, 9)

    assert [asks(one) for one in posts] == [n in (3, 7) for n in range(9)]
    rows = sorted(await bot.store.deliveries(limit=9), key=lambda one: one.due_at)
    for week in (rows[:4], rows[4:8]):
        shown = words(posts[rows.index(week[-1])])
        earlier = {
            f"From {DAYS[one.local_date.weekday()]}: What goes wrong with "
            f"{str(one.bite).rpartition('/')[2].replace('-', ' ').capitalize()}?"
            for one in week[:-1]
        }
        assert sum(one in shown for one in earlier) == 1


async def test_the_answer_is_for_who_asks(bot: Bot) -> None:
    await bot.schedule(days="tue,wed")
    posts = await post(bot, 2)
    assert posts[1].buttons == ("Deeper", "Quiz me", "Answer Tuesday's question")

    told = await bot.room.click("ben", posts[1], "Answer Tuesday")

    (first, _) = sorted(await bot.store.deliveries(limit=2), key=lambda one: one.due_at)
    asked = bot.app.core.loaded.library.bites[str(first.bite)]
    assert f"Answer: {asked.name}" in words(told)
    assert asked.recall.answer in words(told)
    assert asked.recall.question in words(told)
    assert len(bot.room.posts()) == 2


async def test_one_day_a_week_has_nothing_to_ask(bot: Bot) -> None:
    await bot.schedule(days="tue")

    posts = await post(bot, 3)

    assert not any(map(asks, posts))


async def test_only_what_was_really_posted_is_asked(bot: Bot) -> None:
    await bot.schedule(days="tue-thu")
    bot.room.forbid("daily-bite")
    await post(bot, 2)
    bot.room.permit("daily-bite")

    (only,) = await post(bot, 1)

    states = [one.state for one in await bot.store.deliveries(limit=9)]
    assert states == [DeliveryState.SENT, *[DeliveryState.FAILED] * 2]
    assert not asks(only)


async def test_another_schedule_of_the_channel_is_another_week(bot: Bot) -> None:
    await bot.schedule(days="wed-fri", time="08:30")
    await bot.schedule(days="tue,wed", time="10:00", schedule="new")

    posts = await post(bot, 3)

    asked = [words(one) for one in posts if asks(one)]
    assert len(posts) == 3
    assert len(asked) == 1
    assert "From Tuesday: " in asked[0]
