"""`dailybite content import`: many bites at once, all of them or none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.content_files import new_topic, topic_text, write_all
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
    """What is to be said of each item, and the bites that can be used."""

    bites: dict[str, Bite]
    topics: dict[str, Topic]
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
    if dry_run:
        note(f"{summary}. {len(changed)} would be written (--dry-run).")
        return
    _write(folder, pack, judged, changed)
    note(f"{summary}. {len(changed)} written to {folder}.")


def judge(pack: Pack, known: Loaded, today: date) -> Judged:
    """Check each item, and all of them beside what is there."""
    findings = list(pack.findings)
    bites: dict[str, Bite] = {}
    for one in pack.all_items():
        found = list(check_draft(one.draft, today=today))
        findings += map(one.place, found)
        if pack.items[one.id] is one and not any(map(leaves_out, found)):
            bites[one.id] = build_bite(one.draft)
    topics = {
        topic: known.library.topics.get(topic)
        or pack.topics.get(topic)
        or new_topic(topic)
        for topic in sorted({one.partition("/")[0] for one in pack.items})
    }
    together = Library.of(
        {**known.library.topics, **topics}.values(),
        {**known.library.bites, **bites}.values(),
        known.library.moved,
    )
    findings += _beside_others(
        together, pack, known, unusable=pack.items.keys() - bites
    )
    findings.sort(key=lambda one: (one.file, one.line, one.code))
    return Judged(bites, topics, tuple(findings))


def _beside_others(
    together: Library, pack: Pack, known: Loaded, *, unusable: Iterable[str]
) -> Iterator[Finding]:
    """Yield what is wrong in the library with these bites and was not without them."""
    before = {
        (one.file, one.code) for one in check_library(known.library, RENDERERS, {})
    }
    waiting = [f"`{one}`" for one in unusable]
    for found in check_library(together, RENDERERS, {}):
        item = pack.items.get(found.file)
        if any(one in found.message for one in waiting):
            continue  # it will be there once its own faults are mended
        if item:
            yield item.place(found)
        elif (found.file, found.code) not in before:
            file = known.files.get(found.file, found.file)
            yield Finding(file, found.line, found.code, found.message)


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
    for topic in sorted({one.parent.name for one in files}):
        if not (about := folder / topic / "topic.toml").exists():
            files[about] = topic_text(judged.topics[topic])
    try:
        write_all(files)
    except OSError as exc:
        fail(f"{folder} cannot be written: {exc.strerror}. Nothing was imported.")
