"""How a schedule posts, as people write it: mentions, switches, rhythms, spans."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cards import Card, card_from_json, card_to_json
from bot.core.pattern import Unit
from bot.core.posting import (
    EACH,
    LONGEST_CATCH_UP,
    PLAIN,
    SHORTEST_CATCH_UP,
    Every,
    Manner,
    format_every,
    format_span,
    parse_every,
    parse_mention,
    parse_span,
    parse_switch,
)
from bot.errors import InputError

EVERYBODY = (
    "@everyone @here everyone HERE channel <!here> <!here|here> <!channel> "
    "<!everyone|@everyone> @channel"
).split()


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("<@&1234>", "1234"),
        ("1234", "1234"),
        ("<!subteam^S0615G0KT>", "S0615G0KT"),
        ("<!subteam^S0615G0KT|@readers>", "S0615G0KT"),
        (" S0615G0KT ", "S0615G0KT"),
        ("off", ""),
        ("nobody", ""),
    ],
)
def test_a_mention_is_one_id(text: str, group: str) -> None:
    assert parse_mention(text) == group


@pytest.mark.parametrize("text", EVERYBODY)
def test_everybody_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="never mentions everybody"):
        parse_mention(text)


@pytest.mark.parametrize(
    "text", ["<@1234>", "<@U123>", "@ana", "S1 S2", "<#C1>", "s12"]
)
def test_anything_else_is_no_mention(text: str) -> None:
    with pytest.raises(InputError, match="is no role or user group"):
        parse_mention(text)


@given(st.text(max_size=40))
def test_a_mention_is_inert_or_refused(text: str) -> None:
    try:
        found = parse_mention(text)
    except InputError:
        return
    assert found == "" or found.isalnum()


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("2", Every(count=2)),
        ("3 days", Every(count=3)),
        ("every 2 days", Every(count=2)),
        ("2w", Every(count=2, unit=Unit.WEEKS)),
        ("2 Weeks", Every(count=2, unit=Unit.WEEKS)),
        ("1", EACH),
        ("1w", EACH),
        ("off", EACH),
    ],
)
def test_rhythms_are_read(text: str, every: Every) -> None:
    assert parse_every(text) == every
    assert parse_every(format_every(every)) == every


@pytest.mark.parametrize("text", ["0", "61", "13w", "2 months", "-2", "two", ""])
def test_other_rhythms_get_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match="is no rhythm"):
        parse_every(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("6h", 360), ("90m", 90), ("1h30m", 90), ("24 h", 1440), ("5 min", 5)],
)
def test_spans_are_read(text: str, minutes: int) -> None:
    assert parse_span(text) == timedelta(minutes=minutes)


@given(st.integers(5, 24 * 60).map(lambda one: timedelta(minutes=one)))
def test_spans_are_read_as_they_are_written(span: timedelta) -> None:
    assert SHORTEST_CATCH_UP <= span <= LONGEST_CATCH_UP
    assert parse_span(format_span(span)) == span


@pytest.mark.parametrize("text", ["25h", "4m", "0", "", "h", "6", "1d", "24h1m"])
def test_other_spans_get_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match="from 5m to 24h"):
        parse_span(text)


@pytest.mark.parametrize(
    ("text", "is_on"), [("on", True), ("Off", False), ("no", False)]
)
def test_switches_are_read(text: str, is_on: bool) -> None:
    assert parse_switch(text) is is_on


def test_other_switches_get_one_sentence() -> None:
    with pytest.raises(InputError, match='"maybe" is neither on nor off'):
        parse_switch("maybe")


def test_a_card_of_an_older_version_has_the_plain_manner() -> None:
    assert card_from_json('{"title": "Old"}') == Card(title="Old", manner=PLAIN)


def test_a_card_keeps_its_manner() -> None:
    card = Card(title="New", manner=Manner(mention="12", silent=True, thread=True))

    assert card_from_json(card_to_json(card)) == card
