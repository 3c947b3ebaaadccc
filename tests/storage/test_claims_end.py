"""A claim ends once, whoever says how: its sender, or a stop that gives it back."""

import pytest

from bot.core.delivery import DeliveryState, Outcome, outcome_unsent
from bot.storage.store import SqlStore
from tests.storage.make import add, make_plan

S = DeliveryState
SENT = Outcome(state=S.SENT, message_id="5")
ENDS = [SENT, Outcome(state=S.FAILED, refused=True), Outcome(state=S.SKIPPED)]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.state)
async def test_the_first_outcome_of_a_claim_stands(
    store: SqlStore, end: Outcome, is_first: bool
) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    now = schedule.next_at or schedule.active_from
    (one,) = await store.claim(owner="me", now=now, limit=9)
    pairs = [(one, end), (one, outcome_unsent(one))]

    settled = await store.settle_all(pairs if is_first else pairs[::-1], now=now)

    row = await store.delivery(one.id)
    assert row is not None
    assert [each.held for each in settled] == [True, False]
    assert row.state is (end.state if is_first else S.PLANNED)
    is_kept = await store.unseen([("discord", "1", ["topic/one"])]) == [[]]
    assert is_kept is (row.state in {S.SENT, S.PLANNED})


async def test_a_post_that_was_found_while_it_was_given_back_is_known(
    store: SqlStore,
) -> None:
    schedule = await add(store)
    await store.plan([make_plan(schedule)])
    now = schedule.next_at or schedule.active_from
    (one,) = await store.claim(owner="me", now=now, limit=9)

    await store.settle_all([(one, outcome_unsent(one)), (one, SENT)], now=now)

    assert await store.receipt(one.id) == "5"
