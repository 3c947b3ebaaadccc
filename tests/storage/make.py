"""Schedules, plans and audit entries as the storage tests need them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.core.delivery import Delivery, DeliveryState, Outcome, delivery_id
from bot.core.schedule import Schedule, next_slot
from bot.ports import AuditEntry, Plan, Settled
from bot.storage.store import SqlStore

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def make_schedule(**changes: Any) -> Schedule:
    values: dict[str, Any] = {
        "id": "",
        "platform": "discord",
        "server": "1",
        "channel": "2",
        "time": time(9),
        "timezone": "Europe/Paris",
        "active_from": NOW,
    }
    schedule = Schedule(**values | changes)
    return schedule._replace(next_at=next_slot(schedule, schedule.active_from).at)


def make_entry(schedule: Schedule, act: str = "schedule.add") -> AuditEntry:
    return AuditEntry(
        platform=schedule.platform,
        server=schedule.server,
        person="7",
        act=act,
        at=NOW,
    )


def make_plan(schedule: Schedule, bite: str = "topic/one", **changes: Any) -> Plan:
    assert schedule.next_at is not None
    day = schedule.next_at.date()
    values: dict[str, Any] = {
        "id": delivery_id(schedule.id, day),
        "schedule": schedule.id,
        "platform": schedule.platform,
        "server": schedule.server,
        "channel": schedule.channel,
        "local_date": day,
        "due_at": schedule.next_at,
        "state": DeliveryState.PLANNED,
        "bite": bite,
        "card": "{}",
        "next_attempt_at": schedule.next_at,
    }
    after = schedule._replace(cursor=1, next_at=schedule.next_at + timedelta(days=1))
    return Plan(
        deliveries=(Delivery(**values | changes),),
        schedule=after,
        read_next_at=schedule.next_at,
    )


async def settle(
    store: SqlStore, delivery: Delivery, outcome: Outcome, *, now: datetime
) -> Settled:
    (settled,) = await store.settle_all([(delivery, outcome)], now=now)
    return settled


async def add(store: SqlStore, **changes: Any) -> Schedule:
    schedule = make_schedule(**changes)
    return await store.add_schedule(schedule, make_entry(schedule))
