"""Commands about the keys that seal stored tokens."""

import typer

from bot.cli.core import with_core
from bot.cli.output import ConfigOption, fail, read_config, say
from bot.core.wording import plural
from bot.storage.sealed import new_key

app = typer.Typer(help="The keys that seal stored tokens.", no_args_is_help=True)


@app.command()
def new() -> None:
    """Make a key for DAILYBITE_KEY, and print it."""
    say(new_key())


@app.command()
def rotate(config: ConfigOption = None) -> None:
    """Seal all stored tokens again, with the first key of DAILYBITE_KEY."""
    settings = read_config(config)
    if not settings.secrets.keys:
        fail("Set DAILYBITE_KEY first: the new key, a comma, and the old one.")
    renewed, unreadable = with_core(settings, lambda core: core.store.renew_seals())
    say(f"Sealed with the first key: the tokens of {plural(renewed, 'workspace')}.")
    if unreadable:
        fail(
            f"No key opens the tokens of {plural(unreadable, 'workspace')}: "
            "add the key that they were stored with, or let them add the app again."
        )
