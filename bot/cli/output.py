"""How commands speak: results on stdout, one sentence per fault on stderr."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot.config import Config, load_config, secret_values
from bot.errors import BotError
from bot.logs import hide_secrets, keep_secret, set_up_logs

T = TypeVar("T")
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="The configuration file [default: ./config.toml]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_verbose = False
_secrets: frozenset[str] = frozenset()


def set_verbose(*, wanted: bool) -> None:
    """Choose between one sentence and the whole traceback."""
    global _verbose
    _verbose = wanted


def start_logs() -> None:
    """Begin to log, as a command that runs for long does."""
    set_up_logs(verbose=_verbose, secrets=_secrets)


def say(text: str) -> None:
    """Print a result."""
    typer.echo(text)


def note(text: str) -> None:
    """Print words for people beside the result."""
    typer.echo(text, err=True)


def choice(names: Iterable[str], help_text: str) -> Any:
    """Declare an option that takes one of a few names."""
    known = tuple(names)

    def check(value: str) -> str:
        if value in known:
            return value
        raise typer.BadParameter(f"choose from {', '.join(known)}")

    return typer.Option(help=help_text, metavar="|".join(known), callback=check)


@contextmanager
def working(on_what: str) -> Iterator[None]:
    """Show that something takes its time; only where a person looks on."""
    with Console(stderr=True).status(on_what):
        yield


def fail(*sentences: str) -> NoReturn:
    """Print what is wrong, and end with exit code 1.

    Raises:
        typer.Exit: Always.
    """
    for sentence in sentences:
        typer.echo(f"Error: {hide_secrets(sentence)}", err=True)
    raise typer.Exit(1)


def read_config(file: Path | None) -> Config:
    """Load the configuration, or end with all its problems."""
    try:
        config = load_config(os.environ, file)
    except BotError as error:
        _stop(error)
    hide_secrets_of(config)
    return config


def hide_secrets_of(config: Config) -> None:
    """See to it that neither errors nor logs show what the configuration holds."""
    global _secrets
    _secrets = secret_values(config)
    keep_secret(_secrets)


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine; our own errors become sentences."""
    try:
        return asyncio.run(work)
    except BotError as error:
        _stop(error)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _stop(error: BotError) -> NoReturn:
    if _verbose:
        raise error
    fail(*str(error).splitlines())


def print_json(value: object) -> None:
    """Print JSON, one document."""
    say(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; full width where nobody looks, so that nothing is cut."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(_plain, row))
    if not table.row_count:
        note("There is nothing to list yet.")
    width = None if sys.stdout.isatty() else 240
    Console(width=width, highlight=False).print(table)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
