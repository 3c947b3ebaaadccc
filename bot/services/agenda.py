"""What lies ahead of a schedule, in its own time: its posts, and its days off."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from bot.core import calendar_words, wording
from bot.core.schedule import Schedule, days_off, slots_after, zone

_MOST_NAMED = 3
_MOST_LISTED = 20  # days off between posts; more would push the posts out of a message
_AHEAD = timedelta(days=35)  # a confirmation looks no further


def agenda(schedule: Schedule, now: datetime, *, posts: int) -> list[str]:
    """Write the next posts in local time, and the days off among them."""
    lines = next_posts(schedule, now, posts)
    last, _ = lines[-1]
    lines += islice(_off(schedule, now, last), _MOST_LISTED)
    return [line for _, line in sorted(lines)]


def next_posts(schedule: Schedule, now: datetime, posts: int) -> list[tuple[date, str]]:
    """Write the next posts in local time, each with its day."""
    tz = zone(schedule.timezone)
    slots = islice(slots_after(schedule, schedule.next_at or now), posts)
    return [(one.day, wording.moment(one.at.astimezone(tz))) for one in slots]


def days_off_ahead(schedule: Schedule, now: datetime) -> list[str]:
    """Write the first few days off that come soon."""
    last = (now + _AHEAD).astimezone(zone(schedule.timezone)).date()
    return [line for _, line in islice(_off(schedule, now, last), _MOST_NAMED)]


def _off(schedule: Schedule, now: datetime, last: date) -> Iterator[tuple[date, str]]:
    begins = max(now, schedule.active_from)
    first = begins.astimezone(zone(schedule.timezone)).date()
    for one in days_off(schedule, first, last):
        yield one.day, calendar_words.day_off(one.day, one.why, one.name, one.moved_to)
