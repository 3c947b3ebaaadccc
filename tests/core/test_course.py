"""The reading order, over any library: complete, in order, in waves, side by side."""

import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content, shipped_content
from bot.core.bites import Bite, Level, Library, Topic
from bot.core.course import are_near, in_waves, side_by_side, wave_levels
from bot.core.selection import VARIANTS, Courses
from bot.kinds import RENDERERS
from tests.conftest import make_bite

VARIANT = st.integers(0, VARIANTS - 1)
LENGTHS = st.lists(st.integers(0, 60), min_size=1, max_size=6)
LEVELS = st.lists(st.sampled_from(Level), min_size=1, max_size=60)
A_WAVE = 5


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """Draw topics with openings, whose bites wait for earlier ones of any topic."""
    names = [f"t{n}" for n in range(draw(st.integers(1, 4)))]
    bites: list[Bite] = []
    for n in range(draw(st.integers(0, 40))):
        earlier = [bite.id for bite in bites]
        after = draw(st.lists(st.sampled_from(earlier), max_size=2)) if earlier else []
        bite_id = f"{draw(st.sampled_from(names))}/b{99 - n}"
        level = draw(st.sampled_from(Level))
        bites.append(make_bite(bite_id, level=level, after=tuple(after)))
    topics = []
    for name in names:
        own = [bite.id for bite in bites if bite.topic == name]
        best = draw(st.lists(st.sampled_from(own), max_size=5)) if own else []
        topics.append(Topic(id=name, name=name, description="", opening=tuple(best)))
    return Library.of(topics, bites)


def needed(library: Library, ids: Sequence[str]) -> set[str]:
    """Give these and all that has to come before them."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += library.bites[one].after
    return found


@st.composite
def tangles(draw: st.DrawFn) -> list[Bite]:
    """Draw bites that name each other at will, in circles too."""
    ids = [f"t/b{n}" for n in range(draw(st.integers(0, 20)))]
    some = st.lists(st.sampled_from(ids), max_size=2) if ids else st.just([])
    return [
        make_bite(
            one,
            level=draw(st.sampled_from(Level)),
            after=tuple(draw(some)),
            related=tuple(draw(some)),
        )
        for one in ids
    ]


@given(tangles())
def test_every_place_holds_what_a_plain_search_gives(bites: list[Bite]) -> None:
    rank = {level: at for at, level in enumerate(Level)}
    left, last = list(bites), None
    for level, found in zip(wave_levels(bites), in_waves(bites), strict=True):
        ids = {one.id for one in left}
        free = [one for one in left if not (ids - {one.id}) & {*one.after}] or left
        fewest = min(abs(rank[one.level] - rank[level]) for one in free)
        fit = [one for one in free if abs(rank[one.level] - rank[level]) == fewest]
        apart = [one for one in fit if last is None or not are_near(one, last)]
        assert found == (apart or fit)[0]
        left.remove(found)
        last = found


def test_a_large_topic_takes_no_more_for_each_bite() -> None:
    def took(count: int) -> float:
        bites = [make_bite(f"t/b{n}", level=[*Level][n % 3]) for n in range(count)]
        began = time.process_time()
        in_waves(bites)
        return time.process_time() - began

    small, large = (min(took(count) for _ in range(3)) for count in (500, 4000))
    assert large < 3 * 8 * small


@given(libraries(), VARIANT)
def test_openings_come_first_with_what_they_need(
    library: Library, variant: int
) -> None:
    order = Courses(library).order(variant=variant)

    openings = {one for topic in library.topics.values() for one in topic.opening}
    first = needed(library, list(openings))
    assert set(order[: len(first)]) == first


@given(libraries(), VARIANT)
def test_order_is_whole_and_nothing_comes_before_what_it_needs(
    library: Library, variant: int
) -> None:
    order = Courses(library).order(variant=variant)

    place = {bite_id: at for at, bite_id in enumerate(order)}
    assert sorted(place) == sorted(order) == sorted(library.bites)
    assert all(place[one] < place[bite.id] for bite in library for one in bite.after)


@given(LENGTHS)
def test_every_course_has_its_share_of_every_beginning(lengths: list[int]) -> None:
    courses = [[f"{at}" for _ in range(length)] for at, length in enumerate(lengths)]

    order = side_by_side(courses)

    whole = sum(lengths)
    for place in range(1, whole + 1):
        read = Counter(order[:place])
        for at, length in enumerate(lengths):
            assert abs(read[f"{at}"] - place * length / whole) < 1


@given(LENGTHS)
def test_courses_keep_their_own_order(lengths: list[int]) -> None:
    courses = [[f"{at}/{n}" for n in range(one)] for at, one in enumerate(lengths)]

    order = side_by_side(courses)

    for at, course in enumerate(courses):
        assert [one for one in order if one.startswith(f"{at}/")] == course


def falls(bites: Sequence[Bite]) -> int:
    ranks = [list(Level).index(bite.level) for bite in bites]
    return sum(after < before for before, after in pairwise(ranks))


@given(LEVELS)
def test_levels_rise_in_waves_to_the_end(levels: list[Level]) -> None:
    bites = [make_bite(f"t/b{n}", level=level) for n, level in enumerate(levels)]

    order = in_waves(bites)

    waves = max(1, round(len(levels) / A_WAVE))
    counts = Counter(levels)
    assert Counter(bite.level for bite in order) == counts
    assert falls(order) <= waves - 1
    if len(counts) > 1 and all(count >= waves for count in counts.values()):
        assert falls(order) == waves - 1
    for level, count in counts.items():
        for place in range(len(order)):
            read = sum(bite.level is level for bite in order[:place])
            share = place * count / len(order)
            assert abs(read - share) <= count / waves + 1


def test_near_neighbours_are_kept_a_day_apart() -> None:
    bites = [
        make_bite("t/a"),
        make_bite("t/b", related=("t/a",)),
        make_bite("t/c"),
        make_bite("t/d", related=("t/c",)),
    ]

    order = in_waves(bites, last=make_bite("t/z", related=("t/a",)))

    assert [bite.slug for bite in order] == ["b", "c", "a", "d"]


def test_neighbours_that_are_all_there_is_come_all_the_same() -> None:
    bites = [make_bite("t/a"), make_bite("t/b", after=("t/a",))]

    assert [bite.slug for bite in in_waves(bites)] == ["a", "b"]


def test_shipped_library_seldom_has_neighbours_on_consecutive_days() -> None:
    library = load_content([shipped_content()], renderers=RENDERERS).library
    courses, read, near = Courses(library), 0, 0

    for topics in ((), *((one,) for one in library.topics)):
        for variant in range(VARIANTS):
            order = courses.order(topics, variant=variant)
            bites = [library.bites[one] for one in order]
            read += len(bites)
            near += sum(are_near(*pair) for pair in pairwise(bites))

    assert near < read / 25  # less than once in five weeks of weekdays
