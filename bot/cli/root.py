"""All commands under one name, and what happens to their errors."""

from typing import Annotated

import typer

from bot import __version__
from bot.cli import content, database, delivery, demo, running, schedule
from bot.cli.output import set_verbose

app = typer.Typer(
    name="dailybite",
    help="One technical concept a day, with its footgun, in your chat.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("sandbox")(demo.sandbox)
app.command("run")(running.run)
app.command("check")(running.check)
app.add_typer(database.app, name="db")
app.add_typer(content.app, name="content")
app.command("preview")(content.preview)
app.add_typer(schedule.app, name="schedule")
app.add_typer(delivery.app, name="delivery")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Daily Bite {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show tracebacks and debug logs.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Say the version."
        ),
    ] = False,
) -> None:
    """Take the options that every command has."""
    set_verbose(wanted=verbose)


def main() -> None:
    """Run the command line."""
    app()
