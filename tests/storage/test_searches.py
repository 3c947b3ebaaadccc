"""What is written for each post is found by its key, however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.core.delivery import DeliveryState, Outcome
from bot.storage.store import open_store
from tests.databases import sqlite_url
from tests.storage.make import NOW, add, make_plan

KEYS = {
    "schedules": "(id=?)",
    "deliveries": "(id=?)",
    "history": "(platform=? AND server=? AND bite=?)",
}


@contextmanager
def plans_of_updates() -> Iterator[list[tuple[str, str]]]:
    """Collect SQLite's own plan of each update, with the table that it changes."""
    found: list[tuple[str, str]] = []

    def explain(*call: Any) -> None:
        cursor, statement, values = call[1:4]
        if statement.startswith("UPDATE"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = "\n".join(row[-1] for row in cursor.fetchall())
            found.append((statement.split()[1], steps))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


async def test_a_day_of_posts_is_written_by_key(tmp_path: Path) -> None:
    async with open_store(sqlite_url(tmp_path)) as store:
        schedules = [await add(store, server=f"{one}") for one in range(3)]
        due = max(one.next_at for one in schedules if one.next_at)
        with plans_of_updates() as found:
            await store.plan([make_plan(one) for one in schedules])
            claimed = await store.claim(owner="me", now=due, limit=9)
            sent = Outcome(state=DeliveryState.SENT, message_id="5")
            await store.settle_all([(one, sent) for one in claimed], now=NOW)

    assert {table for table, _ in found} == {*KEYS}
    for table, steps in found:
        assert any(
            step.startswith(f"SEARCH {table} ") and step.endswith(KEYS[table])
            for step in steps.splitlines()
        ), steps
