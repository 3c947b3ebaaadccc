"""The figures of a library, and how long its bites last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bites import Level, Library, Source, Topic
from bot.core.content_stats import Spread, last_day, library_stats
from tests.conftest import make_bite
from tests.core.make import words

TODAY = date(2026, 11, 24)  # a Tuesday
TOPICS = [Topic(id=one, name=one.upper(), description="D") for one in ("t", "u")]


def test_figures_of_a_topic() -> None:
    sources = tuple(Source("S", "https://a.org/b", year) for year in (1999, 2001, 2009))
    parts = {"footgun": "", "deeper": ""}
    bites = [
        make_bite("t/a", summary=words(100), **parts, sources=sources),
        make_bite("t/b", summary=words(119), **parts, level=Level.ADVANCED),
        make_bite("t/c", summary=words(238), **parts, checked=date(2025, 11, 24)),
    ]

    topic, other, every = library_stats(Library.of(TOPICS, bites), TODAY)

    assert (topic.id, topic.name, topic.bites) == ("t", "T", 3)
    assert topic.levels == {"beginner": 2, "intermediate": 0, "advanced": 1}
    assert topic.words == Spread(100, 119, 238)
    assert topic.seconds == Spread(25, 30, 60)
    assert topic.decades == {"1990s": 1, "2000s": 2, "2020s": 2}
    assert topic.stale == ("t/c",)
    assert (other.bites, other.words, other.stale) == (0, Spread(0, 0, 0), ())
    assert every.bites == topic.bites
    assert every.decades == topic.decades


@pytest.mark.parametrize(
    ("posts", "days", "last"),
    [
        pytest.param(0, {1}, None, id="none"),
        pytest.param(1, {1}, TODAY, id="today"),
        pytest.param(1, {0}, date(2026, 11, 30), id="next Monday"),
        pytest.param(4, {0, 1, 2, 3, 4}, date(2026, 11, 27), id="to Friday"),
        pytest.param(5, {0, 1, 2, 3, 4}, date(2026, 11, 30), id="over a weekend"),
        pytest.param(101, set(range(7)), TODAY + timedelta(days=100), id="every day"),
    ],
)
def test_last_day_is_that_of_the_last_post(
    posts: int, days: set[int], last: date | None
) -> None:
    assert last_day(posts, days, TODAY) == last


@given(
    st.integers(1, 400),
    st.sets(st.integers(0, 6), min_size=1),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)
def test_last_day_is_what_counting_gives(
    posts: int, days: set[int], first: date
) -> None:
    later = (first + timedelta(days=n) for n in range(posts * 7 + 7))
    counted = [day for day in later if day.weekday() in days]

    assert last_day(posts, days, first) == counted[posts - 1]
