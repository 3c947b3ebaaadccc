"""Which values each key of a bite's front matter may hold."""

from datetime import date, datetime
from typing import Any

import pytest

from bot.core.content_rules import check_draft
from tests.core.make import make_draft

SOURCE = {"title": "The paper", "url": "https://example.org", "year": 2020}
RECALL = {"question": "What goes wrong?", "answer": "Nobody looks."}


def wrong_keys(key: str, value: object) -> list[str]:
    """List the keys whose values are refused where one of them is this."""
    meta: dict[str, Any] = {key: value}
    found = check_draft(make_draft(**meta))
    return [one.message.split("`")[1] for one in found if one.code == "BITE003"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("title", "Name: hook", id="title"),
        pytest.param("aliases", ["RAG"], id="aliases"),
        pytest.param("aliases", [], id="no aliases"),
        pytest.param("level", "advanced", id="level"),
        pytest.param("checked", date(2026, 11, 20), id="checked"),
        pytest.param("stale_after", 12, id="months"),
        pytest.param("stale_after", "never", id="never stale"),
        pytest.param("revision", 1, id="revision"),
        pytest.param("sources", [SOURCE] * 5, id="five sources"),
        pytest.param("recall", RECALL, id="recall"),
    ],
)
def test_value_of_the_template_passes(key: str, value: object) -> None:
    assert wrong_keys(key, value) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("title", 7, id="title is a number"),
        pytest.param("title", " ", id="title is blank"),
        pytest.param("aliases", "RAG", id="aliases are a text"),
        pytest.param("aliases", ["RAG", False], id="an alias that YAML reads as no"),
        pytest.param("level", ["beginner"], id="level is a list"),
        pytest.param("after", None, id="after is empty"),
        pytest.param("checked", "2026-11-20", id="checked is a text"),
        pytest.param("checked", datetime(2026, 11, 20, 9), id="checked has a time"),  # noqa: DTZ001
        pytest.param("stale_after", 0, id="stale at once"),
        pytest.param("stale_after", True, id="stale_after is a yes"),
        pytest.param("revision", 0, id="revision zero"),
        pytest.param("revision", 1.5, id="revision is a fraction"),
        pytest.param("revision", 2**31, id="revision that no database holds"),
        pytest.param("sources", [], id="no source"),
        pytest.param("sources", [SOURCE] * 6, id="six sources"),
        pytest.param("sources", ["https://example.org"], id="source is a text"),
        pytest.param("sources", [SOURCE | {"url": "http://a.b"}], id="no https"),
        pytest.param("sources", [SOURCE | {"url": "https://["}], id="no address"),
        pytest.param("sources", [SOURCE | {"url": "https://[::1"}], id="half a host"),
        pytest.param("sources", [SOURCE | {"url": "https:///a"}], id="no host"),
        pytest.param("sources", [SOURCE | {"url": "https://a.b:x/"}], id="no port"),
        pytest.param("sources", [SOURCE | {"url": "https://a b/c"}], id="a space"),
        pytest.param("sources", [SOURCE | {"url": ["https://a.b"]}], id="a list"),
        pytest.param("sources", [SOURCE | {"year": "2020"}], id="year is a text"),
        pytest.param("sources", [SOURCE | {"page": 3}], id="source with another key"),
        pytest.param("sources", [SOURCE | {"title": 1984}], id="title of digits"),
        pytest.param("recall", {"question": "Why?"}, id="no answer"),
        pytest.param("recall", RECALL | {"answer": 42}, id="answer is a number"),
    ],
)
def test_other_value_is_refused(key: str, value: object) -> None:
    assert wrong_keys(key, value) == [key]
