"""What the week's last card asks: from the own posts of that week, chosen for good."""

from datetime import date, timedelta

import pytest

from bot.core.bites import Library
from bot.core.cards import Action, card_from_json
from bot.core.delivery import Delivery
from bot.core.posting import Every, Posting
from bot.services.week import earlier_in_the_week
from bot.storage.store import SqlStore
from tests.services.days import Days, grown_library

WEEKS = 8


def asked(row: Delivery) -> str:
    """Give the bite whose question a card asks at its end, if any."""
    card = card_from_json(row.card)
    return next((one.bite for one in card.buttons if one.action is Action.ANSWER), "")


@pytest.fixture
def days(store: SqlStore) -> Days:
    return Days(store, grown_library(git=60, llms=60))


async def test_every_week_ends_with_a_question_of_its_own(days: Days) -> None:
    await days.add(days=frozenset({0, 2, 3, 4}))
    rows = await days.live(4 * WEEKS)

    for row in rows:
        monday = row.local_date - timedelta(days=row.local_date.weekday())
        own = {one.bite for one in rows if monday <= one.local_date < row.local_date}
        assert (asked(row) in own) is (row.local_date.weekday() == 4)
    weekdays = {
        one.local_date.weekday()
        for row in rows
        for one in rows
        if one.bite == asked(row)
    }
    assert weekdays == {0, 2, 3}  # by turns


async def test_a_new_try_asks_the_same(days: Days) -> None:
    await days.add()
    rows = await days.live(6)  # from Tuesday to Sunday
    due = [((await days.store.schedules())[0], rows[-1].local_date)]

    tries = [await earlier_in_the_week(days.store, days.library, due) for _ in range(2)]

    assert [one[rows[-1].schedule].bite for one in tries] == [asked(rows[-1])] * 2


async def test_a_bite_that_was_retired_since_is_not_asked(days: Days) -> None:
    await days.add()
    rows = await days.live(6)
    due = [((await days.store.schedules())[0], rows[-1].local_date)]
    shown = {one.bite for one in rows}
    left = [one for one in days.library if one.id not in shown]

    found = await earlier_in_the_week(
        days.store, Library.of(days.library.topics.values(), left), due
    )

    assert found == {}


async def test_a_week_of_every_second_day_ends_with_its_last_turn(days: Days) -> None:
    every = Every(count=2, anchor=date(2026, 11, 24))
    await days.add(posting=Posting(every=every))

    rows = await days.live(14)

    asking = [one.local_date for one in rows if asked(one)]
    assert [f"{one:%m-%d}" for one in asking][:3] == ["11-28", "12-06", "12-12"]


async def test_many_schedules_cost_one_query(days: Days) -> None:
    made = [await days.add(server=f"{n}", days=frozenset({1, 2})) for n in range(1, 30)]
    await days.live(1)
    since = dict.fromkeys((one.id for one in made), date(2026, 11, 23))

    posted = await days.store.posted_since(since)

    assert set(posted) == set(since)
    assert {len(one) for one in posted.values()} == {1}


async def test_reviews_are_not_asked_again(store: SqlStore) -> None:
    days = Days(store, grown_library(git=3))
    await days.add()

    rows = await days.live(20)

    assert [bool(asked(one)) for one in rows if not one.review] == [False] * 3
    assert [one.review for one in rows] == [False] * 3 + [True] * 17
