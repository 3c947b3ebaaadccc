"""From what an admin typed to a schedule, on any platform and on the command line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from rapidfuzz import process

from bot.core import hints, phrases, wording
from bot.core.bites import Library, normalise
from bot.core.levels import NAMES, level_names, parse_levels
from bot.core.schedule import (
    Schedule,
    parse_days,
    parse_time,
    slots_after,
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
        "timezone": lambda text: zone(text).key,
        "days": parse_days,
        "topics": lambda text: parse_topics(text, library),
        "levels": parse_levels,
        "channel": str,
    }
    given = {name: text.strip() for name, text in options.items() if text.strip()}
    given.setdefault("timezone", base.timezone)
    parsed = {
        name: _parse(name, parse, given[name])
        for name, parse in parsers.items()
        if name in given
    }
    changed = replace(base, **parsed)
    if "topics" in given or "levels" in given:
        _check_levels(changed, library)
    return starting(changed, now)


def _check_levels(schedule: Schedule, library: Library) -> None:
    bites = (
        bite
        for topic in schedule.topics or library.topics
        for bite in library.of_topic(topic)
    )
    if schedule.levels and not any(one.level in schedule.levels for one in bites):
        told = hints.no_bites_of_levels(level_names(schedule.levels))
        raise InputError(told, option="levels")


def _parse(name: str, parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except InputError as error:
        raise InputError(str(error), option=name) from error


def starting(
    schedule: Schedule, now: datetime, *, posted: date | None = None
) -> Schedule:
    """Let a schedule begin now: its next slot lies ahead, past a posted day."""
    begun = replace(schedule, active_from=now)
    slots = slots_after(begun, now)
    first = next(one for one in slots if posted is None or one.day > posted)
    return replace(begun, next_at=first.at)


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
    return phrases.schedule_line(
        days=schedule.days,
        at=schedule.time,
        zone=schedule.timezone,
        topics=names,
        levels=level_names(schedule.levels),
    )


def next_moment(schedule: Schedule) -> str:
    """Say when a schedule posts next, in its own time."""
    if schedule.next_at is None:
        return "-"
    return wording.moment(schedule.next_at.astimezone(zone(schedule.timezone)))
