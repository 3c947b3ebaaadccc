"""Bites as one JSON document, both ways."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from bot.cli.content_csv import day
from bot.cli.content_files import PARTS
from bot.cli.output import fail
from bot.core.bites import Topic

_DECODER = json.JSONDecoder()
_TOPIC = (
    "each of `topics` needs id, name and description, as texts, "
    "and may have `moved`, from ids to ids"
)
_NEITHER = 'it must be a list of bites, or an object with "bites" and perhaps "topics"'


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: each bite's line with its fields, topics, and their moves."""

    bites: list[tuple[int, Any]]
    topics: Mapping[str, Topic] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


def read_document(file: Path) -> Document:
    """Take a file apart; ends in a sentence if it cannot."""
    try:
        text = file.read_text("utf-8-sig")
        whole = json.loads(text)
    except OSError as exc:
        fail(f"{file} cannot be read: {exc.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file} cannot be read: save it as JSON in UTF-8.")
    except json.JSONDecodeError as exc:
        fail(f"{file}:{exc.lineno}: this is no JSON ({exc.msg}). Nothing was imported.")
    except RecursionError:
        fail(f"{file} is nested too deeply: {_NEITHER}.")
    if isinstance(whole, list):
        return Document(list(_items(text, text.index("["))))
    if not isinstance(whole, dict) or not isinstance(whole.get("bites"), list):
        fail(f"{file} cannot be used: {_NEITHER}.")
    at = next(at for key, at in _members(text) if key == "bites")
    try:
        topics, moved = _topics(whole.get("topics", []))
    except (KeyError, TypeError, AttributeError, ValueError):
        fail(f"{file}: {_TOPIC}.")
    return Document(list(_items(text, at)), topics, moved)


def fields_of_item(value: Any) -> dict[str, Any] | str:
    """Read what stands in the list: fields as in the template, or what is wrong."""
    if not isinstance(value, dict):
        return "this is no bite: it must be an object"
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "it holds half a character: no file can hold that"
    fields = dict(value)
    for key in PARTS:
        if not isinstance(fields.get(key, ""), str):
            return f"`{key}` must be a text"
    if isinstance(fields.get("checked"), str):
        fields["checked"] = day(fields["checked"])
    match fields.get("correction"):
        case {"date": str(when), **more}:
            fields["correction"] = {"date": day(when), **more}
    return fields


def _items(text: str, start: int) -> Iterator[tuple[int, Any]]:
    """Walk a list from its bracket; the line of each item is where it begins."""
    at, line, counted = _next(text, start + 1), 1, 0
    while text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        value, end = _DECODER.raw_decode(text, at)
        yield line, value
        at = _next(text, end)


def _members(text: str) -> Iterator[tuple[str, int]]:
    """Walk the outermost object; give each key with where its value begins."""
    at = _next(text, text.index("{") + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        begin = _next(text, end)
        yield key, begin
        _, end = _DECODER.raw_decode(text, begin)
        at = _next(text, end)


def _next(text: str, at: int) -> int:
    """Skip white space and what stands between values."""
    while text[at] in " \t\r\n,:":
        at += 1
    return at


def _topics(values: Any) -> tuple[dict[str, Topic], dict[str, str]]:
    moved: dict[str, str] = {}
    for one in values:
        moved |= {**one.get("moved", {})}
    _check_texts([*moved, *moved.values()])
    return {one["id"]: _topic(one) for one in values}, moved


def _topic(value: Mapping[str, Any]) -> Topic:
    opening = value.get("opening", [])
    _check_texts([value["id"], value["name"], value["description"], *opening])
    return Topic(
        id=value["id"],
        name=value["name"],
        description=value["description"],
        opening=tuple(opening),
    )


def _check_texts(values: list[Any]) -> None:
    "".join(values).encode()
    if not all(isinstance(one, str) and one.strip() for one in values):
        raise TypeError


def write_document(
    bites: Iterable[Mapping[str, Any]],
    topics: Iterable[tuple[Topic, Mapping[str, str]]],
    out: TextIO,
) -> None:
    """Write bites, and topics with their moves, so that they can be read again."""
    described = [
        {
            "id": one.id,
            "name": one.name,
            "description": one.description,
            "opening": list(one.opening),
            **({"moved": dict(moved)} if moved else {}),
        }
        for one, moved in topics
    ]
    document = {"topics": described, "bites": list(bites)}
    json.dump(document, out, indent=2, ensure_ascii=False, default=str)
    out.write("\n")
