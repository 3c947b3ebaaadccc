"""Whether a planned delivery is still wanted, and until when it may be sent; pure."""

from datetime import datetime

from bot.core.delivery import Delivery
from bot.core.schedule import Schedule, Slot, State, end_of_day, post_until


def is_wanted(schedule: Schedule, delivery: Delivery) -> bool:
    """Tell whether a schedule still posts what it planned."""
    goes_on = schedule.state not in (State.PAUSED, State.BLOCKED, State.LEFT)
    return goes_on and delivery.due_at >= schedule.active_from


def send_until(schedule: Schedule, delivery: Delivery) -> datetime:
    """Give the last instant at which a delivery may be sent.

    The planner and retries stay inside the catch-up window, so whatever is planned
    for later was asked for by a person, who may have it until the day is over.
    """
    slot = Slot(delivery.local_date, delivery.due_at)
    until = post_until(schedule, slot)
    planned_for = delivery.next_attempt_at or delivery.due_at
    return until if planned_for <= until else end_of_day(schedule, slot)


def may_send_today(schedule: Schedule, delivery: Delivery, now: datetime) -> bool:
    """Tell whether the local day of a delivery still lasts."""
    return now <= end_of_day(schedule, Slot(delivery.local_date, delivery.due_at))
