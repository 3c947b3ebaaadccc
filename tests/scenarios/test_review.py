"""A schedule that ran dry: the question first, the answer and the bite behind buttons."""

import pytest

from bot.core.bites import Library
from tests.conftest import Bot, make_library
from tests.rooms import title, words

pytestmark = pytest.mark.usefixtures("hours_pass")


@pytest.fixture
def library() -> Library:
    return make_library(2)


async def test_a_review_asks_first_and_tells_who_presses(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(3):
        await bot.next_post()
    bite = next(
        one for one in bot.app.core.loaded.library if one.name in bot.titles()[2]
    )

    review = bot.room.posts()[2]
    answer = words(await bot.room.click("ben", review, "Show answer"))
    whole = words(await bot.room.click("ben", review, "Read the bite"))

    shown = words(review)
    assert title(review) == f"Do you still know? {bite.name}"
    assert "Review: your team has seen everything here" in shown
    assert bite.recall.question in shown
    assert bite.recall.answer not in shown
    assert bite.summary[:40] not in shown
    assert review.buttons == ("Show answer", "Read the bite")
    assert bite.recall.answer in answer
    assert bite.summary[:40] in whole
    assert len(bot.room.posts()) == 3


async def test_reviews_go_round_longest_ago_first(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(6):
        await bot.next_post()

    first, second, *reviews = bot.titles()
    names = [one.partition(":")[0] for one in (first, second)]
    assert [one.removeprefix("Do you still know? ") for one in reviews] == names * 2
