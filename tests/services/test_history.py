"""What was shown under a former id counts as shown, in a real store."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.bites import Library, Topic
from bot.core.shelf import Shelf
from bot.ports import Showing
from bot.services.choose import Wanted, choose
from bot.services.history import History
from bot.storage.store import SqlStore
from tests.conftest import make_bite

WHEN = datetime(2026, 11, 24, tzinfo=UTC)
ORDER = ("t/a", "t/b", "t/c")
MOVED = {"t/old-b": "t/b", "u/older-b": "t/b", "t/old-c": "t/c"}
LIBRARY = Library.of(
    [Topic(id="t", name="T", description="D")], map(make_bite, ORDER), MOVED
)


@pytest.fixture
def history(store: SqlStore) -> History:
    return History(store, Shelf(LIBRARY))


async def see(store: SqlStore, *bites: str, server: str = "1") -> None:
    """Let a server see bites, one an hour."""
    for hours, bite in enumerate(bites):
        shown = Showing(bite=bite, shown_at=WHEN + timedelta(hours=hours))
        await store.record_showing("discord", server, shown)


@pytest.mark.parametrize(
    ("seen", "unseen"),
    [
        pytest.param([], [0, 1, 2], id="nothing"),
        pytest.param(["t/old-b"], [0, 2], id="a former id"),
        pytest.param(["u/older-b", "t/c"], [0], id="one of another topic, and one of now"),
        pytest.param(["t/b", "t/old-b", "u/older-b"], [0, 2], id="all names of one"),
        pytest.param(["t/a", "t/old-b", "t/old-c"], [], id="everything"),
    ],
)  # fmt: skip
async def test_unseen_is_what_was_shown_by_no_id(
    store: SqlStore, history: History, seen: list[str], unseen: list[int]
) -> None:
    await see(store, *seen)

    found = await history.unseen([("discord", "1", ORDER), ("discord", "2", ORDER)])

    assert found == [unseen, [0, 1, 2]]


async def test_next_bite_passes_over_a_renamed_one(
    store: SqlStore, history: History
) -> None:
    await see(store, "t/a", "t/old-b")

    assert await choose(history, [Wanted("discord", "1", ORDER)]) == [2]


async def test_longest_ago_is_told_by_the_id_it_has_in_the_history(
    store: SqlStore, history: History
) -> None:
    await see(store, "t/old-c", "t/a", "t/b")

    oldest = await history.longest_ago("discord", "1", ORDER)

    assert oldest == "t/old-c"
    assert LIBRARY.find(oldest) == LIBRARY.bites["t/c"]


async def test_renamed_bite_is_not_recorded_again(
    store: SqlStore, history: History
) -> None:
    await see(store, "t/old-b")
    again = Showing(bite="t/b", shown_at=WHEN)

    assert not await history.record("discord", "1", again)
    assert await history.record("discord", "2", again)
    shown = await history.showing("discord", "1", "t/b")
    assert shown is not None
    assert shown.bite == "t/old-b"
    assert await history.showing("discord", "1", "t/c") is None
