"""When a schedule is due: local days, daylight saving, catch-up, never looking back."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from bot.core import hints
from bot.core.bites import Level
from bot.core.calendar import (
    EMPTY,
    Calendar,
    DayOff,
    Holidays,
    OnDayOff,
    Why,
    day_off,
    posts_on,
    with_target,
)
from bot.core.holidays import PUBLIC_HOLIDAYS
from bot.core.pattern import Pattern
from bot.core.posting import EACH, USUAL, Posting
from bot.errors import InputError

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
CATCH_UP = timedelta(hours=6)
_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_TIME = re.compile(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*([ap]\.?m\.?)?\s*", re.IGNORECASE)


class State(StrEnum):
    """What a schedule does now."""

    ACTIVE = "active"
    PAUSED = "paused"  # by an admin
    BLOCKED = "blocked"  # by the platform, until an admin mends something
    LEFT = "left"  # the bot is not in the server any more
    DRY = "dry"  # nothing unseen is left, and it is set to pause then
    REMOVED = "removed"  # kept, so that a posted day stays posted


class WhenDry(StrEnum):
    """What a schedule does when its topics hold nothing unseen."""

    REVIEW = "review"
    PAUSE = "pause"


class OnUnknown(StrEnum):
    """What to do when nobody can say whether a post went out."""

    SKIP = "skip"
    REPOST = "repost"


class Schedule(NamedTuple):  # made for each of thousands at once
    """When and what to post in one channel."""

    id: str
    platform: str
    server: str
    channel: str
    time: time  # local
    timezone: str  # an IANA name
    active_from: datetime  # no slot before this instant is ever due
    topics: tuple[str, ...] = ()  # empty: all, later ones included
    days: frozenset[int] = EVERY_DAY  # 0 is Monday
    levels: frozenset[Level] = frozenset()  # empty: all
    catch_up: timedelta = CATCH_UP
    on_unknown: OnUnknown = OnUnknown.SKIP
    when_dry: WhenDry = WhenDry.REVIEW
    state: State = State.ACTIVE
    cursor: int = 0  # a hint where in its course to look first
    course: str = ""  # the mark of the order that the cursor belongs to
    next_at: datetime | None = None  # the next slot that was not planned yet
    created_by: str = ""  # a display name
    created_by_id: str = ""
    failures: int = 0  # refusals in a row
    calendar: Calendar = EMPTY  # the days that it leaves out
    posting: Posting = USUAL  # how it posts, and how often


class Slot(NamedTuple):  # made for each schedule that is due
    """One local date of a schedule, and the instant at which it is due (UTC)."""

    day: date
    at: datetime


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Load a zone by its IANA name.

    Raises:
        InputError: There is no such zone; the message names the nearest one.
    """
    # Other files lie beside the zones, such as the zone of this very machine.
    if name.strip() in _known_zones():
        return ZoneInfo(name.strip())
    near = nearest_zones(name, limit=1)
    raise InputError(hints.no_zone(name, near[0] if near else ""))


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"Factory", "localtime"})


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """List the zones that people choose from: areas with cities, and UTC."""
    names = available_timezones()
    odd = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    cities = (one for one in names if "/" in one and not one.startswith(odd))
    return ("UTC", *sorted(cities))


def nearest_zones(text: str, *, limit: int = 25) -> list[str]:
    """Give the zones whose names look most like what somebody typed."""
    wanted = text.strip().replace(" ", "_")
    if not wanted:
        return list(zone_names()[:limit])
    held = [one for one in zone_names() if wanted.casefold() in one.casefold()]
    if held:
        return held[:limit]
    near = process.extract(
        wanted, zone_names(), scorer=fuzz.WRatio, limit=limit, score_cutoff=60
    )
    return [name for name, _, _ in near]


def parse_time(text: str) -> time:
    """Read a local time of day such as `09:00`, `9` or `5:30 pm`.

    Raises:
        InputError: It is none; the message shows the form.
    """
    match = _TIME.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    if match and match[3]:
        hour = hour % 12 + 12 * (match[3][0] in "pP") if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise InputError(hints.no_time(text))
    return time(hour, minute)


def parse_days(text: str) -> frozenset[int]:
    """Read weekdays such as `mon-fri` or `mon,wed,sat`; empty means every day.

    Raises:
        InputError: A name is none of the seven; the message shows the form.
    """
    days: set[int] = set()
    for part in filter(None, (one.strip() for one in text.lower().split(","))):
        first, dash, last = part.partition("-")
        begin, end = _weekday(first, text), _weekday(last if dash else first, text)
        days |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    return frozenset(days) or EVERY_DAY


def _weekday(name: str, text: str) -> int:
    short = name.strip()[:3]
    full = (
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    )
    if short not in DAY_NAMES or not full[DAY_NAMES.index(short)].startswith(
        name.strip()
    ):
        raise InputError(hints.no_weekdays(text))
    return DAY_NAMES.index(short)


def format_days(days: frozenset[int]) -> str:
    """Write weekdays as `parse_days` reads them: `mon-fri`, `mon,wed,sat`."""
    if days == EVERY_DAY:
        return "mon-sun"
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_run_name(run) for run in runs)


def _run_name(run: list[int]) -> str:
    names = [DAY_NAMES[day] for day in run]
    return f"{names[0]}-{names[-1]}" if len(run) > 2 else ",".join(names)


@lru_cache(maxsize=4096)  # many teams read at the same hour
def instant(day: date, at: time, tz: ZoneInfo) -> datetime | None:
    """Give the UTC instant of a local time on a local date.

    A time that the clock skips is the instant of the transition, a time that
    comes twice is its first. A date that the zone skips has no instant: None.
    """
    local = datetime.combine(day, at)
    first = local.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if first.astimezone(tz).replace(tzinfo=None) == local:
        return first
    if _start_of(day, tz) == _start_of(day + _ONE_DAY, tz):
        return None
    return _transition(local, tz)


@lru_cache(maxsize=4096)
def _start_of(day: date, tz: ZoneInfo) -> datetime:
    local = datetime.combine(day, time())
    first = local.replace(tzinfo=tz, fold=0).astimezone(UTC)
    exists = first.astimezone(tz).replace(tzinfo=None) == local
    return first if exists else _transition(local, tz)


def _transition(local: datetime, tz: ZoneInfo) -> datetime:
    """Find the instant at which the clock jumped over a local time."""
    before = local.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=tz, fold=0).astimezone(UTC)
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def slots_after(
    schedule: Schedule, moment: datetime, holidays: Holidays = PUBLIC_HOLIDAYS
) -> Iterator[Slot]:
    """Yield the slots at or after an instant, in order, without end."""
    start = max(moment, schedule.active_from)
    return _slots(_rhythm(schedule), start, holidays)


class _Rhythm(NamedTuple):  # made and compared for each schedule that is due
    """What decides on which days, and when, a schedule posts."""

    turns: Pattern
    at: time
    timezone: str
    calendar: Calendar
    since: date  # no post of an earlier day is moved


def _rhythm(schedule: Schedule) -> _Rhythm:
    since = date.min
    if schedule.calendar.on_day_off is OnDayOff.MOVE:
        tz = zone(schedule.timezone)
        since = schedule.active_from.astimezone(tz).date()
    turns, calendar = turns_of(schedule), schedule.calendar
    return _Rhythm(turns, schedule.time, schedule.timezone, calendar, since)


def turns_of(schedule: Schedule) -> Pattern:
    """Give on which days a schedule has its turn, whatever its days off are."""
    every = schedule.posting.every
    if every is EACH:
        return Pattern(schedule.days)
    return Pattern(schedule.days, every.count, every.unit, every.anchor)


def _slots(rhythm: _Rhythm, start: datetime, holidays: Holidays) -> Iterator[Slot]:
    tz, calendar = zone(rhythm.timezone), rhythm.calendar
    day = start.astimezone(tz).date() - _ONE_DAY
    while True:
        if posts_on(calendar, rhythm.turns, day, rhythm.since, holidays):
            moment = instant(day, rhythm.at, tz)
            if moment is not None and moment >= start:
                yield Slot(day, moment)
        day += _ONE_DAY


def next_slot(
    schedule: Schedule, moment: datetime, holidays: Holidays = PUBLIC_HOLIDAYS
) -> Slot:
    """Give the first slot at or after an instant."""
    start = max(moment, schedule.active_from).astimezone(UTC)
    return _next_slot(_rhythm(schedule), start, holidays)


def slots_until(
    schedule: Schedule, now: datetime, holidays: Holidays = PUBLIC_HOLIDAYS
) -> tuple[list[Slot], Slot]:
    """List the slots that came due since the last planned one, and give the next."""
    rhythm, due = _rhythm(schedule), list[Slot]()
    start = max(schedule.next_at or schedule.active_from, schedule.active_from)
    slot = _next_slot(rhythm, start.astimezone(UTC), holidays)
    while slot.at <= now:
        due.append(slot)
        slot = _next_slot(rhythm, slot.at + _INSTANT, holidays)
    return due, slot


@lru_cache(maxsize=4096)  # many teams read at the same hour
def _next_slot(rhythm: _Rhythm, start: datetime, holidays: Holidays) -> Slot:
    return next(_slots(rhythm, start, holidays))


def days_off(
    schedule: Schedule,
    first: date,
    last: date,
    holidays: Holidays = PUBLIC_HOLIDAYS,
) -> Iterator[DayOff]:
    """Yield the days from first to last that would get a post, and get none.

    Those of a pause are not among them: it has one end, and not many days.
    """
    rhythm = _rhythm(schedule)
    for number in range((last - first).days + 1):
        day = first + number * _ONE_DAY
        off = day_off(rhythm.calendar, day, holidays)
        if off is None or off.why is Why.PAUSED or not rhythm.turns.has(day):
            continue
        rule = (rhythm.calendar, rhythm.turns, rhythm.since, holidays)
        yield with_target(off, *rule)


def start_of_day(day: date, timezone: str) -> datetime:
    """Give the first instant of a local date."""
    return _start_of(day, zone(timezone))


def due_slots(
    schedule: Schedule, now: datetime, holidays: Holidays = PUBLIC_HOLIDAYS
) -> list[Slot]:
    """List the slots that came due since the last planned one, up to now."""
    return slots_until(schedule, now, holidays)[0]


def post_until(schedule: Schedule, slot: Slot) -> datetime:
    """Give the last instant at which a slot may be posted.

    The end of the catch-up window, or of the local day, whichever comes first.
    """
    return min(slot.at + schedule.catch_up, end_of_day(schedule, slot))


def end_of_day(schedule: Schedule, slot: Slot) -> datetime:
    """Give the last instant of a slot's local day."""
    return _end_of_day(schedule.timezone, slot.day, slot.at)


@lru_cache(maxsize=4096)
def _end_of_day(timezone: str, day: date, at: datetime) -> datetime:
    tz = zone(timezone)
    nominal = at.astimezone(tz).date()
    midnight = _start_of(max(day, nominal) + _ONE_DAY, tz)
    return midnight - _INSTANT


def may_still_post(schedule: Schedule, slot: Slot, now: datetime) -> bool:
    """Tell whether a slot may be posted now: the same local day, in the window."""
    return now <= post_until(schedule, slot)
