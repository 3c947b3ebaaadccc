"""What people type for times, days and zones."""

from datetime import time
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.schedule import (
    EVERY_DAY,
    format_days,
    nearest_zones,
    parse_days,
    parse_time,
    zone,
    zone_names,
)
from bot.errors import InputError

TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.integers(0, 6), min_size=1)


@given(TIMES)
def test_time_written_comes_back(value: time) -> None:
    assert parse_time(f"{value:%H:%M}") == value


@given(TIMES)
def test_twelve_hour_time_comes_back(value: time) -> None:
    assert parse_time(f"{value:%I:%M %p}") == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("9", time(9), id="hour"),
        pytest.param("9:05", time(9, 5), id="one digit"),
        pytest.param(" 17:30 ", time(17, 30), id="white space"),
        pytest.param("9.30", time(9, 30), id="point"),
        pytest.param("9h30", time(9, 30), id="French"),
        pytest.param("12am", time(0), id="midnight"),
        pytest.param("12 pm", time(12), id="noon"),
        pytest.param("5:30 P.M.", time(17, 30), id="p.m."),
        pytest.param("00:00", time(0), id="zeros"),
        pytest.param("23:59", time(23, 59), id="last minute"),
    ],
)
def test_time_is_read(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "24:00", "9:60", "9:5", "0 am", "13 pm", "noon", "²", "9:00:00", "-1", "99"],
)
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_time(text)

    assert (
        str(caught.value)
        == f'"{text}" is no time of day. Write it like 09:00 or 17:30.'
    )


@given(DAYS)
def test_days_written_come_back(days: frozenset[int]) -> None:
    assert parse_days(format_days(days)) == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("mon-fri", "mon-fri", id="range"),
        pytest.param("sat,mon,wed", "mon,wed,sat", id="names in any order"),
        pytest.param("Monday - Friday", "mon-fri", id="full names"),
        pytest.param("tues, thurs", "tue,thu", id="longer forms"),
        pytest.param("fri-mon", "mon,fri-sun", id="over the weekend"),
        pytest.param("sat,sun", "sat,sun", id="two days are no range"),
        pytest.param("mon-wed,tue-thu", "mon-thu", id="ranges that overlap"),
        pytest.param("sun-sun", "sun", id="range of one"),
        pytest.param("tue-mon", "mon-sun", id="all seven"),
        pytest.param("", "mon-sun", id="empty is every day"),
    ],
)
def test_days_are_read(text: str, expected: str) -> None:
    assert format_days(parse_days(text)) == expected


@pytest.mark.parametrize(
    "text", ["monkey", "mo", "m", "mon fri", "mon-fri-sun", "-fri", "mon-xyz", "0-4"]
)
def test_what_names_no_days_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_days(text)

    assert (
        str(caught.value)
        == f'"{text}" names no weekdays. Write mon-fri or mon,wed,sat.'
    )


def test_range_without_an_end_is_refused() -> None:
    with pytest.raises(InputError):
        parse_days("mon-")


@given(st.text())
def test_any_text_is_days_or_refused(text: str) -> None:
    try:
        days = parse_days(text)
    except InputError:
        return

    assert days
    assert days <= EVERY_DAY


@pytest.mark.parametrize("name", ["Europe/Paris", "UTC", " Asia/Kolkata "])
def test_zone_is_found_by_its_name(name: str) -> None:
    assert zone(name).key == name.strip()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("Europe/Riag", "Europe/Riga", id="misspelt"),
        pytest.param("europe/paris", "Europe/Paris", id="lower case"),
        pytest.param("paris", "Europe/Paris", id="city"),
        pytest.param("new york", "America/New_York", id="space"),
    ],
)
def test_unknown_zone_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(InputError) as caught:
        zone(typed)

    assert str(caught.value) == (
        f'There is no time zone "{typed}". Did you mean {meant}? '
        "Use a name such as Europe/Paris or America/New_York."
    )


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "/usr/share/zoneinfo/Europe/Paris",
        "Europe",
        "Europe/../UTC",
        "a\0b",
        "tzdata.zi",
        "x" * 5000,
    ],
)
def test_path_is_no_zone(name: str) -> None:
    with pytest.raises(InputError, match="There is no time zone"):
        zone(name)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("localtime", id="of whatever machine this is"),
        pytest.param("right/Europe/Paris", id="off by the leap seconds"),
        pytest.param("Factory", id="of an unset machine"),
    ],
)
def test_file_beside_the_zones_is_no_zone(name: str) -> None:
    with pytest.raises(InputError, match="There is no time zone"):
        zone(name)


@example("\ud800")
@given(st.text())
def test_any_text_is_a_zone_or_refused(text: str) -> None:
    try:
        found = zone(text).key
    except InputError as error:
        found = str(error)

    assert found


def test_zones_to_choose_from_all_exist() -> None:
    names = zone_names()

    assert [zone(one).key for one in names] == list(names)
    assert names[0] == "UTC"


@pytest.mark.parametrize("text", ["", "e", "europe", "a/", "zzz", "new yrok"])
def test_zones_offered_fit_a_list_of_choices(text: str) -> None:
    offered = nearest_zones(text)

    assert len(offered) <= 25
    assert set(offered) <= set(zone_names())


def test_zones_holding_the_words_come_before_similar_ones() -> None:
    offered = list(chain(nearest_zones("kolkata"), nearest_zones("los ang")))

    assert offered == ["Asia/Kolkata", "America/Los_Angeles"]
