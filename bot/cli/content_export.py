"""`dailybite content export`: the library as a file or folder that import takes back."""

from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from bot.app import load_library
from bot.cli.content_csv import write_rows
from bot.cli.content_files import bite_text, fields_of, topic_text, write_all
from bot.cli.content_json import write_document
from bot.cli.output import ConfigOption, fail, note, read_config
from bot.core.bites import Library
from bot.core.wording import plural
from bot.errors import BotError


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv|FILE.json|FOLDER")],
    topic: Annotated[
        list[str] | None, typer.Option(help="Only this topic; may be repeated.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write all bites to a file or folder; `content import` reads it back unchanged."""
    try:
        library = load_library(read_config(config)).library
    except BotError as error:
        fail(str(error))
    for one in topic or ():
        if one not in library.topics:
            fail(f'There is no topic "{one}": use {", ".join(library.topics)}.')
    if file.is_file() or (file.is_dir() and any(file.iterdir())):
        fail(f"{file} is there already: name a new file, or an empty folder.")
    chosen = library if not topic else _only(library, topic)
    try:
        write_all(_written(file, chosen))
    except OSError as exc:
        fail(f"{file} cannot be written: {exc.strerror}.")
    note(f"{plural(len(chosen), 'bite')} written to {file}.")


def _only(library: Library, topics: list[str]) -> Library:
    return Library.of(
        [library.topics[one] for one in topics],
        [bite for one in topics for bite in library.of_topic(one)],
        library.moved,
    )


def _written(file: Path, library: Library) -> dict[Path, str]:
    bites = map(fields_of, library)
    topics = [(one, _moved_into(library, one.id)) for one in library.topics.values()]
    out = StringIO()
    match file.suffix.lower():
        case ".csv":
            write_rows(bites, out)
        case ".json":
            write_document(bites, topics, out)
        case "":
            about = {
                file / one.id / "topic.toml": topic_text(one, moved)
                for one, moved in topics
            }
            return about | {file / f"{one['id']}.md": bite_text(one) for one in bites}
        case other:
            fail(f"{other} is unknown: name a .csv or .json file, or a folder.")
    return {file: out.getvalue()}


def _moved_into(library: Library, topic: str) -> dict[str, str]:
    return {
        old: new for old, new in library.moved.items() if new.partition("/")[0] == topic
    }
