"""What an import holds, whichever file it comes from: drafts of bites, and topics."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli.content_csv import TOPIC, read_rows
from bot.cli.content_files import bite_text, fields_of, new_topic
from bot.cli.content_json import fields_of_item, read_document
from bot.cli.output import fail
from bot.content import load_draft, load_topic, parse_draft
from bot.core.bites import Library, Topic
from bot.core.content_drafts import Draft, Finding

MAX_ITEMS = 10_000
_KEPT = (
    "checked",
    "stale_after",
    "revision",
    "correction",
    "aliases",
    "after",
    "related",
)
SHAPE = "BITE001"  # an item that is none yet cannot be read
_TOO_DEEP = "this is no bite: it is nested too deeply"


@dataclass(frozen=True, slots=True)
class Item:
    """A bite that somebody hands in; `line` is where its row begins, or 0 for a file."""

    draft: Draft
    line: int = 0

    @property
    def id(self) -> str:
        """The id it will have."""
        return self.draft.id

    def place(self, finding: Finding) -> Finding:
        """Say where a fault is: all of a row are on its first line."""
        return replace(finding, file=self.draft.file, line=self.line or finding.line)


@dataclass(slots=True)
class Pack:
    """All that a file or folder holds, and what could not be read of it."""

    items: dict[str, Item] = field(default_factory=dict)
    repeated: list[Item] = field(default_factory=list)  # their ids came before
    topics: dict[str, Topic] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)  # where each topic stood
    findings: list[Finding] = field(default_factory=list)

    def all_items(self) -> Iterator[Item]:
        """Give all, also those that cannot be used."""
        yield from self.items.values()
        yield from self.repeated

    def add(self, item: Item) -> None:
        """Take an item in; an id that came before is a fault."""
        first = self.items.setdefault(item.id, item)
        if first is not item:
            self.repeated.append(item)
            why = f"`{item.id}` stood at {first.draft.file}:{first.line or 1} before"
            self.findings.append(Finding(item.draft.file, item.line or 1, SHAPE, why))


def read_pack(file: Path, library: Library, today: date) -> Pack:
    """Read a CSV or JSON file or a folder of Markdown; ends in a sentence if it cannot."""
    if file.is_dir():
        pack = _read_folder(file)
    elif file.suffix.lower() == ".csv":
        pack = _read_values(file, read_rows(file), library, today)
    elif file.suffix.lower() == ".json":
        document = read_document(file)
        items = ((line, fields_of_item(value)) for line, value in document.bites)
        pack = _read_values(file, items, library, today)
        pack.topics |= document.topics
        pack.moved |= document.moved
        pack.about = dict.fromkeys(document.topics, str(file))
    else:
        fail(f"{file} cannot be imported: name a .csv or .json file, or a folder.")
    if not (pack.items or pack.moved or pack.findings):
        fail(f"{file} holds no bites.")
    if len(pack.items) > MAX_ITEMS:
        fail(f"{file} holds {len(pack.items)} bites; import {MAX_ITEMS} at a time.")
    return pack


def _read_values(
    file: Path,
    values: Iterable[tuple[int, dict[str, Any] | str]],
    library: Library,
    today: date,
) -> Pack:
    pack = Pack()
    for line, fields in values:
        if isinstance(fields, str):
            pack.findings.append(Finding(str(file), line, SHAPE, fields))
            continue
        bite_id = _id_of(fields)
        _name_topic(pack, bite_id.partition("/")[0], fields)
        try:
            text = bite_text(_completed(bite_id, fields, library, today))
        except RecursionError:
            pack.findings.append(Finding(str(file), line, SHAPE, _TOO_DEEP))
            continue
        pack.add(Item(parse_draft(bite_id, str(file), text), line))
    return pack


def _id_of(fields: dict[str, Any]) -> str:
    topic, slug = fields.pop("topic", ""), fields.pop("slug", "")
    return str(fields.pop("id", f"{topic}/{slug}"))


def _name_topic(pack: Pack, topic: str, fields: dict[str, Any]) -> None:
    """Take what a row says of its topic, which counts where the topic is new."""
    if not all(isinstance(fields.get(key, ""), str) for key in TOPIC):
        return
    name, description = (fields.pop(key, "") for key in TOPIC)
    if topic not in pack.topics and (name or description):
        bare = new_topic(topic, description)
        pack.topics[topic] = replace(bare, name=name or bare.name)


def _completed(
    bite_id: str, fields: Mapping[str, Any], library: Library, today: date
) -> dict[str, Any]:
    """Fill in what may be left out: from the bite as it is, else as a new one has it."""
    known = library.bites.get(bite_id)
    values: dict[str, Any] = {"checked": today, "stale_after": 12, "revision": 1}
    if known:
        values = {key: value for key, value in fields_of(known).items() if key in _KEPT}
    return {"aliases": [], **values, **fields}


def _read_folder(folder: Path) -> Pack:
    pack = Pack()
    inside = sorted(one for one in folder.iterdir() if one.is_dir())
    for topic in (folder, *inside):
        if (about := topic / "topic.toml").is_file():
            described, moved, faults = load_topic(topic)
            pack.topics[topic.name] = described
            pack.moved |= moved
            pack.about[topic.name] = str(about)
            pack.findings += faults
        for file in sorted(topic.glob("*.md")):
            pack.add(Item(load_draft(file)))
    return pack
