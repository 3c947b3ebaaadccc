"""Choosing for a whole batch: the first unseen of each, wherever it stands."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Showing
from bot.services.choose import Wanted, choose
from bot.storage.store import SqlStore
from tests.core.make import first_unseen

ORDER = tuple(f"topic/bite-{number:03}" for number in range(120))
WHEN = datetime(2026, 11, 24, tzinfo=UTC)


async def see(store: SqlStore, server: str, *bites: str) -> None:
    for bite in bites:
        await store.record_showing("discord", server, Showing(bite=bite, shown_at=WHEN))


async def test_each_server_gets_its_own_first(store: SqlStore) -> None:
    await see(store, "1", *ORDER[:30])
    await see(store, "2", ORDER[0])
    wanted = [Wanted("discord", server, ORDER) for server in ("1", "2", "3")]

    assert await choose(store, wanted) == [30, 1, 0]


async def test_what_was_added_before_the_cursor_is_found(store: SqlStore) -> None:
    await see(store, "1", *(one for one in ORDER if one != ORDER[5]))

    assert await choose(store, [Wanted("discord", "1", ORDER, cursor=90)]) == [5]


async def test_all_seen_is_none_and_nothing_wanted_is_empty(store: SqlStore) -> None:
    await see(store, "1", *ORDER)

    assert await choose(store, [Wanted("discord", "1", ORDER)]) == [None]
    assert await choose(store, []) == []
    assert await choose(store, [Wanted("discord", "1", ())]) == [None]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seen=st.sets(st.sampled_from(ORDER)), cursor=st.integers(-3, 130))
async def test_choice_is_what_a_plain_search_gives(
    store: SqlStore, seen: set[str], cursor: int
) -> None:
    server = str(hash((frozenset(seen), cursor)))
    await see(store, server, *seen)

    (found,) = await choose(store, [Wanted("discord", server, ORDER, cursor)])

    start = min(max(cursor, 0), len(ORDER))
    after = first_unseen(ORDER[start:], seen)
    expected = first_unseen(ORDER, seen) if after is None else start + after
    assert found == expected
