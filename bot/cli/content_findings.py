"""How commands count what a lint found, and on which day it takes place."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

import typer

from bot.app import SystemClock
from bot.core.content_drafts import Finding
from bot.core.wording import plural

TodayOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="The day to judge staleness by [default: today]"
    ),
]


def day_of(option: datetime | None) -> date:
    """Give the day that a person named, else today's."""
    return (option or SystemClock().now().astimezone()).date()


def count(findings: Iterable[Finding]) -> tuple[int, int]:
    """Count faults and warnings."""
    warnings = [one.is_warning for one in findings]
    return warnings.count(False), warnings.count(True)


def told(faults: int, warnings: int) -> str:
    """Say how many there are: `2 faults`, `0 faults, 1 warning`."""
    more = f", {plural(warnings, 'warning')}" if warnings else ""
    return f"{plural(faults, 'fault')}{more}"
