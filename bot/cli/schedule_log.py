"""Prints who changed what in a server, for scripts and for people."""

from typing import Annotated, Any

import typer

from bot.cli.core import with_core
from bot.cli.output import (
    ConfigOption,
    JsonOption,
    choice,
    print_json,
    print_table,
    read_config,
)
from bot.core import control_words
from bot.core.changes import Change
from bot.core.schedule import zone
from bot.kinds import PLATFORMS
from bot.running import Core

_MOST = 100


def log(
    platform: Annotated[str, choice(PLATFORMS, "The platform.")],
    server: Annotated[str, typer.Option(help="The server's id.")],
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List the last changes of a server, newest first, in local time."""

    async def work(core: Core) -> list[Change]:
        return await core.store.changes(platform, server, limit=_MOST)

    changes = with_core(read_config(config), work)
    entries = [_entry(one) for one in changes]
    if as_json:
        print_json(entries)
        return
    columns = ("at", "person", "schedule", "channel", "what")
    print_table(columns, [tuple(one[key] for key in columns) for one in entries])


def _entry(change: Change) -> dict[str, Any]:
    entry = change.entry
    local = entry.at.astimezone(zone(change.timezone or "UTC"))
    return {
        "at": local.isoformat(timespec="seconds"),
        "person": entry.person,
        "act": entry.act,
        "schedule": entry.schedule,
        "channel": change.channel,
        "before": entry.before,
        "after": entry.after,
        "what": control_words.what(entry.act, entry.before, entry.after),
    }
