"""Post once more what nobody can say the end of: by a button, or the command line."""

from datetime import datetime

from bot.core import troubles
from bot.core.delivery import Delivery, DeliveryState
from bot.errors import InputError
from bot.ports import AuditEntry, Store
from bot.services.last_moment import is_wanted, may_send_today


async def post_again(
    store: Store, delivery: Delivery, *, by: str, now: datetime
) -> None:
    """Plan an unconfirmed delivery anew; the next tick sends it.

    It is looked for once more before that, where the bot may look by now.

    Raises:
        InputError: It is not in doubt, no longer wanted, or its day is over.
    """
    if delivery.state is not DeliveryState.UNCONFIRMED:
        raise InputError(troubles.nothing_in_doubt(delivery.state, delivery.local_date))
    schedule = await store.schedule(delivery.schedule)
    if schedule is None or not is_wanted(schedule, delivery):
        raise InputError(troubles.not_wanted())
    if not may_send_today(schedule, delivery, now):
        raise InputError(troubles.day_is_over(delivery.local_date))
    entry = AuditEntry(
        platform=delivery.platform,
        server=delivery.server,
        person=by,
        act="delivery.again",
        at=now,
        before=delivery.reason,
        after=delivery.id,
        schedule=delivery.schedule,
    )
    if not await store.post_again(delivery.id, entry):  # somebody was faster
        raise InputError(
            troubles.nothing_in_doubt(DeliveryState.PLANNED, delivery.local_date)
        )
