"""Which bite comes next: the order of a course, and the way through it."""

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bites import Bite, Level, Library, Topic
from bot.core.selection import (
    VARIANTS,
    WINDOW,
    Courses,
    variant_of,
    windows,
)
from tests.conftest import make_bite, make_library

VARIANT = st.integers(0, VARIANTS - 1)
LEVELS = st.sampled_from(Level)


def topic(topic_id: str = "t", *opening: str) -> Topic:
    return Topic(id=topic_id, name=topic_id, description="", opening=opening)


def library_of(levels: Sequence[Level], *opening: str) -> Library:
    """Build one topic with a bite for each of these levels."""
    bites = [make_bite(f"t/b{n:02}", level=level) for n, level in enumerate(levels)]
    return Library.of([topic("t", *opening)], bites)


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """Draw up to three topics whose bites wait for some of those drawn before."""
    topics = [topic(f"t{n}") for n in range(draw(st.integers(1, 3)))]
    bites: list[Bite] = []
    for n in range(draw(st.integers(0, 20))):
        owner = draw(st.sampled_from(topics)).id
        earlier = [bite.id for bite in bites]
        after = draw(st.lists(st.sampled_from(earlier), max_size=2)) if earlier else []
        # The number in front lets ids sort against the order of drawing.
        bite_id = f"{owner}/b{99 - n}"
        bites.append(make_bite(bite_id, level=draw(LEVELS), after=tuple(after)))
    return Library.of(topics, bites)


@given(libraries(), VARIANT)
def test_order_names_each_bite_once(library: Library, variant: int) -> None:
    order = Courses(library).order(variant=variant)

    assert sorted(order) == sorted(library.bites)


@given(libraries(), VARIANT)
def test_what_a_bite_waits_for_comes_before_it(library: Library, variant: int) -> None:
    order = Courses(library).order(variant=variant)

    place = {bite_id: at for at, bite_id in enumerate(order)}
    assert all(place[one] < place[bite.id] for bite in library for one in bite.after)


@given(libraries(), VARIANT, st.frozensets(LEVELS, min_size=1))
def test_order_holds_the_chosen_levels_only(
    library: Library, variant: int, levels: Set[Level]
) -> None:
    order = Courses(library).order(levels=levels, variant=variant)

    assert sorted(order) == sorted(one.id for one in library if one.level in levels)


@given(libraries(), VARIANT)
def test_order_is_the_same_each_time(library: Library, variant: int) -> None:
    again = Library.of(library.topics.values(), reversed(list(library)))

    one, two = Courses(library), Courses(again)

    assert one.order(variant=variant) == two.order(variant=variant)


@given(libraries(), VARIANT)
def test_new_titles_leave_the_order_alone(library: Library, variant: int) -> None:
    renamed = [replace(bite, title=f"New: {bite.slug}") for bite in library]

    one = Courses(library)
    two = Courses(Library.of(library.topics.values(), renamed))

    assert one.order(variant=variant) == two.order(variant=variant)


def test_circle_of_bites_that_wait_for_each_other_loses_none() -> None:
    bites = [
        make_bite("t/a", after=("t/b",)),
        make_bite("t/b", after=("t/c", "t/gone")),
        make_bite("t/c", after=("t/a", "t/c")),
    ]

    order = Courses(Library.of([topic()], bites)).order()

    assert sorted(order) == ["t/a", "t/b", "t/c"]


@given(VARIANT)
def test_opening_comes_first_as_the_editor_wrote_it(variant: int) -> None:
    opening = ("t/b07", "t/b02", "t/b09")
    library = library_of([Level.BEGINNER] * 12, *opening)

    assert Courses(library).order(variant=variant)[:3] == opening


def test_opening_that_is_wrong_is_left_out_of_the_order() -> None:
    library = library_of([Level.BEGINNER] * 3, "t/b02", "t/b02", "t/gone", "other/b")

    order = Courses(library).order()

    assert order[0] == "t/b02"
    assert sorted(order) == ["t/b00", "t/b01", "t/b02"]


@given(VARIANT)
def test_levels_rise_in_waves(variant: int) -> None:
    library = library_of([level for level in Level for _ in range(4)])

    order = Courses(library).order(variant=variant)

    levels = [library.bites[one].level[0] for one in order]
    assert "".join(levels) == "bbiiaabbiiaa"


def test_topics_take_turns() -> None:
    library = make_library(3, topics=("a", "b", "c"))

    order = Courses(library).order()

    assert "".join(one[0] for one in order) == "abcabcabc"


def test_longer_topic_takes_longer_turns_so_that_both_end_together() -> None:
    bites = [make_bite(one) for one in ("a/1", "a/2", *(f"b/{n}" for n in range(6)))]
    library = Library.of([topic("a"), topic("b")], bites)

    order = Courses(library).order()

    assert "".join(one[0] for one in order) == "bbabbbab"


def test_course_follows_the_order_of_its_topics() -> None:
    library = make_library(2, topics=("a", "b", "c"))

    order = Courses(library).order(("c", "a"))

    assert "".join(one[0] for one in order) == "caca"


@pytest.mark.parametrize(
    ("topics", "count"),
    [
        pytest.param((), 6, id="none means all"),
        pytest.param(("a",), 3, id="one"),
        pytest.param(("a", "a"), 3, id="the same twice"),
        pytest.param(("a", "nowhere"), 3, id="one of them strange"),
        pytest.param(("nowhere",), 0, id="strange"),
    ],
)
def test_course_holds_the_chosen_topics(topics: tuple[str, ...], count: int) -> None:
    courses = Courses(make_library(3, topics=("a", "b")))

    assert len(courses.order(topics)) == count


def test_bite_of_another_course_is_not_waited_for() -> None:
    bites = [make_bite("a/1", after=("b/1",)), make_bite("b/1")]
    library = Library.of([topic("a"), topic("b")], bites)

    assert Courses(library).order(("a",)) == ("a/1",)


def test_variants_are_different_orders() -> None:
    courses = Courses(make_library(30))

    orders = {courses.order(variant=one) for one in range(VARIANTS)}

    assert len(orders) == VARIANTS


def test_seeds_spread_over_all_variants() -> None:
    variants = [variant_of(f"schedule-{n}") for n in range(800)]

    assert set(variants) == set(range(VARIANTS))
    assert variant_of("schedule-1") == variants[1]


@given(st.integers(0, 500), st.integers(-5, 505))
def test_windows_cover_each_position_once(length: int, cursor: int) -> None:
    order = [str(n) for n in range(length)]

    cut = list(windows(order, cursor))

    positions = [begin + n for begin, part in cut for n in range(len(part))]
    start = min(max(cursor, 0), length)
    assert positions == [*range(start, length), *range(start)]
    assert list(chain(*(part for _, part in cut))) == order[start:] + order[:start]


def test_windows_begin_small_and_grow_fast() -> None:
    sizes = [len(part) for _, part in windows([""] * 10_000, 0)]

    assert sizes[0] == WINDOW
    assert len(sizes) <= 7
