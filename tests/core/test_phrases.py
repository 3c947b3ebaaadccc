"""Sentences: how they count, name days and times, and quote what people typed."""

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import phrases, schedule_words, wording
from bot.core.delivery import DeliveryState
from bot.core.markdown import parse_markdown

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
TYPED = st.text(alphabet=PUNCTUATION + "ab1 \n\t", max_size=150) | st.text(max_size=150)


def shown(quoted: str) -> str:
    """Give what a reader sees of it, if it is nothing but plain text."""
    blocks = parse_markdown(quoted)
    spans = [span for block in blocks for span in block.spans]
    assert len(blocks) <= 1
    assert not any(one.bold or one.italic or one.code or one.url for one in spans)
    return "".join(span.text for span in spans)


@given(TYPED)
def test_quoted_text_shows_letter_by_letter(text: str) -> None:
    text = text.replace("\0", "")  # no Markdown shows it

    assert shown(wording.literal(text, clip=False)) == " ".join(text.split())


@given(TYPED)
def test_quoted_text_escapes_each_sign(text: str) -> None:
    quoted = wording.literal(text, clip=False)

    left = re.sub(rf"\\[{re.escape(PUNCTUATION)}]", "", quoted)
    assert not set(left) & set(PUNCTUATION)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("**bold**", id="bold"),
        pytest.param("[x](https://evil.example)", id="link"),
        pytest.param("<@123> @everyone", id="mentions"),
        pytest.param("# heading", id="heading"),
        pytest.param("- item", id="item"),
        pytest.param("1. item", id="numbered item"),
        pytest.param("```code```", id="code"),
        pytest.param("&lt;b&gt;", id="entities"),
        pytest.param("ends in \\", id="backslash"),
    ],
)
def test_markdown_that_was_typed_is_inert(text: str) -> None:
    assert shown(phrases.did_you_mean(text)) == (
        f'Nothing here is called "{text}". Did you mean one of these?'
    )


@pytest.mark.parametrize(
    ("length", "clipped"), [(100, False), (101, True), (5000, True)]
)
def test_long_quotation_is_clipped(length: int, clipped: bool) -> None:
    quoted = wording.literal("x" * length)

    assert len(quoted) == 100
    assert quoted.endswith("…") is clipped


def test_quotation_is_clipped_before_it_is_escaped() -> None:
    quoted = wording.literal("*" * 101)

    assert quoted == r"\*" * 99 + "…"


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 bites"), (1, "1 bite"), (2, "2 bites")]
)
def test_count_comes_with_its_noun(count: int, expected: str) -> None:
    assert wording.plural(count, "bite") == expected


def test_irregular_plural_is_given() -> None:
    assert wording.plural(3, "day is", "days are") == "3 days are"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param({0, 1, 2, 3, 4, 5, 6}, "every day", id="all"),
        pytest.param({0, 1, 2, 3, 4}, "Mon–Fri", id="range"),  # noqa: RUF001
        pytest.param({4, 5, 6}, "Fri–Sun", id="three in a row"),  # noqa: RUF001
        pytest.param({5, 6}, "Sat, Sun", id="two in a row"),
        pytest.param({5, 0, 2}, "Mon, Wed, Sat", id="apart"),
        pytest.param({6}, "Sun", id="one"),
        pytest.param({0, 1, 2, 4}, "Mon, Tue, Wed, Fri", id="with a gap"),
    ],
)
def test_weekdays_are_written(days: set[int], expected: str) -> None:
    assert wording.weekdays(frozenset(days)) == expected


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        pytest.param(datetime(2026, 11, 3, 9), "Tue 3 November, 09:00", id="one digit"),  # noqa: DTZ001
        pytest.param(datetime(2026, 1, 31, 23, 59), "Sat 31 January, 23:59", id="last minute"),  # noqa: DTZ001
        pytest.param(datetime(2028, 2, 29, 0, 5), "Tue 29 February, 00:05", id="leap day"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_moment_is_written(local: datetime, expected: str) -> None:
    assert wording.moment(local) == expected


@given(st.dates())
def test_every_date_has_a_day_and_a_month(value: date) -> None:
    number, month = wording.day(value).split()

    assert int(number) == value.day
    assert month == f"{value:%B}"


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("Europe/Paris", "Paris"),
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_zone_is_named_by_its_place(zone: str, place: str) -> None:
    assert wording.city(zone) == place


def test_first_card_says_who_set_it_up() -> None:
    note = phrases.set_up_note(frozenset(range(5)), time(9), "Europe/Paris", "Ana")

    assert note == (
        "Daily Bite posts here Mon–Fri at 09:00 (Paris). Set up by Ana. "  # noqa: RUF001
        "Type /bite and any topic to read more."
    )


def test_first_card_of_nobody_names_nobody() -> None:
    note = phrases.set_up_note(frozenset(range(7)), time(9), "UTC", "")

    assert "Set up by" not in note


@pytest.mark.parametrize(
    ("name", "link", "expected"),
    [
        pytest.param("Ana", "", "Ana shared this on 3 November.", id="a person"),
        pytest.param("", "", "This was the bite of the day on 3 November.", id="daily"),
        pytest.param(
            "Ana",
            "https://a.b/1",
            "Ana shared this on 3 November. Here it is: https://a.b/1",
            id="with a link",
        ),
    ],
)
def test_shared_before_says_who_and_when(name: str, link: str, expected: str) -> None:
    assert phrases.shared_before(name, date(2026, 11, 3), link) == expected


@pytest.mark.parametrize("state", DeliveryState)
def test_last_post_is_told_in_every_state(state: DeliveryState) -> None:
    told = schedule_words.last_post(state, "Tue 3 November", "why")

    assert "Tue 3 November" in told
    assert told.endswith("(why)")


def test_topics_are_listed_with_their_counts() -> None:
    listed = phrases.topics([("Data", "data", 1, "Rows."), ("Web", "web", 2, "Pages.")])

    assert (
        listed
        == "- **Data** (`data`): 1 bite. Rows.\n- **Web** (`web`): 2 bites. Pages."
    )
