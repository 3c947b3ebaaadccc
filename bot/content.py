"""Read the folders of topics into a Library; a broken file is left out and reported."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from bot.core.bites import Bite, Correction, Level, Library, Recall, Source, Topic
from bot.core.content_drafts import Draft, Finding
from bot.core.content_rules import TOPIC_FILE, Renderer, check_draft, check_library
from bot.errors import ContentError

MAX_BYTES = 64 * 1024  # of one bite's file
_HERE = Path(__file__).resolve().parent
_SCANNER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the folders held: the usable part, all findings, and who came from where.

    Args:
        library: The usable part.
        findings: All faults.
        left_out: Files of bites that cannot be used.
        files: Where each bite and each topic was read.
        moves: What each topic.toml tells of moves, or told when it could be read.
    """

    library: Library
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...]
    files: Mapping[str, str]
    moves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def not_used(self) -> tuple[str, ...]:
        """All files that cannot be used as they are: bites and topics."""
        topics = (one.file for one in self.findings if one.code == TOPIC_FILE)
        return (*self.left_out, *dict.fromkeys(topics))


def shipped_content() -> Path:
    """Give the folder of the shipped library: in the wheel, or in the checkout."""
    inside = _HERE / "_library"
    return inside if inside.is_dir() else _HERE.parent / "content"


def load_content(
    paths: Iterable[Path],
    *,
    renderers: Mapping[str, Renderer] | None = None,
    today: date | None = None,
    elsewhere: Set[str] = frozenset(),
    former_moves: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Loaded:
    """Read folders of topics; on equal ids the later folder wins.

    Format faults (BITE0xx) leave a file out; other findings only get reported.

    Args:
        paths: Folders of topics, or topics themselves.
        renderers: How each platform writes a card, for the rules about length.
        elsewhere: Ids that bites here may name, as they stand in other folders.
        today: For a lint: also apply the rules that need a day or take their time.
        former_moves: What each topic.toml told of moves, for one with a fault.

    Raises:
        ContentError: A folder does not exist.
    """
    topics: dict[str, Topic] = {}
    bites: dict[str, Bite] = {}
    files: dict[str, str] = {}
    findings: list[Finding] = []
    left_out: list[str] = []
    moved: dict[str, str] = {}
    moves = dict(former_moves)
    for folder in _topic_folders(paths):
        about = str(folder / "topic.toml")
        topic, told, faults = load_topic(folder)
        findings += faults
        moves[about] = {**moves.get(about, {}), **told} if faults else told
        moved |= moves[about]
        if not (faults and topic.id in topics):
            topics[topic.id], files[topic.id] = topic, about
        for file in sorted(folder.glob("*.md")):
            bite, wrong = _read(file, today)
            findings += wrong
            if bite is None:
                left_out.append(str(file))
                continue
            bites[bite.id], files[bite.id] = bite, str(file)
    library = Library.of(topics.values(), bites.values(), moved, elsewhere)
    findings += check_library(
        library, renderers or {}, files, likeness=today is not None
    )
    return Loaded(library, tuple(findings), tuple(left_out), files, moves)


def leaves_out(finding: Finding) -> bool:
    """Tell whether a fault keeps its bite from being used."""
    return finding.code < TOPIC_FILE


def content_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Name every file that `load_content` would read.

    Raises:
        ContentError: A folder does not exist.
    """
    for folder in _topic_folders(paths):
        yield folder / "topic.toml"
        yield from folder.glob("*.md")


def _topic_folders(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            raise ContentError([f"There is no content folder {path}."])
        if (path / "topic.toml").is_file():
            yield path
            continue
        yield from sorted(one.parent for one in path.glob("*/topic.toml"))


class _TopicFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    opening: list[str]
    moved: dict[str, str] = Field(default_factory=dict)

    @field_validator("description")
    @classmethod
    def _written(cls, text: str) -> str:
        if text.startswith("TODO"):
            raise PydanticCustomError("to_write", "is still to be written")
        return text


def load_topic(folder: Path) -> tuple[Topic, Mapping[str, str], list[Finding]]:
    """Read a topic.toml: the topic, what moved into it, and its faults."""
    file = folder / "topic.toml"
    table: dict[str, Any] = {}
    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
        raw = _TopicFile.model_validate(table)
    except ValidationError as exc:
        faults = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in exc.errors(include_url=False)
        ]
    except (ValueError, RecursionError, OSError) as exc:
        faults = [f"cannot be read: {exc}"]
    else:
        opening = tuple(f"{folder.name}/{slug}" for slug in raw.opening)
        topic = Topic(
            id=folder.name,
            name=raw.name,
            description=raw.description,
            opening=opening,
        )
        return topic, raw.moved, []
    fallback = Topic(id=folder.name, name=folder.name, description="")
    findings = [Finding(str(file), 1, TOPIC_FILE, fault) for fault in faults]
    return fallback, _sound_moves(table), findings


def _sound_moves(table: Mapping[str, Any]) -> dict[str, str]:
    """Give what a faulty topic.toml tells of moves: forgetting them repeats bites."""
    told = table.get("moved")
    pairs = told.items() if isinstance(told, dict) else ()
    return {old: new for old, new in pairs if isinstance(new, str)}


_Judged = tuple[Bite | None, tuple[Finding, ...]]


def _read(file: Path, today: date | None) -> _Judged:
    """Give the bite of a file, unless its faults leave it out; and all its faults."""
    if today is not None:
        return _judge(load_draft(file), today)
    bite_id = _id_of(file)
    try:
        text = _text_of(file)
    except (ValueError, OSError) as exc:
        return _judge(_unreadable(bite_id, str(file), exc))
    return _judge_text(bite_id, str(file), text)


@lru_cache(maxsize=4096)  # files are read anew, and most are as they were
def _judge_text(bite_id: str, file: str, text: str) -> _Judged:
    return _judge(parse_draft(bite_id, file, text))


def _judge(draft: Draft, today: date | None = None) -> _Judged:
    faults = tuple(check_draft(draft, today=today))
    return None if any(map(leaves_out, faults)) else build_bite(draft), faults


def load_draft(file: Path) -> Draft:
    """Read a bite's file, whatever is in it."""
    bite_id = _id_of(file)
    try:
        text = _text_of(file)
    except (ValueError, OSError) as exc:
        return _unreadable(bite_id, str(file), exc)
    return parse_draft(bite_id, str(file), text)


def _id_of(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def _text_of(file: Path) -> str:
    if file.stat().st_size > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    return file.read_text("utf-8-sig")


def parse_draft(bite_id: str, file: str, text: str) -> Draft:
    """Take the text of a bite's file apart."""
    try:
        meta, body = frontmatter.parse(text, handler=_PlainYaml())
    except (yaml.YAMLError, ValueError) as exc:
        return _unreadable(bite_id, file, exc)
    if not meta:
        return Draft(bite_id, file, text, fault="has no front matter")
    return Draft(bite_id, file, text, meta, _sections(body))


class _PlainYaml(YAMLHandler):
    """YAML in which nothing stands for another part, or for itself."""

    def load(self, fm: str, **how: Any) -> Any:
        """Read it.

        Raises:
            YAMLError: It cannot be read, or holds an alias.
        """
        if "*" in fm and any(
            isinstance(one, yaml.AliasToken) for one in yaml.scan(fm, Loader=_SCANNER)
        ):
            raise yaml.YAMLError("no aliases of YAML (`*name`), please: quote the text")
        return super().load(fm, **how)


def _unreadable(bite_id: str, file: str, error: Exception) -> Draft:
    why = " ".join(str(error).split())[:200]
    return Draft(bite_id, file, "", fault=f"cannot be read: {why}")


def _sections(body: str) -> dict[str, str]:
    """Cut a body at its second-level headings; the text before them is the summary."""
    found: dict[str, list[str]] = {"Summary": []}
    current, in_code = "Summary", False
    for line in body.splitlines():
        in_code ^= line.startswith("```")
        if line.startswith("## ") and not in_code:
            current = line[3:].strip()
            found.setdefault(current, [])
        else:
            found[current].append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def build_bite(draft: Draft) -> Bite:
    """Make a bite of a draft that has no fault of format."""
    meta = draft.meta
    return Bite(
        id=draft.id,
        title=meta["title"].strip(),
        summary=draft.sections["Summary"],
        footgun=draft.sections["Footgun"],
        deeper=draft.sections["Deeper"],
        level=Level(meta["level"]),
        checked=meta["checked"],
        stale_after=None if meta["stale_after"] == "never" else meta["stale_after"],
        revision=meta["revision"],
        sources=tuple(Source(**one) for one in meta["sources"]),
        recall=Recall(**meta["recall"]),
        aliases=_texts(meta, "aliases"),
        after=_texts(meta, "after"),
        related=_texts(meta, "related"),
        correction=_correction(meta.get("correction")),
    )


def _correction(raw: Mapping[str, Any] | None) -> Correction | None:
    return Correction(raw["date"], " ".join(raw["what"].split())) if raw else None


def _texts(meta: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values: Sequence[str] = meta.get(key) or ()
    return tuple(one.strip() for one in values)
