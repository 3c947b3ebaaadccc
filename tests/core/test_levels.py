"""Levels, as people write them."""

import pytest

from bot.core.bites import Level
from bot.core.levels import are_levels, level_names, parse_levels
from bot.errors import InputError

B, I, A = Level  # noqa: E741 - the three, in their order


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("beginner", {B}),
        ("Beginner, intermediate", {B, I}),
        ("advanced,advanced", {A}),
        ("all", set()),
        (" ALL ", set()),
        ("beginner,intermediate,advanced", set()),
    ],
)
def test_levels_are_words(text: str, levels: set[Level]) -> None:
    assert parse_levels(text) == levels


@pytest.mark.parametrize("word", ["expert", "begin", "all,beginner", "beginner;all"])
def test_other_words_get_one_clear_sentence(word: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_levels(word)

    assert str(caught.value).endswith(
        " is no level. Choose from beginner, intermediate, advanced; or write all."
    )


def test_names_begin_with_the_easiest() -> None:
    assert level_names({A, B}) == ["beginner", "advanced"]


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("beginner", True),
        ("Advanced,beginner", True),
        ("beginner,python", False),
        ("all", False),
        (",", False),
    ],
)
def test_levels_are_told_from_topics(word: str, is_one: bool) -> None:
    assert are_levels(word) is is_one
