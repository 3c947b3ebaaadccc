"""Proofs of posts that came when somebody else had taken over."""

from datetime import timedelta

from bot.core.delivery import DeliveryState as S
from bot.core.delivery import Outcome
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_plan, settle


async def test_a_late_receipt_is_kept_and_names_the_double(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)

    await settle(store, row, Outcome(state=S.SENT, message_id="100"), now=NOW)
    late = await settle(
        store, row._replace(fence=9), Outcome(state=S.SENT, message_id="99"), now=NOW
    )

    assert not late.held
    assert late.message_ids == ("99", "100")


async def test_a_late_receipt_ends_a_doubt(store: SqlStore) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    (row,) = await store.claim(owner="w", now=NOW + timedelta(hours=1), limit=5)
    doubt = Outcome(state=S.UNCONFIRMED, reason="nobody can say")
    await settle(store, row, doubt, now=NOW)

    sent = Outcome(state=S.SENT, message_id="99")
    late = await settle(store, row, sent, now=NOW)

    found = await store.delivery(row.id)
    shown = await store.showing("discord", "1", "topic/one")
    assert not late.held
    assert found
    assert (found.state, found.message_id, found.reason) == (S.SENT, "99", "")
    assert shown
    assert shown.message_id == "99"
