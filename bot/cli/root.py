"""All commands under one name, and what happens to their errors."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from bot import __version__
from bot.cli.output import set_verbose

_ROOMS = {
    "demo": "demo",
    "sandbox": "demo",
    "run": "running",
    "check": "running",
    "preview": "content",
    "db": "database",
    "backup": "database",
    "secrets": "secrets",
    "content": "content",
    "schedule": "schedule",
    "delivery": "delivery",
}
_GROUPS = frozenset({"db", "secrets", "content", "schedule", "delivery"})


class _Commands(TyperGroup):
    """Imports a command's room when it is asked for: no command waits for others."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as Typer asks
        """Name all commands, in the order of the help."""
        return list(_ROOMS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as Typer asks
        """Give a command; a name that there is not is compared with all others."""
        for name in [cmd_name] if cmd_name in _ROOMS else _ROOMS:
            if name not in self.commands:
                self.commands[name] = _load(name)
        return self.commands.get(cmd_name)


def _load(name: str) -> Any:
    room = import_module(f"bot.cli.{_ROOMS[name]}")
    around = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    if name in _GROUPS:
        around.add_typer(room.app, name=name)
    else:
        around.command(name)(getattr(room, name))
    return get_group(around).commands[name]


app = typer.Typer(
    name="dailybite",
    cls=_Commands,
    help="One technical concept a day, with its footgun, in your chat.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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
