"""The command about what members found wrong with bites."""

from typing import Annotated

import typer

from bot.cli.core import with_core
from bot.cli.output import (
    ConfigOption,
    JsonOption,
    note,
    print_json,
    print_table,
    read_config,
)
from bot.core.reports import reason_in_words
from bot.ports import Report


def reports(
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List what members found wrong with bites, newest first."""
    found = with_core(read_config(config), lambda core: core.store.reports(limit=limit))
    if as_json:
        print_json([_entry(one) for one in found])
        return
    if not found:
        note("Nobody has reported anything.")
        return
    rows = [
        (f"{one.at:%Y-%m-%d}", one.bite, str(one.revision), _reason(one), _where(one))
        for one in found
    ]
    print_table(("day", "bite", "revision", "what is wrong", "where"), rows)


def _reason(report: Report) -> str:
    return reason_in_words(report.reason)


def _where(report: Report) -> str:
    return f"{report.platform} {report.server}"


def _entry(report: Report) -> dict[str, str | int]:
    return {
        "at": report.at.isoformat(),
        "bite": report.bite,
        "revision": report.revision,
        "reason": report.reason,
        "platform": report.platform,
        "server": report.server,
    }
