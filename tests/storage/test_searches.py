"""What is written for each post is found by its key, however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.core.delivery import DeliveryState, Outcome
from bot.core.schedule import State
from bot.storage.store import open_store
from tests.databases import sqlite_url
from tests.storage.make import NOW, add, make_entry, make_plan

KEYS = {
    "schedules": "(id=?)",
    "deliveries": "(id=?)",
    "history": "(platform=? AND server=? AND bite=?)",
}


@contextmanager
def explained() -> Iterator[list[tuple[str, str]]]:
    """Collect what SQLite is asked, each with its own plan for it."""
    found: list[tuple[str, str]] = []

    def explain(*call: Any) -> None:
        cursor, statement, values = call[1:4]
        if statement.startswith(("SELECT", "UPDATE")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = "\n".join(row[-1] for row in cursor.fetchall())
            found.append((statement, steps))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


def is_by_key(table: str, steps: str) -> bool:
    """Tell whether a plan finds a table's rows by their key."""
    return any(
        step.startswith(f"SEARCH {table} ") and step.endswith(KEYS[table])
        for step in steps.splitlines()
    )


async def test_a_day_of_posts_is_written_by_key(tmp_path: Path) -> None:
    async with open_store(sqlite_url(tmp_path)) as store:
        schedules = [await add(store, server=f"{one}") for one in range(3)]
        due = max(one.next_at for one in schedules if one.next_at)
        with explained() as found:
            await store.plan([make_plan(one) for one in schedules])
            claimed = await store.claim(owner="me", now=due, limit=9)
            sent = Outcome(state=DeliveryState.SENT, message_id="5")
            await store.settle_all([(one, sent) for one in claimed], now=NOW)

    written = [(one.split()[1], steps) for one, steps in found if one[:6] == "UPDATE"]
    assert {table for table, _ in written} == {*KEYS}
    assert [steps for table, steps in written if not is_by_key(table, steps)] == []


async def test_what_changed_in_a_batch_is_looked_up_by_key(tmp_path: Path) -> None:
    async with open_store(sqlite_url(tmp_path)) as store:
        schedules = [await add(store, server=f"{one}") for one in range(3)]
        paused = schedules[0]._replace(state=State.PAUSED)
        await store.change_schedule(paused, make_entry(paused))
        with explained() as found:
            written = await store.plan([make_plan(one) for one in schedules])

    asked = [steps for one, steps in found if "FROM schedules" in one]
    assert len(written) == 2
    assert asked
    assert [steps for steps in asked if not is_by_key("schedules", steps)] == []
