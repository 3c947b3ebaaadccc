"""Public holidays: countries, regions and their names."""

from collections import Counter
from datetime import date, timedelta

import pytest

from bot.core.holidays import (
    PUBLIC_HOLIDAYS,
    parse_region,
    region_choices,
    region_label,
)
from bot.errors import InputError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        (" de-by ", "DE-BY"),
        ("Germany", "DE"),
        ("Germany, Bayern", "DE-BY"),
        ("DEU", "DE"),
        ("uk", "GB"),
        ("Guinea-Bissau", "GW"),
        ("united_states-ca", "US-CA"),
        ("off", ""),
    ],
)
def test_a_region_is_a_code_or_a_name(text: str, code: str) -> None:
    assert parse_region(text) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Germny", 'no public holidays for "Germny". Did you mean DE (Germany)'),
        ("DE-XX", 'Germany has no region "XX".'),
        ("DE-Bayren", "Did you mean DE-BY?"),
        ("qqqq", "Write a country such as DE, a region such as DE-BY, or off."),
    ],
)
def test_an_unknown_region_gets_one_sentence(text: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_region(text)

    assert expected in str(caught.value)


def test_holidays_have_english_names_and_differ_by_region() -> None:
    epiphany = date(2027, 1, 6)

    assert PUBLIC_HOLIDAYS.name_of("DE-BY", epiphany) == "Epiphany"
    assert PUBLIC_HOLIDAYS.name_of("DE-BE", epiphany) == ""
    assert PUBLIC_HOLIDAYS.name_of("GONE", epiphany) == ""


def test_choices_find_countries_by_name_and_their_regions() -> None:
    assert ("Germany (DE)", "DE") in region_choices("germ")
    assert region_choices("DE-B")[0][1].startswith("DE-B")
    assert region_choices("DE")[0] == ("Germany", "DE")
    assert ("Germany, Bayern", "DE-BY") in region_choices("DE")
    assert len(region_choices("")) == 25


def test_labels_are_for_people() -> None:
    assert region_label("DE-BY") == "Germany, Bayern"
    assert region_label("US") == "United States"


def test_no_country_has_a_holiday_every_week() -> None:
    """A schedule on one weekday would never find its next post."""
    begin = date(2026, 1, 1)
    weeks: Counter[tuple[str, int]] = Counter()
    for _, code in region_choices("", limit=300):
        for number in range(365):
            day = begin + timedelta(days=number)
            if PUBLIC_HOLIDAYS.name_of(code, day):
                weeks[code, day.weekday()] += 1

    assert len(weeks) > 200
    assert max(weeks.values()) < 15
