"""`dailybite content stats`: what the library consists of, and how long it lasts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Annotated

import typer

from bot.app import load_library
from bot.cli.content_findings import TodayOption, day_of
from bot.cli.core import with_core
from bot.cli.output import (
    ConfigOption,
    JsonOption,
    fail,
    note,
    print_json,
    print_table,
    read_config,
    say,
)
from bot.config import Config
from bot.core.bites import Library
from bot.core.content_stats import Spread, Stats, last_day, library_stats
from bot.core.schedule import format_days, parse_days, slots_after
from bot.core.wording import plural
from bot.errors import BotError, InputError
from bot.running import Core
from bot.services.history import History


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long new bites last."""

    schedule: str  # an id; empty: for a server that has seen nothing
    days: str
    posts: int
    until: date | None
    weeks: int  # whole ones, from today on


def stats(
    days: Annotated[
        str | None, typer.Option(help="Weekdays to count with [default: mon-fri]")
    ] = None,
    schedule: Annotated[
        str, typer.Option(help="Count what this schedule has not shown yet.")
    ] = "",
    today: TodayOption = None,
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Count bites by topic, level, length, sources and age; say how long they last."""
    if schedule and days is not None:
        raise typer.BadParameter("--schedule has its own days: leave --days out")
    settings, the_day = read_config(config), day_of(today)
    if schedule:
        library, lasts = with_core(
            settings, lambda core: _of_schedule(core, schedule, the_day)
        )
    else:
        library = _library(settings)
        lasts = _of_days(len(library), days or "mon-fri", the_day)
    found = library_stats(library, the_day)
    if as_json:
        *topics, every = map(asdict, found)
        print_json({"topics": topics, "all": every, "lasts": asdict(lasts)})
        return
    _print(found, lasts)


def _library(config: Config) -> Library:
    try:
        return load_library(config).library
    except BotError as error:
        fail(str(error))


def _of_days(posts: int, days: str, today: date) -> Lasts:
    try:
        weekdays = parse_days(days)
    except InputError as error:
        fail(str(error))
    until = last_day(posts, weekdays, today)
    return Lasts("", format_days(weekdays), posts, until, _weeks(today, until))


def _weeks(today: date, until: date | None) -> int:
    return ((until - today).days + 1) // 7 if until else 0


async def _of_schedule(
    core: Core, schedule_id: str, today: date
) -> tuple[Library, Lasts]:
    found = await core.admin.by_id(schedule_id)
    library = core.loaded.library
    asked = (found.platform, found.server, core.planner.order(found))
    (unseen,) = await History(core.store, core.shelf).unseen([asked])
    ahead = slots_after(found, found.next_at or core.clock.now())
    until = next(islice(ahead, len(unseen) - 1, None)).day if unseen else None
    weeks = _weeks(today, until)
    return library, Lasts(found.id, format_days(found.days), len(unseen), until, weeks)


def _print(found: list[Stats], lasts: Lasts) -> None:
    columns = ("topic", "bites", "levels", "words", "seconds", "sources", "stale")
    print_table(columns, map(_row, found))
    for bite in found[-1].stale:
        say(f"stale: {bite}")
    whose = f"{lasts.schedule} still has" if lasts.schedule else "A new server has"
    how_many = plural(lasts.posts, "bite")
    until = ""
    if lasts.until:
        weeks = plural(lasts.weeks, "week")
        until = f": on {lasts.days} they last until {lasts.until} ({weeks})"
    note(f"{whose} {how_many} before it runs dry{until}.")


def _row(one: Stats) -> tuple[str, ...]:
    return (
        one.id or one.name,
        str(one.bites),
        _counts({level[:1].upper(): count for level, count in one.levels.items()}),
        _between(one.words),
        _between(one.seconds),
        _counts(one.decades),
        str(len(one.stale)),
    )


def _counts(counts: Mapping[str, int]) -> str:
    return " ".join(f"{key}:{count}" for key, count in counts.items())


def _between(spread: Spread) -> str:
    return f"{spread.least}/{spread.middle}/{spread.most}"
