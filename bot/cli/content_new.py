"""`dailybite content new`: a template that says what belongs where."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.content_files import new_topic, topic_text, write_all
from bot.cli.content_findings import day_of
from bot.cli.content_place import folder_for, is_shipped, what_is_there
from bot.cli.output import ConfigOption, fail, note, read_config, say
from bot.content import Loaded
from bot.core.content_drafts import Draft
from bot.core.content_format import identity

PathOption = Annotated[
    Path | None,
    typer.Option("--path", help="Your folder of topics [default: content.paths]"),
]
_ABOUT = "TODO: what the topic is about, in one line"
_TEMPLATE = """\
---
title: "TODO: the name, a colon, and the hook in a few words"
aliases: []                # what people type: its abbreviation, its other names
level: beginner            # or intermediate, advanced
after: []                  # ids (topic/slug) of what one should have read first
checked: {today}        # when you checked its facts
stale_after: 12            # months until they need another look, or never
revision: 1                # raise it when the facts change, and say so in `correction`
sources:                   # primary ones: the paper, the specification, the documentation
  - {{title: "TODO: its title", url: "https://example.org/TODO", year: {year}}}
related: []                # ids; up to three become buttons
recall:
  question: "TODO: ask for the idea; knowing the name must not be enough?"
  answer: "TODO: the idea, in one or two sentences"
---
TODO: The summary, 55 to 85 words that stand alone in chat: state the problem, name the thing, say where one meets it.

## Footgun
TODO: One or two sentences: a mistake that people really make, and how to notice or avoid it.

## Deeper
TODO: 80 to 140 words with one example: figures that can be checked on paper, or code of at most 8 lines by 40 columns.
"""


def new(
    topic: Annotated[str, typer.Argument(help="A topic's id, such as databases.")],
    slug: Annotated[str, typer.Argument(help="The bite's own part of its id.")],
    path: PathOption = None,
    config: ConfigOption = None,
) -> None:
    """Write a template for a bite, and for its topic if that is new; prints their paths.

    The id, TOPIC/SLUG, is for ever: servers remember what they saw by it.
    """
    bite_id = f"{topic}/{slug}"
    settings = read_config(config)
    for _, why in identity(Draft(bite_id, "", "")):
        fail(f"{why[0].upper()}{why[1:]}.")
    folder, today = folder_for(settings, path), day_of(None)
    known = what_is_there(settings, folder)
    _refuse_what_is_there(bite_id, folder, known)
    files = {folder / topic / f"{slug}.md": _template(today)}
    about = folder / topic / "topic.toml"
    if not about.exists():
        files[about] = topic_text(
            known.library.topics.get(topic) or new_topic(topic, _ABOUT)
        )
    try:
        write_all(files)
    except OSError as exc:
        fail(f"{folder} cannot be written: {exc.strerror}.")
    for one in files:
        say(str(one))
    note(f"Fill in each TODO; `dailybite content lint {folder}` says what is left.")


def _template(today: date) -> str:
    return _TEMPLATE.format(today=today, year=today.year)


def _refuse_what_is_there(bite_id: str, folder: Path, known: Loaded) -> None:
    file = folder / f"{bite_id}.md"
    if file.exists():
        fail(f"{file} is there already: choose another slug.")
    if moved := known.library.moved.get(bite_id):
        fail(f"{bite_id} is the former id of {moved}: choose another slug.")
    if bite_id in known.library.bites:
        where = known.files[bite_id]
        whose = "in the shipped library" if is_shipped(where) else f"in {where}"
        fail(f"{bite_id} is {whose} already: choose another slug.")
