"""Between rows and the values of the core."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Row

from bot.core.bites import Level
from bot.core.delivery import Delivery, DeliveryState
from bot.core.frozen import (
    calendar_from_json,
    calendar_to_json,
    posting_from_json,
    posting_to_json,
)
from bot.core.schedule import OnUnknown, Schedule, State, WhenDry
from bot.ports import AuditEntry, Showing
from bot.storage.frozen import card_hash
from bot.storage.tables import deliveries

_COLUMNS = tuple(deliveries.columns.keys())
_STATE, _CARD = _COLUMNS.index("state"), _COLUMNS.index("card")
_in_order = itemgetter(*map(_COLUMNS.index, Delivery._fields))


def schedule_values(schedule: Schedule, now: datetime) -> dict[str, Any]:
    """Give the columns of a schedule, but for its id and its creation."""
    values = schedule._asdict()
    del values["id"]
    return values | {
        "days": sum(1 << day for day in schedule.days),
        "levels": sorted(schedule.levels),
        "catch_up": int(schedule.catch_up.total_seconds()),
        "calendar": calendar_to_json(schedule.calendar),
        "posting": posting_to_json(schedule.posting),
        "changed_at": now,
    }


def schedule_of(row: Row[Any]) -> Schedule:
    """Read a schedule."""
    return Schedule(
        id=row.id,
        platform=row.platform,
        server=row.server,
        channel=row.channel,
        time=row.time,
        timezone=row.timezone,
        topics=row.topics,
        days=_days(row.days),
        levels=frozenset(map(Level, row.levels)),
        catch_up=timedelta(seconds=row.catch_up),
        on_unknown=OnUnknown(row.on_unknown),
        when_dry=WhenDry(row.when_dry),
        state=State(row.state),
        cursor=row.cursor,
        course=row.course,
        active_from=row.active_from,
        next_at=row.next_at,
        created_by=row.created_by,
        created_by_id=row.created_by_id,
        failures=row.failures,
        calendar=calendar_from_json(row.calendar),
        posting=posting_from_json(row.posting),
    )


@cache
def _days(bits: int) -> frozenset[int]:
    return frozenset(day for day in range(7) if bits >> day & 1)


def delivery_values(delivery: Delivery) -> dict[str, Any]:
    """Give the columns of a delivery; its card is kept apart."""
    values = delivery._asdict()
    values["card"] = card_hash(delivery.card)
    return values


def delivery_of(row: Row[Any], cards: Mapping[str, str] | None = None) -> Delivery:
    """Read a delivery from all of its columns; without the cards it has none."""
    values = list(row)
    values[_STATE] = DeliveryState(values[_STATE])
    values[_CARD] = cards.get(values[_CARD], "") if cards else ""
    return Delivery._make(_in_order(values))


def showing_of(row: Row[Any]) -> Showing:
    """Read a line of the history."""
    return Showing(
        bite=row.bite,
        shown_at=row.shown_at,
        channel=row.channel,
        message_id=row.message_id,
        shared_by=row.shared_by,
        shared_by_id=row.shared_by_id,
        revision=row.revision,
    )


def audit_of(row: Row[Any]) -> AuditEntry:
    """Read an audit entry."""
    names = AuditEntry.__slots__
    return AuditEntry(**{name: getattr(row, name) for name in names})
