"""Schedules whose slot is due at a chosen minute, whatever the time is now."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.server import Sandbox
from bot.services.settings import new_schedule
from bot.storage.store import SqlStore
from tests.rooms import Room
from tests.storage.make import make_entry


def this_minute() -> datetime:
    """Give the full minute that began last."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def add_channels(sandbox: Sandbox, count: int) -> list[str]:
    """Open more channels in the pretend Discord; give their names."""
    add = sandbox.discord.world.add_channel
    return [add(f"channel-{number}").name for number in range(count)]


async def make_due(
    store: SqlStore,
    room: Room,
    *,
    at: datetime,
    channels: Sequence[str] = ("daily-bite",),
    **changes: Any,
) -> None:
    """Write a schedule for each channel, due at a full minute."""
    zone = "UTC" if 1 <= at.hour < 23 else "Asia/Tokyo"  # far from midnight
    local = at.astimezone(ZoneInfo(zone)).time()
    base = new_schedule(
        platform=room.name,
        server=room.server,
        channel="",
        timezone=zone,
        now=at - timedelta(minutes=1),
    )
    due = [
        base._replace(channel=room.channel(one), time=local, next_at=at, **changes)
        for one in channels
    ]
    await store.add_schedules([(one, make_entry(one)) for one in due])
