"""Commands about content: lint, list, show, preview."""

from pathlib import Path
from typing import Annotated

import typer

from bot.app import load_library
from bot.cli.content_export import export
from bot.cli.content_findings import TodayOption, count, day_of, told
from bot.cli.content_import import import_
from bot.cli.content_new import new
from bot.cli.content_reports import reports
from bot.cli.content_stats import stats
from bot.cli.output import (
    ConfigOption,
    JsonOption,
    choice,
    fail,
    note,
    print_json,
    print_table,
    read_config,
    say,
)
from bot.content import Loaded, load_content, shipped_content
from bot.core.bites import Bite, Library
from bot.core.cards import answer_card, bite_card, deeper_card, question_card
from bot.core.plain import plain_text
from bot.core.search import Search
from bot.core.wording import plural
from bot.errors import BotError
from bot.kinds import PLATFORMS, RENDERERS

app = typer.Typer(help="The library of bites.", no_args_is_help=True)
app.command()(new)
app.command("import")(import_)
app.command()(export)
app.command()(stats)
app.command()(reports)


Look = Annotated[str, choice((*PLATFORMS, "text"), "For whom; text: a screen reader.")]


@app.command()
def lint(
    path: Annotated[Path | None, typer.Argument(help="A folder of topics.")] = None,
    today: TodayOption = None,
) -> None:
    """Check bites: prints `file:line: CODE message` per fault; exit 1 if any.

    What is stale is a warning: it is printed and counted, and fails nothing.
    """
    folder = path or shipped_content()
    try:
        shipped = load_content([shipped_content()]).library if path else Library()
        loaded = load_content(
            [folder],
            renderers=RENDERERS,
            today=day_of(today),
            elsewhere=shipped.bites.keys(),
        )
    except BotError as error:
        fail(str(error))
    for finding in loaded.findings:
        say(str(finding))
    checked = len(loaded.library) + len(loaded.left_out)
    if not checked:
        fail(f"{folder} holds no bites (topic/topic.toml, topic/*.md).")
    faults, warnings = count(loaded.findings)
    note(f"{plural(checked, 'bite')} checked, {told(faults, warnings)}.")
    if faults:
        raise typer.Exit(1)


@app.command("list")
def list_(config: ConfigOption = None, *, as_json: JsonOption = False) -> None:
    """List all bites."""
    loaded = _load(config)
    entries = [
        {
            "id": one.id,
            "topic": one.topic,
            "title": one.title,
            "level": str(one.level),
            "seconds": one.seconds,
        }
        for one in loaded.library
    ]
    if as_json:
        print_json(entries)
        return
    rows = [
        (str(e["id"]), str(e["level"]), f"{e['seconds']} s", str(e["title"]))
        for e in entries
    ]
    print_table(("id", "level", "reading", "title"), rows)


@app.command()
def show(
    bite_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigOption = None
) -> None:
    """Show all parts of a bite as plain text."""
    loaded = _load(config)
    bite = _find(loaded, bite_id)
    topic = loaded.library.topic_of(bite)
    cards = (
        bite_card(bite, topic),
        deeper_card(bite, loaded.library),
        question_card(bite),
        answer_card(bite),
    )
    say("\n\n".join(plain_text(card) for card in cards))


def preview(
    bite_id: Annotated[str, typer.Argument(metavar="ID")],
    platform: Look = "text",
    config: ConfigOption = None,
) -> None:
    """Print a bite's card as a platform gets it, or as a screen reader says it."""
    loaded = _load(config)
    bite = _find(loaded, bite_id)
    card = bite_card(bite, loaded.library.topic_of(bite))
    kind = PLATFORMS.get(platform)
    say(kind.show(card) if kind else plain_text(card))


def _load(config: Path | None) -> Loaded:
    settings = read_config(config)
    try:
        return load_library(settings)
    except BotError as error:
        fail(str(error))


def _find(loaded: Loaded, bite_id: str) -> Bite:
    bite = loaded.library.find(bite_id)
    if bite is None:
        found = Search(loaded.library).find(bite_id)
        near = [one.id for one in (*found.bites, *found.near)][:3]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        fail(f'There is no bite "{bite_id}".{hint} Try `dailybite content list`.')
    return bite
