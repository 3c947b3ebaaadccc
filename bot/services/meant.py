"""Which schedule a request means: the channel's only one, the named one, or a new one."""

from datetime import datetime

from bot.core import schedule_words
from bot.core.requests import NEW, Request
from bot.core.schedule import Schedule
from bot.errors import InputError
from bot.ports import Store
from bot.services.settings import new_schedule

ANYWHERE = "UTC"  # a form begins with it where nothing tells a time zone


async def the_one(store: Store, request: Request) -> Schedule:
    """Give the schedule that is meant; only ever one of the same server.

    Raises:
        InputError: There is none, or several and none of them is named.
    """
    return _only(await _candidates(store, request), request.option("schedule"))


async def to_change(
    store: Store, request: Request, now: datetime, *, guess: bool = False
) -> Schedule:
    """Give the schedule to change, or a new one (without id) to begin with.

    Args:
        store: Knows the schedules.
        request: Names one, or a channel.
        now: The present.
        guess: Whether any likely time zone will do, as somebody will look at it.

    Raises:
        InputError: It is unclear which one, or which time zone.
    """
    wanted = request.option("schedule")
    found = [] if wanted == NEW else await _candidates(store, request)
    if wanted == NEW or not (found or wanted):
        return await _new(store, request, now, guess=guess)
    return _only(found, wanted)


async def _candidates(store: Store, request: Request) -> list[Schedule]:
    wanted = request.option("schedule")
    channel = "" if wanted else request.option("channel") or request.channel
    found = await store.schedules(
        platform=request.platform, server=request.server, channel=channel
    )
    return [one for one in found if not wanted or one.id == wanted]


def _only(found: list[Schedule], wanted: str) -> Schedule:
    if len(found) == 1:
        return found[0]
    if wanted:
        raise InputError(schedule_words.no_such_schedule(wanted), option="schedule")
    if not found:
        raise InputError(schedule_words.no_schedule())
    told = schedule_words.which_schedule([one.id for one in found])
    raise InputError(told, option="schedule")


async def _new(
    store: Store, request: Request, now: datetime, *, guess: bool
) -> Schedule:
    timezone = request.option("timezone") or await _likely_zone(store, request)
    if guess and not timezone:
        timezone = request.person.likely_timezone or ANYWHERE
    if not timezone:
        raise InputError(schedule_words.time_zone_needed(), option="timezone")
    base = new_schedule(
        platform=request.platform,
        server=request.server,
        channel=request.option("channel") or request.channel,
        timezone=timezone,
        now=now,
    )
    return base._replace(
        created_by=request.person.name, created_by_id=request.person.id
    )


async def _likely_zone(store: Store, request: Request) -> str:
    """Guess the zone: that of another schedule here, or of who asks."""
    others = await store.schedules(platform=request.platform, server=request.server)
    return others[0].timezone if others else request.person.timezone
