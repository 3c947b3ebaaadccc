"""How content is written: a bite as Markdown, a topic as TOML, many files or none."""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomlkit
import yaml

from bot.core.bites import Bite, Topic

PARTS = ("summary", "footgun", "deeper")
KEYS = (
    *("title", "aliases", "level", "after", "checked", "stale_after", "revision"),
    *("correction", "sources", "related", "recall"),
)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def fields_of(bite: Bite) -> dict[str, Any]:
    """Give what an author wrote of a bite, by the names of the template."""
    fixed = bite.correction
    correction = {"date": fixed.date, "what": fixed.what} if fixed else None
    return {
        "id": bite.id,
        "title": bite.title,
        "level": str(bite.level),
        "aliases": list(bite.aliases),
        "after": list(bite.after),
        "checked": bite.checked,
        "stale_after": "never" if bite.stale_after is None else bite.stale_after,
        "revision": bite.revision,
        "sources": [
            {"title": one.title, "url": one.url, "year": one.year}
            for one in bite.sources
        ],
        "related": list(bite.related),
        "recall": {"question": bite.recall.question, "answer": bite.recall.answer},
        **({"correction": correction} if correction else {}),
        "summary": bite.summary,
        "footgun": bite.footgun,
        "deeper": bite.deeper,
    }


def bite_text(fields: Mapping[str, Any]) -> str:
    """Write the file of a bite; keys that the template lacks are written as well."""
    known = [key for key in KEYS if key in fields]
    others = [key for key in fields if key not in (*KEYS, *PARTS, "id")]
    head = "".join(_front_matter(key, fields[key]) for key in (*known, *others))
    summary, footgun, deeper = (_part(fields.get(one)) for one in PARTS)
    return (
        f"---\n{head}---\n{summary}\n\n## Footgun\n{footgun}\n\n## Deeper\n{deeper}\n"
    )


def _front_matter(key: str, value: object) -> str:
    flow = None if isinstance(value, list) else False
    text: str = yaml.dump(
        {key: value},
        Dumper=_DUMPER,
        allow_unicode=True,
        width=100_000,
        sort_keys=False,
        default_flow_style=flow,
    )
    return text


def _part(value: object) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def topic_text(topic: Topic, moved: Mapping[str, str] = MappingProxyType({})) -> str:
    """Write a topic.toml, with what moved into the topic if anything did."""
    values: dict[str, Any] = {
        "name": topic.name,
        "description": topic.description,
        "opening": [one.partition("/")[2] for one in topic.opening],
    }
    return tomlkit.dumps(values | ({"moved": dict(moved)} if moved else {}))


def with_moves(text: str, moved: Mapping[str, str]) -> str:
    """Add moves to a topic.toml; all else stays as its author wrote it.

    Raises:
        ValueError: It is no TOML.
        TypeError: It holds something else by that name.
    """
    document = tomlkit.parse(text)
    table = document.setdefault("moved", tomlkit.table())
    if not isinstance(table, MutableMapping):
        raise TypeError("`moved` is no table")
    table.update(moved)
    return document.as_string()


def new_topic(topic_id: str, description: str = "") -> Topic:
    """Make a topic of which no more than its id is known."""
    name = topic_id.replace("-", " ").capitalize()
    return Topic(id=topic_id, name=name, description=description or f"Bites on {name}")


def write_all(files: Mapping[Path, str]) -> None:
    """Write all files, or leave everything as it was.

    Raises:
        OSError: One of them cannot be written.
    """
    staged = {path: path.with_name(f".{path.name}.new") for path in files}
    before: dict[Path, bytes | None] = {}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path].write_text(text, "utf-8", newline="\n")
        for path, new in staged.items():
            before[path] = path.read_bytes() if path.exists() else None
            new.replace(path)
    except OSError:
        for path, old in before.items():
            _restore(path, old)
        raise
    finally:
        for new in staged.values():
            new.unlink(missing_ok=True)


def _restore(path: Path, old: bytes | None) -> None:
    if old is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(old)
