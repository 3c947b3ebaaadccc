"""What each key in a bite's front matter may hold, and how that is called."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from bot.core.bites import Level

MAX_CORRECTION = 200  # characters, so that it fits a card's small line
MAX_REVISION = 9999  # far below what a database's column holds


def _is_text_list(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, str) and one.strip() for one in value
    )


def _is_source_list(value: object) -> bool:
    return (
        isinstance(value, list) and 0 < len(value) < 6 and all(map(_is_source, value))
    )


def _is_source(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"title", "url", "year"}
        and isinstance(value["title"], str)
        and bool(value["title"].strip())
        and _is_address(value["url"])
        and type(value["year"]) is int
    )


def _is_address(value: object) -> bool:
    if not isinstance(value, str) or any(map(str.isspace, value)):
        return False
    try:
        parts = urlsplit(value)
        _ = parts.port  # is only read when asked for
    except ValueError:
        return False
    return value.startswith("https://") and bool(parts.hostname)


def _is_recall(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"question", "answer"}
        and all(isinstance(one, str) and one.strip() for one in value.values())
    )


def _is_correction(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"date", "what"}
        and type(value["date"]) is date
        and isinstance(value["what"], str)
        and 0 < len(value["what"].strip()) <= MAX_CORRECTION
    )


def _is_months(value: object) -> bool:
    return value == "never" or _is_count(value)


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0


def _is_revision(value: object) -> bool:
    return type(value) is int and 0 < value <= MAX_REVISION


FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "title": (lambda value: isinstance(value, str) and bool(value.strip()), "a text"),
    "aliases": (_is_text_list, "a list of texts"),
    "level": (lambda value: value in list(Level), "beginner, intermediate or advanced"),
    "after": (_is_text_list, "a list of bite ids"),
    "related": (_is_text_list, "a list of bite ids"),
    "checked": (lambda value: type(value) is date, "a date such as 2026-11-20"),
    "stale_after": (_is_months, "a number of months, or never"),
    "revision": (_is_revision, f"a whole number from 1 to {MAX_REVISION}"),
    "correction": (
        _is_correction,
        f"a date and what was put right, in {MAX_CORRECTION} characters at most",
    ),
    "sources": (_is_source_list, "1 to 5 of {title, url: https://..., year}"),
    "recall": (_is_recall, "a question and an answer"),
}
