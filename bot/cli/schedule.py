"""Commands about schedules: the same services as in chat."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import schedule_log, schedule_options
from bot.cli.core import who, with_core
from bot.cli.output import (
    ConfigOption,
    JsonOption,
    choice,
    fail,
    note,
    print_json,
    print_table,
    read_config,
    say,
)
from bot.cli.schedule_file import read_csv
from bot.core.calendar import format_dates, parse_date
from bot.core.delivery import Delivery
from bot.core.keeping import LEFT
from bot.core.levels import level_names
from bot.core.schedule import Schedule, State, format_days, zone
from bot.core.wording import plural
from bot.errors import InputError
from bot.kinds import PLATFORMS
from bot.running import Core
from bot.services.days_off import DaysOff
from bot.services.settings import (
    apply_settings,
    new_schedule,
    next_moment,
    pause_ends,
)

app = typer.Typer(help="The daily posts.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A schedule's id.")]


PlatformOption = Annotated[str, choice(PLATFORMS, "The platform.")]


@app.command("list")
def list_(config: ConfigOption = None, *, as_json: JsonOption = False) -> None:
    """List all schedules, and how the last post of each went."""
    entries = with_core(read_config(config), _entries)
    if as_json:
        print_json(entries)
        return
    rows = [
        (
            one["id"],
            f"{one['platform']} {one['server']} {one['channel']}",
            f"{one['time']} {one['timezone']}",
            one["days"],
            _about(one),
            one["state"],
            one["next_at"] or "-",
            _last(one["last_delivery"]),
        )
        for one in entries
    ]
    columns = ("id", "where", "when", "days", "topics", "state", "next", "last")
    print_table(columns, rows)


@app.command()
def add(  # one option per setting
    platform: PlatformOption,
    server: Annotated[str, typer.Option(help="The server's id.")],
    channel: Annotated[str, typer.Option(help="The channel's id.")],
    time: Annotated[str, typer.Option(help="The local time, such as 09:00.")],
    timezone: Annotated[str, typer.Option(help="Such as Europe/Paris.")],
    topics: Annotated[str, typer.Option(help="Ids, by commas; empty: all.")] = "",
    days: Annotated[str, typer.Option(help="Such as mon-fri.")] = "mon-sun",
    levels: Annotated[
        str, typer.Option(help="Such as beginner,intermediate; empty: all.")
    ] = "",
    holidays: Annotated[str, typer.Option(help="Left out: DE, or DE-BY.")] = "",
    dates: Annotated[str, typer.Option(help="Left out: 2026-12-24..2026-12-27.")] = "",
    days_off: Annotated[str, typer.Option(help="Their posts: skip or move.")] = "",
    mention: schedule_options.Mention = "",
    thread: schedule_options.Thread = "",
    silent: schedule_options.Silent = "",
    publish: schedule_options.Publish = "",
    every: schedule_options.EveryNth = "",
    when_dry: schedule_options.Dry = "",
    on_unknown: schedule_options.Unknown = "",
    catch_up: schedule_options.CatchUp = "",
    config: ConfigOption = None,
) -> None:
    """Add a schedule; prints its id."""
    row = {
        "platform": platform,
        "server": server,
        "channel": channel,
        "time": time,
        "timezone": timezone,
        "topics": topics,
        "days": days,
        "levels": levels,
        "holidays": holidays,
        "dates": dates,
        "days_off": days_off,
        "mention": mention,
        "thread": thread,
        "silent": silent,
        "publish": publish,
        "every": every,
        "when_dry": when_dry,
        "on_unknown": on_unknown,
        "catch_up": catch_up,
    }

    async def work(core: Core) -> tuple[Schedule, list[Schedule]]:
        wanted = _schedule(core, row)
        others = await core.store.schedules(
            platform=wanted.platform, server=wanted.server, channel=wanted.channel
        )
        return await core.admin.save(wanted, by=who()), others

    added, others = with_core(read_config(config), work)
    say(added.id)
    if others:
        ids = ", ".join(one.id for one in others)
        note(f"This channel has {plural(len(others), 'schedule')} more: {ids}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv")],
    config: ConfigOption = None,
) -> None:
    """Add all schedules of a CSV file, or none; prints their ids."""
    rows = read_csv(file)

    async def work(core: Core) -> list[Schedule]:
        schedules, faults = [], []
        for line, row in rows:
            try:
                schedules.append(_schedule(core, row))
            except InputError as error:
                faults.append(f"{file}:{line}: {error}")
        if faults:
            fail(*faults, "Nothing was imported.")
        return await core.admin.save_all(schedules, by=who())

    for one in with_core(read_config(config), work):
        say(one.id)


@app.command()
def remove(schedule_id: IdArgument, config: ConfigOption = None) -> None:
    """Remove a schedule; what was shown stays remembered."""
    _set_state(config, schedule_id, State.REMOVED)
    say(f"Removed {schedule_id}.")


@app.command()
def pause(
    schedule_id: IdArgument,
    until: Annotated[str, typer.Option(help="Goes on then: 2026-12-27.")] = "",
    config: ConfigOption = None,
) -> None:
    """Stop a schedule until it is resumed, or until a date."""
    if not until:
        _set_state(config, schedule_id, State.PAUSED)
        say(f"Paused {schedule_id}.")
        return

    async def work(core: Core) -> Schedule:
        found = await core.admin.by_id(schedule_id)
        return await _days_off(core).pause_until(found, parse_date(until), by=who())

    changed = with_core(read_config(config), work)
    say(f"Paused {schedule_id}. It goes on: {next_moment(changed)}.")


@app.command()
def skip(schedule_id: IdArgument, config: ConfigOption = None) -> None:
    """Leave out the next post of a schedule."""

    async def work(core: Core) -> tuple[Schedule, date]:
        found = await core.admin.by_id(schedule_id)
        return await _days_off(core).skip_next(found, by=who())

    changed, day = with_core(read_config(config), work)
    say(f"{schedule_id} skips {day}. The next post: {next_moment(changed)}.")


@app.command()
def resume(schedule_id: IdArgument, config: ConfigOption = None) -> None:
    """Let a schedule go on, from its next slot."""
    changed = _set_state(config, schedule_id, State.ACTIVE)
    say(f"{schedule_id} goes on: {next_moment(changed)}.")


@app.command("next")
def next_(schedule_id: IdArgument, config: ConfigOption = None) -> None:
    """Print the next five posts of a schedule in its local time."""

    async def work(core: Core) -> list[str]:
        found = await core.admin.by_id(schedule_id)
        if found.state is not State.ACTIVE:
            raise InputError(f"{schedule_id} is {found.state}: resume it first.")
        return core.admin.next_times(found)

    for line in with_core(read_config(config), work):
        say(line)


app.command("log")(schedule_log.log)
app.command("set")(schedule_options.set_)


def _days_off(core: Core) -> DaysOff:
    return DaysOff(admin=core.admin, store=core.store, clock=core.clock)


def _set_state(config: Path | None, schedule_id: str, state: State) -> Schedule:
    async def work(core: Core) -> Schedule:
        found = await core.admin.by_id(schedule_id)
        if found.state is State.LEFT and state is State.ACTIVE:
            raise InputError(f"{LEFT}. Invite it again: it goes on by itself.")
        return await core.admin.set_state(found, state, by=who())

    changed: Schedule = with_core(read_config(config), work)
    return changed


def _schedule(core: Core, row: dict[str, str]) -> Schedule:
    kind = PLATFORMS.get(row["platform"])
    if kind is None:
        known = " or ".join(PLATFORMS)
        raise InputError(f'There is no platform "{row["platform"]}": use {known}.')
    for key in ("server", "channel"):
        if problem := kind.id_problem(row[key].strip()):
            raise InputError(f'"{row[key]}" is no {key} id: {problem}.')
    if not row["time"].strip() or not row["timezone"].strip():
        raise InputError("A schedule needs a time and a timezone.")
    now = core.clock.now()
    base = new_schedule(
        platform=row["platform"],
        server=row["server"].strip(),
        channel=row["channel"].strip(),
        timezone=row["timezone"].strip(),
        now=now,
    )
    made = apply_settings(base, row, core.loaded.library, now)
    return schedule_options.with_row(made, row, core)


async def _entries(core: Core) -> list[dict[str, Any]]:
    schedules = await core.store.schedules()
    last = await core.store.last_deliveries([one.id for one in schedules])
    now = core.clock.now()
    return [_entry(one, last.get(one.id), now) for one in schedules]


def _entry(schedule: Schedule, last: Delivery | None, now: datetime) -> dict[str, Any]:
    until = pause_ends(schedule, now)
    next_at = None
    if schedule.state is State.ACTIVE and schedule.next_at:
        next_at = schedule.next_at.astimezone(zone(schedule.timezone)).isoformat()
    return {
        "id": schedule.id,
        "platform": schedule.platform,
        "server": schedule.server,
        "channel": schedule.channel,
        "time": f"{schedule.time:%H:%M}",
        "timezone": schedule.timezone,
        "topics": list(schedule.topics),
        "days": format_days(schedule.days),
        "levels": level_names(schedule.levels),
        "state": str(State.PAUSED if until else _told_state(schedule)),
        **_calendar(schedule, until),
        **schedule_options.shown(schedule),
        "next_at": next_at,
        "last_delivery": last
        and {
            "local_date": last.local_date.isoformat(),
            "state": str(last.state),
            "reason": last.reason,
            "bite": last.bite,
        },
    }


def _told_state(schedule: Schedule) -> State:
    """Give one of the four states that others rely on."""
    return State.BLOCKED if schedule.state is State.LEFT else schedule.state


def _calendar(schedule: Schedule, until: date | None) -> dict[str, str]:
    """Give what only schedules with days off have."""
    calendar = schedule.calendar
    has_days = calendar.holidays or calendar.dates
    values = {
        "holidays": calendar.holidays,
        "dates": format_dates(calendar.dates),
        "days_off": str(calendar.on_day_off) if has_days else "",
        "paused_until": until.isoformat() if until else "",
    }
    return {name: value for name, value in values.items() if value}


def _about(entry: dict[str, Any]) -> str:
    topics = ", ".join(entry["topics"]) or "all"
    levels = ", ".join(entry["levels"])
    return f"{topics} ({levels})" if levels else topics


def _last(delivery: dict[str, str] | None) -> str:
    if delivery is None:
        return "-"
    return " ".join(
        filter(None, (delivery["local_date"], delivery["state"], delivery["reason"]))
    )
