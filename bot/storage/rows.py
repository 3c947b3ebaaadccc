"""Between rows and the values of the core."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.core.bites import Level
from bot.core.delivery import Delivery, DeliveryState
from bot.core.schedule import OnUnknown, Schedule, State, WhenDry
from bot.ports import AuditEntry, Showing

_SCHEDULE_ONLY_IN_TABLE = {"created_at", "changed_at"}


def schedule_values(schedule: Schedule, now: datetime) -> dict[str, Any]:
    """Give the columns of a schedule, but for its id and its creation."""
    values = {name: getattr(schedule, name) for name in schedule.__slots__}
    del values["id"]
    return values | {
        "days": sum(1 << day for day in schedule.days),
        "levels": sorted(schedule.levels),
        "catch_up": int(schedule.catch_up.total_seconds()),
        "changed_at": now,
    }


def schedule_of(row: Row[Any]) -> Schedule:
    """Read a schedule."""
    values = {
        name: value
        for name, value in row._mapping.items()
        if name not in _SCHEDULE_ONLY_IN_TABLE
    }
    return Schedule(
        **values
        | {
            "days": frozenset(day for day in range(7) if row.days >> day & 1),
            "levels": frozenset(map(Level, row.levels)),
            "catch_up": timedelta(seconds=row.catch_up),
            "on_unknown": OnUnknown(row.on_unknown),
            "when_dry": WhenDry(row.when_dry),
            "state": State(row.state),
        }
    )


def delivery_values(delivery: Delivery) -> dict[str, Any]:
    """Give the columns of a delivery."""
    return {name: getattr(delivery, name) for name in delivery.__slots__}


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a delivery."""
    values = dict(row._mapping)
    return Delivery(**values | {"state": DeliveryState(row.state)})


def showing_of(row: Row[Any]) -> Showing:
    """Read a line of the history."""
    return Showing(
        bite=row.bite,
        shown_at=row.shown_at,
        channel=row.channel,
        message_id=row.message_id,
        shared_by=row.shared_by,
    )


def audit_of(row: Row[Any]) -> AuditEntry:
    """Read an audit entry."""
    values = dict(row._mapping)
    del values["id"]
    return AuditEntry(**values)
