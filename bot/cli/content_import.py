"""`dailybite content import`: many bites at once, all of them or none."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.content_files import new_topic, topic_text, with_moves, write_all
from bot.cli.content_findings import TodayOption, count, day_of, told
from bot.cli.content_items import Item, Pack, read_pack
from bot.cli.content_new import PathOption
from bot.cli.content_place import folder_for, is_shipped, what_is_there
from bot.cli.output import ConfigOption, fail, note, print_table, read_config, say
from bot.content import Loaded, build_bite, leaves_out
from bot.core.bites import Bite, Library, Topic
from bot.core.content_drafts import Finding
from bot.core.content_rules import check_draft, check_library
from bot.core.wording import plural
from bot.kinds import RENDERERS


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said of each item, the bites that can be used, and new moves."""

    bites: dict[str, Bite]
    topics: dict[str, Topic]
    moved: dict[str, str]
    findings: tuple[Finding, ...]


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv|FILE.json|FOLDER")],
    path: PathOption = None,
    today: TodayOption = None,
    config: ConfigOption = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would happen.")
    ] = False,
) -> None:
    """Add or change many bites, all of them or none; names every fault by its line.

    CSV has the columns topic, slug, title, summary, footgun, deeper, level, sources (one
    "title | address | year" a line), question and answer, and may have aliases, after and
    related (between semicolons), checked, stale_after, revision, correction_date,
    correction_what, topic_name and topic_description. One source may stand in
    source_title, source_url and source_year.

    JSON is a list of objects with the keys of a bite's file and id, summary, footgun and
    deeper, or what `content export` writes. A folder holds topic/slug.md.
    """
    settings = read_config(config)
    folder, the_day = folder_for(settings, path), day_of(today)
    known = what_is_there(settings, folder)
    pack = read_pack(file, known.library, the_day)
    judged = judge(pack, known, the_day)
    status = {one: _status(judged.bites.get(one), one, known) for one in pack.items}
    _tell(pack, judged, status)
    faults, warnings = count(judged.findings)
    summary = f"{plural(len(pack.items), 'bite')} read, {told(faults, warnings)}"
    if faults:
        note(f"{summary}. Nothing was imported.")
        raise typer.Exit(1)
    changed = [one for one in status if status[one] != "same"]
    news = _news(changed, judged.moved)
    if dry_run:
        note(f"{summary}. {news} would be written (--dry-run).")
        return
    _write(folder, pack, judged, changed)
    note(f"{summary}. {news} written to {folder}.")


def _news(changed: Collection[str], moved: Collection[str]) -> str:
    bites, moves = plural(len(changed), "bite"), plural(len(moved), "move")
    return f"{bites} and {moves}" if moved else str(len(changed))


def judge(pack: Pack, known: Loaded, today: date) -> Judged:
    """Check each item, and all of them beside what is there."""
    findings = list(pack.findings)
    bites: dict[str, Bite] = {}
    for one in pack.all_items():
        found = list(check_draft(one.draft, today=today))
        findings += map(one.place, found)
        if pack.items[one.id] is one and not any(map(leaves_out, found)):
            bites[one.id] = build_bite(one.draft)
    moved = {
        old: new
        for old, new in pack.moved.items()
        if known.library.moved.get(old) != new
    }
    topics = {
        topic: known.library.topics.get(topic)
        or pack.topics.get(topic)
        or new_topic(topic)
        for topic in sorted(map(_topic_of, (*pack.items, *moved.values())))
    }
    together = Library.of(
        {**known.library.topics, **topics}.values(),
        {**known.library.bites, **bites}.values(),
        {**known.library.moved, **moved},
    )
    findings += _beside_others(
        together, pack, known, unusable=pack.items.keys() - bites
    )
    findings.sort(key=lambda one: (one.file, one.line, one.code))
    return Judged(bites, topics, moved, tuple(findings))


def _topic_of(bite_id: str) -> str:
    return bite_id.partition("/")[0]


def _beside_others(
    together: Library, pack: Pack, known: Loaded, *, unusable: Iterable[str]
) -> Iterator[Finding]:
    """Yield what is wrong in the library with these bites and was not without them."""
    before = set(map(_fault, check_library(known.library, RENDERERS, {})))
    waiting = [f"`{one}`" for one in unusable]
    for found in check_library(together, RENDERERS, {}):
        item = pack.items.get(found.file)
        if any(one in found.message for one in waiting):
            continue  # it will be there once its own faults are mended
        if item:
            yield item.place(found)
        elif _fault(found) not in before:
            places = ChainMap(pack.about, dict(known.files))
            file = places.get(found.file, found.file)
            yield Finding(file, found.line, found.code, found.message)


def _fault(found: Finding) -> tuple[str, ...]:
    """Give what makes a fault the same one; a topic may have several of a kind."""
    what = "" if "/" in found.file else found.message
    return found.file, found.code, what


def _status(bite: Bite | None, bite_id: str, known: Loaded) -> str:
    there = known.library.bites.get(bite_id)
    if there is None:
        return "new"
    if there == bite:
        return "same"
    return "replaces shipped" if is_shipped(known.files[bite_id]) else "changed"


def _tell(pack: Pack, judged: Judged, status: dict[str, str]) -> None:
    faulty = {(one.file, one.line) for one in judged.findings if not one.is_warning}

    def result(item: Item) -> str:
        file, line = item.draft.file, item.line
        is_faulty = any(one[0] == file and line in (0, one[1]) for one in faulty)
        return "faults" if is_faulty else "ok"

    rows = [(status[one.id], one.id, result(one)) for one in pack.all_items()]
    print_table(("what", "id", "lint"), rows)
    for finding in judged.findings:
        say(str(finding))
    clashes = [one for one, what in status.items() if what == "replaces shipped"]
    for one in clashes:
        note(f"{one} is a bite of the shipped library; yours would take its place.")


def _write(folder: Path, pack: Pack, judged: Judged, changed: Iterable[str]) -> None:
    files = {folder / f"{one}.md": pack.items[one].draft.text for one in changed}
    topics = {one.parent.name for one in files}
    topics |= set(map(_topic_of, judged.moved.values()))
    try:
        for topic in sorted(topics):
            files |= _about(folder / topic / "topic.toml", topic, judged)
        write_all(files)
    except OSError as exc:
        fail(f"{folder} cannot be written: {exc.strerror}. Nothing was imported.")


def _about(file: Path, topic: str, judged: Judged) -> dict[Path, str]:
    """Give the topic.toml to write, where it is missing or something moved."""
    moved = {old: new for old, new in judged.moved.items() if _topic_of(new) == topic}
    if not file.exists():
        return {file: topic_text(judged.topics[topic], moved)}
    if not moved:
        return {}
    try:
        return {file: with_moves(file.read_text("utf-8-sig"), moved)}
    except (ValueError, TypeError) as exc:
        fail(f"{file} cannot be read: {exc}. Nothing was imported.")
