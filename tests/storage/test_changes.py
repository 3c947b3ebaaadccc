"""Undo in the store: once, of the newest change only, on both databases."""

import asyncio
from datetime import time

from bot.core.frozen import with_settings
from bot.core.schedule import State
from bot.storage.store import SqlStore
from tests.storage.make import make_entry, make_schedule


async def test_one_of_several_who_undo_at_once_does_it(store: SqlStore) -> None:
    before = make_schedule()
    kept = await store.add_schedule(before, make_entry(before))
    later = kept._replace(time=time(10))
    await store.change_schedule(later, make_entry(later, "schedule.change"))
    (change, added) = await store.changes("discord", "1", limit=9)
    restored = with_settings(later, change.before)
    entry = make_entry(later, "schedule.undo")

    done = await asyncio.gather(
        *(store.undo(change, restored, entry) for _ in range(4))
    )

    assert sorted(done) == [False, False, False, True]
    assert (change.is_newest, added.is_newest, added.before) == (True, False, "")
    assert await store.schedule(kept.id) == kept
    assert len(await store.changes("discord", "1", limit=9)) == 3


async def test_a_removed_schedule_is_kept_and_comes_back(store: SqlStore) -> None:
    before = make_schedule()
    kept = await store.add_schedule(before, make_entry(before))
    gone = kept._replace(state=State.REMOVED)
    await store.change_schedule(gone, make_entry(gone, "schedule.state"))
    (change, _) = await store.changes("discord", "1", limit=9)

    found = await store.kept_schedule(kept.id)
    done = await store.undo(change, kept, make_entry(kept, "schedule.undo"))

    assert found == gone
    assert done
    assert await store.schedule(kept.id) == kept


async def test_changes_are_those_of_one_server(store: SqlStore) -> None:
    for server in ("1", "2"):
        one = make_schedule(server=server)
        await store.add_schedule(one, make_entry(one))
    (mine,) = await store.changes("discord", "1", limit=9)

    assert await store.change_by_id("discord", "1", mine.id) == mine
    assert await store.change_by_id("discord", "2", mine.id) is None
    assert await store.change_by_id("slack", "1", mine.id) is None
