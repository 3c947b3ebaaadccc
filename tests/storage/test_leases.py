"""Leases of replicas and roles, on SQLite and on a real PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.ports import Leases
from bot.storage.store import SqlStore

LONG, SHORT = timedelta(seconds=60), timedelta(seconds=0.2)


async def renew(
    store: SqlStore, owner: str, *, lease: timedelta = LONG, roles: str = "gateway"
) -> Leases:
    return await store.renew(owner, [roles], now=datetime.now(UTC), lease=lease)


async def test_the_first_takes_the_role_and_keeps_it(store: SqlStore) -> None:
    first = await renew(store, "a")
    second = await renew(store, "b")
    again = await renew(store, "a")

    assert (first.owners, first.held) == (("a",), frozenset({"gateway"}))
    assert (second.owners, second.held) == (("a", "b"), frozenset())
    assert (again.owners, again.held) == (("a", "b"), frozenset({"gateway"}))


async def test_another_takes_over_when_the_lease_is_over(store: SqlStore) -> None:
    await renew(store, "a", lease=SHORT)
    early = await renew(store, "b")
    await asyncio.sleep(SHORT.total_seconds() + 0.05)

    late = await renew(store, "b")

    assert early.held == frozenset()
    assert (late.owners, late.held) == (("b",), frozenset({"gateway"}))


async def test_who_leaves_makes_room_at_once(store: SqlStore) -> None:
    await renew(store, "a")
    await store.leave("a")

    found = await renew(store, "b")

    assert (found.owners, found.held) == (("b",), frozenset({"gateway"}))


async def test_roles_are_held_apart(store: SqlStore) -> None:
    await renew(store, "a", roles="discord")

    other = await renew(store, "b", roles="slack")

    assert other.held == frozenset({"slack"})


async def test_a_role_that_is_no_longer_asked_for_is_free(store: SqlStore) -> None:
    await renew(store, "a")
    await renew(store, "b", roles="discord")

    mine = await renew(store, "a", roles="slack")
    other = await renew(store, "b")

    assert (mine.owners, mine.held) == (("a", "b"), frozenset({"slack"}))
    assert other.held == frozenset({"gateway"})


async def test_those_that_begin_together_see_each_other(store: SqlStore) -> None:
    """The last to come sees all; nobody holds a role twice."""
    names = "abcdefgh"

    found = await asyncio.gather(*(renew(store, name) for name in names))

    assert max(len(one.owners) for one in found) == len(names)
    assert sorted(len(one.owners) for one in found) == list(range(1, len(names) + 1))
    assert sum(len(one.held) for one in found) == 1


async def test_the_stores_present_is_told(store: SqlStore) -> None:
    found = await renew(store, "a")

    assert found.now.timestamp() == pytest.approx(datetime.now(UTC).timestamp(), abs=5)
