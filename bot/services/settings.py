"""From what an admin typed to a schedule, on any platform and on the command line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from rapidfuzz import process

from bot.core import (
    calendar_words,
    hints,
    posting_words,
    schedule_words,
    wording,
)
from bot.core.bites import Library, normalise
from bot.core.calendar import (
    OnDayOff,
    parse_dates,
    parse_rule,
    runs,
    without_past,
)
from bot.core.holidays import parse_region, region_label
from bot.core.levels import NAMES, level_names, parse_levels
from bot.core.pattern import Unit
from bot.core.places import find_zone
from bot.core.schedule import (
    Schedule,
    State,
    parse_days,
    parse_time,
    slots_after,
    start_of_day,
    zone,
)
from bot.errors import InputError

DEFAULT_TIME = time(9)


def new_schedule(
    *, platform: str, server: str, channel: str, timezone: str, now: datetime
) -> Schedule:
    """Start a schedule with the defaults; it looks only ahead from now."""
    return Schedule(
        id="",
        platform=platform,
        server=server,
        channel=channel,
        time=DEFAULT_TIME,
        timezone=timezone,
        active_from=now,
    )


def apply_settings(
    base: Schedule, options: Mapping[str, str], library: Library, now: datetime
) -> Schedule:
    """Give a schedule with the options that are not empty; it never looks back.

    Raises:
        InputError: An option cannot be used; the message says what to write.
    """
    parsers: dict[str, Callable[[str], Any]] = {
        "time": parse_time,
        "timezone": find_zone,
        "days": parse_days,
        "topics": lambda text: parse_topics(text, library),
        "levels": parse_levels,
        "channel": str,
    }
    given = {name: text.strip() for name, text in options.items() if text.strip()}
    given.setdefault("timezone", base.timezone)
    parsed = {
        name: parse_option(name, parse, given[name])
        for name, parse in parsers.items()
        if name in given
    }
    changed = base._replace(**parsed)
    if "topics" in given or "levels" in given:
        _check_levels(changed, library)
    return starting(_with_days_off(changed, given), now)


def _with_days_off(schedule: Schedule, given: Mapping[str, str]) -> Schedule:
    """Give a schedule with the options that are about its calendar."""
    parsers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "holidays": ("holidays", parse_region),
        "dates": ("dates", parse_dates),
        "days_off": ("on_day_off", parse_rule),
    }
    parsed = {
        field: parse_option(name, parse, given[name])
        for name, (field, parse) in parsers.items()
        if name in given
    }
    return schedule._replace(calendar=replace(schedule.calendar, **parsed))


def _check_levels(schedule: Schedule, library: Library) -> None:
    bites = (
        bite
        for topic in schedule.topics or library.topics
        for bite in library.of_topic(topic)
    )
    if schedule.levels and not any(one.level in schedule.levels for one in bites):
        told = hints.no_bites_of_levels(level_names(schedule.levels))
        raise InputError(told, option="levels")


def parse_option(name: str, parse: Callable[[str], Any], text: str) -> Any:
    """Read an option; a refusal says which one it is about.

    Raises:
        InputError: It cannot be used.
    """
    try:
        return parse(text)
    except InputError as error:
        raise InputError(str(error), option=name) from error


def starting(
    schedule: Schedule, now: datetime, *, posted: date | None = None
) -> Schedule:
    """Let a schedule begin now: its next slot lies ahead, past a posted day.

    One that is paused until a day begins with that day.
    """
    today = now.astimezone(zone(schedule.timezone)).date()
    calendar = without_past(schedule.calendar, today)
    begins = now
    if calendar.until:
        begins = start_of_day(calendar.until, schedule.timezone).astimezone(UTC)
    begun = schedule._replace(active_from=begins, calendar=calendar)
    slots = slots_after(begun, begins)
    first = next(one for one in slots if posted is None or one.day > posted)
    return begun._replace(next_at=first.at)


def parse_topics(text: str, library: Library) -> tuple[str, ...]:
    """Read topic ids or names, separated by commas; `all` means all.

    Raises:
        InputError: There is no such topic; the message names the nearest one.
    """
    if normalise(text) == "all":
        return ()
    names = {
        normalise(name): topic.id
        for topic in library.topics.values()
        for name in (topic.id, topic.name)
    }
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(dict.fromkeys(_topic(part, names) for part in parts))


def _topic(text: str, names: Mapping[str, str]) -> str:
    if found := names.get(normalise(text)):
        return found
    if normalise(text) in NAMES:
        raise InputError(hints.level_is_no_topic(text))
    near = process.extractOne(normalise(text), names, score_cutoff=60)
    hint = names[near[2]] if near else ""
    choose = hints.choose_topics(sorted(set(names.values())))
    raise InputError(f"{hints.unknown_topic(text, hint)} {choose}")


def describe(schedule: Schedule, library: Library) -> str:
    """Describe a schedule in half a sentence."""
    names = [
        library.topics[one].name if one in library.topics else one
        for one in schedule.topics
    ]
    line = schedule_words.schedule_line(
        days=schedule.days,
        at=schedule.time,
        zone=schedule.timezone,
        topics=names,
        levels=level_names(schedule.levels),
    )
    more = (describe_posting(schedule), describe_days_off(schedule))
    return ", ".join(filter(None, (line, *more)))


def describe_posting(schedule: Schedule) -> str:
    """Describe what of how a schedule posts is not as usual, or give nothing."""
    manner, every = schedule.posting.manner, schedule.posting.every
    is_weeks = every.unit is Unit.WEEKS
    return posting_words.in_short(
        mention=bool(manner.mention),
        thread=manner.thread,
        silent=manner.silent,
        publish=manner.publish,
        rhythm=posting_words.rhythm_in_short(every.count, weeks=is_weeks),
    )


def describe_days_off(schedule: Schedule) -> str:
    """Describe on which days a schedule posts nothing, or give nothing."""
    calendar = schedule.calendar
    region = region_label(calendar.holidays) if calendar.holidays else ""
    moves = calendar.on_day_off is OnDayOff.MOVE
    return calendar_words.leaves_out(region, runs(calendar.dates), moves=moves)


def pause_ends(schedule: Schedule, now: datetime) -> date | None:
    """Give the day with which a schedule goes on by itself, or None."""
    is_paused = schedule.state is State.ACTIVE and now < schedule.active_from
    return schedule.calendar.until if is_paused else None


def state_words(schedule: Schedule, now: datetime) -> str:
    """Write what a schedule does now: its state, or until when it is paused."""
    until = pause_ends(schedule, now)
    if until:
        return calendar_words.is_paused_until(until)
    return schedule_words.state_name(schedule.state)


def next_moment(schedule: Schedule) -> str:
    """Say when a schedule posts next, in its own time."""
    if schedule.next_at is None:
        return "-"
    return wording.moment(schedule.next_at.astimezone(zone(schedule.timezone)))
