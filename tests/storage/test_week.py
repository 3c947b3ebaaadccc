"""What schedules have posted since a day of each, on both databases."""

from datetime import date, datetime, timedelta

from bot.core.delivery import DeliveryState, Outcome
from bot.core.schedule import Schedule
from bot.ports import Plan
from bot.storage.store import SqlStore
from tests.storage.make import add, make_plan, settle

TUESDAY = date(2026, 11, 24)


async def post(
    store: SqlStore, schedule: Schedule, bite: str, state: DeliveryState, **more: bool
) -> Schedule:
    """Post on the next day, with this end; give the schedule as it stands then."""
    plan = make_plan(schedule, bite, **more)
    await store.plan([plan])
    (claimed,) = await store.claim(owner="me", now=plan_time(plan), limit=9)
    end = Outcome(state=state, reason="so it is")
    await settle(store, claimed, end, now=plan_time(plan))
    return plan.schedule._replace(cursor=schedule.cursor)


def plan_time(plan: Plan) -> datetime:
    return plan.deliveries[0].due_at


async def test_what_went_out_or_may_have_is_given_by_day(store: SqlStore) -> None:
    one = await add(store)
    for bite, state in (
        ("t/sent", DeliveryState.SENT),
        ("t/failed", DeliveryState.FAILED),
        ("t/unsure", DeliveryState.UNCONFIRMED),
        ("t/late", DeliveryState.SENT),
    ):
        one = await post(store, one, bite, state)

    week = await store.posted_since({one.id: TUESDAY})
    later = await store.posted_since({one.id: TUESDAY + timedelta(days=3)})

    assert week == {
        one.id: [
            (TUESDAY, "t/sent"),
            (TUESDAY + timedelta(days=2), "t/unsure"),
            (TUESDAY + timedelta(days=3), "t/late"),
        ]
    }
    assert later == {one.id: [(TUESDAY + timedelta(days=3), "t/late")]}
