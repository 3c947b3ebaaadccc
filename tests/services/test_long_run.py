"""A year of weekdays over a grown library: different bites in a sensible order."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest

from bot.content import load_content, shipped_content
from bot.core.bites import Level, Library
from bot.core.cards import card_from_json
from bot.core.course import are_near
from bot.core.delivery import Delivery
from bot.storage.store import SqlStore
from tests.services.days import Days, grown_library
from tests.storage.make import make_entry

SIZES = {"algorithms": 28, "databases": 47, "git": 26, "llms": 95, "python": 60}
WINDOW = 20


@pytest.fixture
def library() -> Library:
    return grown_library(**SIZES)


def bites_of(rows: Sequence[Delivery]) -> list[str]:
    return [str(one.bite) for one in rows]


def check_openings(order: Sequence[str], library: Library) -> int:
    """See that the openings come first, in turn; give how many there are."""
    openings = {one for topic in library.topics.values() for one in topic.opening}
    assert set(order[: len(openings)]) == openings
    turns = [one.partition("/")[0] for one in order[: len(openings)]]
    assert all(set(turns[at : at + 5]) == set(SIZES) for at in range(0, 25, 5))
    return len(openings)


def check_after(order: Sequence[str], library: Library) -> None:
    """See that nothing comes before what it builds on."""
    place = {bite: at for at, bite in enumerate(order)}
    builds_on = [(bite.id, one) for bite in library for one in bite.after]
    assert builds_on
    assert all(place[one] < place[bite] for bite, one in builds_on)


def check_shares(order: Sequence[str]) -> None:
    """See that every topic keeps its share in every window, to the end."""
    rest = Counter(one.partition("/")[0] for one in order)
    for at in range(len(order) - WINDOW + 1):
        window = Counter(one.partition("/")[0] for one in order[at : at + WINDOW])
        for topic, count in rest.items():
            assert abs(window[topic] - WINDOW * count / len(order)) < 2


def check_waves(order: Sequence[str], library: Library) -> None:
    """See that in each topic levels come and go all the time."""
    for topic in library.topics:
        own = [library.bites[one].level for one in order if one.startswith(f"{topic}/")]
        ranks = [list(Level).index(one) for one in own]
        falls = sum(after < before for before, after in pairwise(ranks))
        assert len(own) / 8 < falls < len(own) / 3
        half = len(own) // 2
        for level in Level:
            first, second = own[:half].count(level), own[half:].count(level)
            assert abs(first - second) < len(own) / 5


async def test_a_year_gives_as_many_bites_as_there_are(
    store: SqlStore, library: Library
) -> None:
    days = Days(store, library)
    schedule = await days.add(days=frozenset(range(5)))

    order = bites_of(await days.live(len(library)))

    assert len(library) > 250
    assert sorted(order) == sorted(library.bites)
    assert tuple(order) == days.planner.order(schedule)
    opened = check_openings(order, library)
    check_after(order, library)
    check_shares(order[opened:])
    check_waves(order[opened:], library)
    bites = [library.bites[one] for one in order]
    assert sum(are_near(*pair) for pair in pairwise(bites)) < len(bites) / 25


async def test_after_the_last_bite_reviews_come_longest_ago_first(
    store: SqlStore, library: Library
) -> None:
    days = Days(store, library)
    await days.add()
    seen = bites_of(await days.live(len(library)))

    reviews = await days.live(10)

    assert all(one.review for one in reviews)
    assert bites_of(reviews) == seen[:10]
    for one in reviews:
        asked = library.bites[str(one.bite)].recall.question
        assert card_from_json(one.card).body == asked


async def test_a_library_that_grows_is_read_like_a_course_all_the_same(
    store: SqlStore, library: Library
) -> None:
    days = Days(store, grown_library(**{**SIZES, "llms": 40}))
    await days.add()
    before = bites_of(await days.live(120))
    days.use(grown_library(**SIZES, security=30))

    after = bites_of(await days.live(len(days.library) - len(before)))

    opening = days.library.topics["security"].opening
    assert sorted(before + after) == sorted(days.library.bites)
    assert tuple(one for one in after if one.startswith("security/"))[:5] == opening
    assert [one for one in after[:10] if one in opening] == list(opening)
    check_after([*before, *after], days.library)


async def test_levels_and_topics_that_change_begin_anew_with_what_is_unseen(
    store: SqlStore, library: Library
) -> None:
    days = Days(store, library)
    await days.add(levels=frozenset({Level.ADVANCED}), topics=("llms",))
    seen = bites_of(await days.live(12))
    (kept,) = await store.schedules()
    wanted = kept._replace(levels=frozenset(), topics=())
    await store.change_schedule(wanted, make_entry(wanted))

    after = bites_of(await days.live(25))

    openings = {one for topic in library.topics.values() for one in topic.opening}
    assert {library.bites[one].level for one in seen} == {Level.ADVANCED}
    assert len(set(seen)) == len(seen) == 12
    assert set(after) >= openings - set(seen)
    assert not set(after) & set(seen)


async def test_the_shipped_library_fills_a_year_of_weekdays(store: SqlStore) -> None:
    shipped = load_content([shipped_content()]).library
    days = Days(store, shipped)
    await days.add(days=frozenset(range(5)))

    order = bites_of(await days.live(250))
    rest = bites_of(await days.live(len(shipped) - 250))
    (review,) = await days.live(1)

    openings = {one for topic in shipped.topics.values() for one in topic.opening}
    place = {bite: at for at, bite in enumerate([*order, *rest])}
    assert len(set(order)) == 250
    assert set(order[: len(openings)]) == openings
    assert set(place) == set(shipped.bites)
    for bite in shipped:
        assert all(place[one] < place[bite.id] for one in bite.after)
    assert (review.review, review.bite) == (True, order[0])
