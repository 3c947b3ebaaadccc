"""Commands about the database."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import ConfigOption, fail, read_config, run_async, say
from bot.config import Config
from bot.errors import StoreError
from bot.storage.backup import back_up
from bot.storage.store import open_store

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `upgrade` a subcommand although it is alone."""


@app.command()
def upgrade(config: ConfigOption = None) -> None:
    """Bring the database to this version's schema (the release step)."""
    run_async(_upgrade(read_config(config)))
    say("The database is up to date.")


async def _upgrade(config: Config) -> None:
    async with open_store(config.database.url.get_secret_value(), migrate_first=True):
        pass


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the copy.")],
    config: ConfigOption = None,
) -> None:
    """Copy a SQLite database into FILE, also while the bot runs."""
    url = read_config(config).database.url.get_secret_value()
    try:
        original = back_up(url, file)
    except StoreError as error:
        fail(str(error))
    say(f"{original} is copied to {file}.")
