"""An edition that was replaced: what posts next is new, and nothing keeps the old one."""

import gc
import weakref

from bot.core.bites import Library
from bot.core.cards import card_from_json
from bot.core.shelf import Edition, Shelf
from bot.services.plan import Planner
from bot.storage.store import SqlStore
from tests.conftest import make_bite, make_library
from tests.storage.make import add

COUNT = 3


def reworded(library: Library) -> Library:
    bites = [make_bite(one.id, footgun="Look thrice before you do.") for one in library]
    return Library.of(library.topics.values(), bites)


async def test_an_edition_that_was_replaced_is_let_go(store: SqlStore) -> None:
    shelf = Shelf(make_library(count=COUNT))
    planner = Planner(store, shelf)
    schedule = await add(store)
    assert schedule.next_at
    await planner.plan(schedule.next_at)
    before = weakref.ref(shelf.edition)

    shelf.put(Edition(reworded(shelf.library)))
    (after,) = await store.schedules()
    assert after.next_at
    (row,) = await planner.plan(after.next_at)
    gc.collect()

    assert card_from_json(row.card).footgun == "Look thrice before you do."
    assert before() is None
