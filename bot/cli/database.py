"""Commands about the database."""

import typer

from bot.cli.output import ConfigOption, read_config, run_async, say
from bot.config import Config
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
