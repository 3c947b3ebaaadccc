"""What a source may be, and how long a check of the facts holds."""

from datetime import date
from typing import Any

import pytest

from bot.core.bites import stale_on
from bot.core.content_rules import check_draft
from tests.core.make import make_draft

TODAY = date(2026, 11, 24)


def codes(*urls: str, year: int = 2020, **meta: Any) -> list[str]:
    """Give the codes that speak of sources and dates."""
    if urls:
        meta["sources"] = [{"title": "A", "url": one, "year": year} for one in urls]
    found = check_draft(make_draft(**meta), today=TODAY)
    return [one.code for one in found if one.code in SPOKEN]


SPOKEN = {"BITE107", "BITE108", "BITE109", "BITE110", "BITE111"}


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/wiki/Deadlock",
        "https://medium.com/@ana/deadlocks",
        "https://ana.medium.com/deadlocks",
        "https://www.reddit.com/r/python",
        "https://dba.stackexchange.com/q/1",
        "https://stackoverflow.com/a/1",
        "https://WWW.W3Schools.com/sql",
        "https://www.postgresql.org",
        "https://www.postgresql.org/",
        "https://www.postgresql.org/#about",
    ],
)
def test_weak_source_is_found(url: str) -> None:
    assert codes(url) == ["BITE107"]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://www.postgresql.org/docs/18/mvcc.html", id="documentation"),
        pytest.param("https://semver.org/", id="a site that is one document"),
        pytest.param("https://openreview.net/?id=abc", id="a page named by a query"),
        pytest.param("https://notmedium.com/paper", id="a name that only ends alike"),
    ],
)  # fmt: skip
def test_primary_source_passes(url: str) -> None:
    assert codes(url) == []


@pytest.mark.parametrize(
    ("others", "told"),
    [
        pytest.param(["https://a.org/b"], ["BITE108"], id="same"),
        pytest.param(["https://a.org/b/"], ["BITE108"], id="with a stroke"),
        pytest.param(["https://a.org/b#c"], [], id="another part of the page"),
    ],
)
def test_source_stands_once(others: list[str], told: list[str]) -> None:
    assert codes("https://a.org/b", *others) == told


@pytest.mark.parametrize(
    ("year", "told"),
    [(1939, ["BITE109"]), (1940, []), (2026, []), (2027, ["BITE109"])],
)
def test_year_of_a_source_is_possible(year: int, told: list[str]) -> None:
    assert codes("https://a.org/b", year=year) == told


@pytest.mark.parametrize(
    ("checked", "months", "told"),
    [
        pytest.param(date(2026, 11, 25), 12, [], id="tomorrow, which it is elsewhere"),
        pytest.param(date(2026, 11, 26), 12, ["BITE110"], id="ahead"),
        pytest.param(date(2025, 11, 25), 12, [], id="a year less a day ago"),
        pytest.param(date(2025, 11, 24), 12, ["BITE111"], id="a year ago"),
        pytest.param(date(1999, 1, 1), "never", [], id="never stale"),
        pytest.param(date(1999, 1, 1), 10**9, [], id="stale after the calendar"),
    ],
)
def test_check_holds_for_so_long(
    checked: date, months: object, told: list[str]
) -> None:
    assert codes(checked=checked, stale_after=months) == told


@pytest.mark.parametrize(
    ("checked", "months", "day"),
    [
        (date(2026, 11, 24), 1, date(2026, 12, 24)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2026, 11, 24), 24, date(2028, 11, 24)),
        (date(2026, 11, 24), None, None),
    ],
)
def test_day_of_staleness_is_counted_in_months(
    checked: date, months: int | None, day: date | None
) -> None:
    assert stale_on(checked, months) == day


def test_without_a_day_nothing_is_said_of_time() -> None:
    draft = make_draft(checked=date(2999, 1, 1), stale_after=1)

    assert not SPOKEN & {one.code for one in check_draft(draft)}
