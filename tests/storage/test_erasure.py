"""Erasing a server: one that was cut off takes nothing new along, and none scans."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Table, event, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import DeliveryState
from bot.core.schedule import Schedule, State, next_slot
from bot.errors import StoreError
from bot.services.membership import Membership
from bot.storage import erasure
from bot.storage.owners import OWNERS, Owner
from bot.storage.store import SqlStore
from bot.storage.tables import servers
from tests.conftest import MovedClock
from tests.storage.make import NOW, add, make_entry, make_plan, make_schedule
from tests.storage.test_owners import dump, fill, rows_with, server_entry

BEGUN = NOW + timedelta(days=2)
AFTER = BEGUN + timedelta(minutes=20)
BIG_TABLES = ("deliveries", "history", "cards", "schedules", "audit", "notices")
HOLD_DATA = [name for name, owner in OWNERS.items() if owner.rows is not None]


async def erase_until(
    store: SqlStore, last: str, patch: pytest.MonkeyPatch, *, server: str = "1"
) -> None:
    """Begin to erase a server, and crash before a table."""
    erase_some = erasure.erase_some

    async def crash(
        connection: AsyncConnection, table: Table, owner: Owner, *args: Any
    ) -> int:
        if table.name == last:
            raise StoreError("The database is gone.")
        return await erase_some(connection, table, owner, *args)

    with patch.context() as for_now:
        for_now.setattr(erasure, "erase_some", crash)
        with pytest.raises(StoreError):
            await store.erase_server(replace(server_entry(server), at=BEGUN))


async def end_erasures(store: SqlStore) -> None:
    """Do what housekeeping does within the hour."""
    clock = MovedClock()
    clock.time = BEGUN + timedelta(hours=1)
    await Membership(store=store, platforms={}, clock=clock).erase_old()


def set_up_again(schedule: Schedule) -> Schedule:
    begun = schedule._replace(active_from=AFTER, state=State.ACTIVE)
    return begun._replace(next_at=next_slot(begun, AFTER).at)


async def post(store: SqlStore, schedule: Schedule, bite: str) -> None:
    plan = make_plan(schedule, bite, card=f'{{"body": "{bite}"}}')
    assert await store.plan([plan])


@pytest.mark.parametrize("last", HOLD_DATA)
async def test_what_is_set_up_after_a_crash_survives(
    store: SqlStore, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(store, await add(store, channel="old"), "topic/old")
    await erase_until(store, last, monkeypatch)
    wanted = make_schedule(channel="new", active_from=AFTER)
    new = await store.add_schedule(wanted, replace(make_entry(wanted), at=AFTER))
    await post(store, new, "topic/new")

    await end_erasures(store)

    kept = rows_with(await dump(store), "'1'")
    assert [one.id for one in await store.schedules()] == [new.id]
    assert {name: len(rows) for name, rows in kept.items()} == {
        "servers": 1,
        "schedules": 1,
        "deliveries": 1,
        "history": 1,
        "audit": 1,
    }
    (delivery,) = (await store.last_deliveries([new.id])).values()
    assert delivery.bite == "topic/new"
    assert len((await dump(store))["cards"]) == 1
    assert await store.erasable(BEGUN + timedelta(days=400)) == []


async def test_a_schedule_that_goes_on_after_a_crash_survives(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await add(store)
    await post(store, old, "topic/old")
    await erase_until(store, "cards", monkeypatch)
    again = set_up_again(old)
    await store.change_schedule(again, replace(make_entry(again), at=AFTER))
    await post(store, again, "topic/new")

    await end_erasures(store)

    (kept,) = await store.schedules()
    assert (kept.id, kept.state) == (old.id, State.ACTIVE)
    days = await store.deliveries(schedule=old.id, limit=9)
    assert [one.bite for one in days] == ["topic/new"]
    assert days[0].state is DeliveryState.PLANNED
    assert len(rows_with(await dump(store), "'1'")["history"]) == 1


@pytest.mark.parametrize("last", HOLD_DATA)
async def test_what_a_crash_left_goes_and_so_does_the_server(
    store: SqlStore, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    async with store._database.write() as connection:
        nobody_left = {"left_at": None, "erase_at": None}
        await connection.execute(update(servers).values(**nobody_left))
    before = await dump(store)
    await erase_until(store, last, monkeypatch, server="s1")

    await end_erasures(store)

    after = await dump(store)
    assert not {*rows_with(after, "s1")} & {*HOLD_DATA}
    assert rows_with(after, "s2") == rows_with(before, "s2")


@contextmanager
def plans_of(statements: list[tuple[str, Any]]) -> Iterator[None]:
    """Note every statement that the database gets, with its parameters."""

    def note(
        _connection: Any, _cursor: Any, statement: str, given: Any, *_: Any
    ) -> None:
        statements.append((statement, given))

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", note)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("begun", [None, NOW])
async def test_no_table_that_grows_is_scanned(store: SqlStore, begun: Any) -> None:
    await fill(store)
    sent: list[tuple[str, Any]] = []

    with plans_of(sent):
        await store.erase_server(server_entry("s1"), begun=begun)

    scans = []
    async with store._database.read() as connection:
        for statement, given in sent:
            if re.match("SELECT|UPDATE|DELETE", statement):
                plan = await connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", given
                )
                scans += [(row.detail, statement) for row in plan if _scans(row.detail)]
    assert len(sent) > len(HOLD_DATA)
    assert scans == []


def _scans(detail: str) -> bool:
    return bool(re.match(rf"SCAN ({'|'.join(BIG_TABLES)})\b", detail))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_scan_would_be_seen(store: SqlStore) -> None:
    async with store._database.read() as connection:
        plan = await connection.execute(
            text("EXPLAIN QUERY PLAN SELECT id FROM deliveries WHERE server = 's1'")
        )
        assert [one for one in plan if _scans(one.detail)] != []
