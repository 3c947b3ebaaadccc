"""What shows a bite and what members report, on SQLite and on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.delivery import DeliveryState, Outcome
from bot.core.records import BY_ITSELF, AuditEntry, Posted, Report, Showing
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_plan, settle

REPORT = Report(
    platform="discord",
    server="1",
    person="7",
    bite="t/a",
    revision=1,
    reason="fact",
    at=NOW,
)
LATER = NOW + timedelta(days=9)


async def post(store: SqlStore, *, server: str = "1", bite: str = "t/a") -> str:
    """Post a bite in a server; give the delivery's id."""
    schedule = await add(store, server=server)
    await store.plan([make_plan(schedule, bite)])
    (row,) = await store.claim(owner="w", now=LATER, limit=1)
    sent = Outcome(state=DeliveryState.SENT, message_id=f"10{server}")
    await settle(store, row, sent, now=NOW)
    return row.id


async def stale(store: SqlStore, *, below: int = 2, after: str = "") -> list[Posted]:
    since = NOW - timedelta(days=30)
    return await store.posted("discord", "t/a", below=below, since=since, after=after)


async def test_posts_of_a_bite_are_found_server_by_server(store: SqlStore) -> None:
    ids = [await post(store, server=one) for one in ("1", "2", "3")]
    await post(store, server="4", bite="t/b")

    found = await stale(store)
    rest = await stale(store, after="2")

    assert [one.delivery for one in found] == ids
    assert [one.message_id for one in found] == ["101", "102", "103"]
    assert all(one.card for one in found)
    assert [one.server for one in rest] == ["3"]


async def test_what_is_corrected_waits_for_the_next_revision(store: SqlStore) -> None:
    await post(store)
    (posted,) = await stale(store)

    await store.mark_corrected(posted, 2)

    assert await stale(store) == []
    assert await stale(store, below=3) == [posted]


async def test_what_was_shown_anew_is_not_marked(store: SqlStore) -> None:
    await post(store)
    (posted,) = await stale(store)

    await store.mark_corrected(replace(posted, message_id="older"), 2)

    assert await stale(store) == [posted]


async def test_what_has_no_message_or_is_old_is_left(store: SqlStore) -> None:
    shown = Showing(bite="t/a", shown_at=NOW, channel="5")
    await store.record_showing("discord", "1", shown)
    unsent = await stale(store)
    await store.complete_showing("discord", "1", "t/a", message_id="9")
    (shared,) = await stale(store)
    late = NOW + timedelta(days=1)

    assert unsent == []
    assert (shared.message_id, shared.delivery, shared.card) == ("9", "", "")
    assert await store.posted("discord", "t/a", below=2, since=late, after="") == []


async def test_posts_in_a_server_that_the_bot_left_are_not_looked_for(
    store: SqlStore,
) -> None:
    await post(store)
    (posted,) = await stale(store)
    left = AuditEntry(platform="discord", server="1", person=BY_ITSELF, act="left", at=LATER)  # fmt: skip
    await store.leave_server(left, erase_at=LATER)
    away = await stale(store)
    await store.come_back(left, [])

    assert away == []
    assert await stale(store) == [posted]


async def test_a_shared_bite_keeps_the_revision_that_its_message_shows(
    store: SqlStore,
) -> None:
    shown = Showing(bite="t/a", shown_at=NOW, channel="5", revision=2)
    await store.record_showing("discord", "1", shown)
    again = replace(shown, shown_at=LATER)
    await store.take_showing("discord", "1", shown, again)
    taken = await store.showing("discord", "1", "t/a")

    where = ("discord", "1", "t/a")
    await store.complete_showing(*where, message_id="9")
    found = await stale(store, below=3)
    await store.complete_showing(*where, message_id="10", revision=3)

    assert taken == again
    assert [one.message_id for one in found] == ["9"]
    assert await stale(store, below=2) == await stale(store, below=3) == []


async def test_a_report_is_kept_once_for_each_reason(store: SqlStore) -> None:
    link = replace(REPORT, reason="link", at=NOW + timedelta(hours=1))

    kept = [await store.add_report(one) for one in (REPORT, REPORT, link)]

    assert kept == [True, False, True]
    assert await store.reports(limit=9) == [link, REPORT]
    assert await store.reports(limit=1) == [link]


async def test_a_report_is_taken_by_one_admin_of_its_server(store: SqlStore) -> None:
    await store.add_report(REPORT)
    other = await store.take_reports("discord", "2", NOW, limit=3)

    taken = await asyncio.gather(
        *(store.take_reports("discord", "1", NOW, limit=3) for _ in range(4))
    )

    assert other == []
    assert sorted(map(len, taken)) == [0, 0, 0, 1]


async def test_old_reports_are_cleaned(store: SqlStore) -> None:
    await store.add_report(REPORT)

    assert await store.clean({"reports": NOW}) == 0
    assert await store.clean({"reports": LATER}) == 1
