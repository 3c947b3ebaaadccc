"""Installations on both databases: sealed, refreshed by one, erased; states work once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.installs import STATE_LIVES, Installation
from bot.core.records import AuditEntry
from bot.errors import StoreError
from bot.storage.sealed import Seal, new_key
from bot.storage.store import SqlStore, open_store
from tests.storage.make import NOW

OLD, NEW = new_key(), new_key()
ONE = Installation(
    platform="slack",
    server="T1",
    token="xoxe.xoxb-1-first",
    refresh_token="xoxe-1-first",
    expires_at=NOW + timedelta(hours=12),
    enterprise="E1",
    bot="B1",
    bot_user="U1",
    url="https://acme.slack.com/",
    scopes=("chat:write", "commands"),
    installed_at=NOW,
)
FRESH = replace(ONE, token="xoxe.xoxb-1-second", refresh_token="xoxe-1-second")


@pytest.fixture
async def sealed(database_url: str) -> AsyncIterator[SqlStore]:
    async with open_store(database_url, keys=[OLD]) as opened:
        yield opened


async def rows(store: SqlStore) -> list[str]:
    async with store._database.read() as connection:
        found = await connection.execute(text("SELECT * FROM installs"))
        return [repr(tuple(one)) for one in found]


async def test_an_installation_comes_back_as_it_was(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)

    assert await sealed.installation("slack", "T1") == ONE
    assert await sealed.installed("slack") == ["T1"]
    assert await sealed.installation("slack", "T2") is None
    assert await sealed.installation("discord", "T1") is None


async def test_no_token_is_stored_or_shown_in_plain_text(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)

    (row,) = await rows(sealed)
    assert "xox" not in row
    assert "xox" not in repr(ONE)
    assert "acme" in row


async def test_a_new_installation_takes_the_place_of_the_old(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)
    await sealed.take_refresh("slack", "T1", owner="a", now=NOW)

    await sealed.keep_installation(FRESH)

    assert await sealed.installation("slack", "T1") == FRESH
    assert not await sealed.end_refresh(ONE, owner="a")  # of tokens that are gone
    assert await sealed.installation("slack", "T1") == FRESH


async def test_one_at_a_time_refreshes(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)

    given = await asyncio.gather(
        *(
            sealed.take_refresh("slack", "T1", owner=str(one), now=NOW)
            for one in range(5)
        )
    )

    assert [one for one in given if one] == [ONE]
    owner = str(next(at for at, one in enumerate(given) if one))
    assert await sealed.end_refresh(FRESH, owner=owner)
    assert await sealed.installation("slack", "T1") == FRESH
    assert await sealed.take_refresh("slack", "T1", owner="next", now=NOW) == FRESH


async def test_who_took_too_long_writes_nothing(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)
    await sealed.take_refresh("slack", "T1", owner="slow", now=NOW)
    async with sealed._database.write() as connection:  # its time is over
        await connection.execute(text("UPDATE installs SET refresh_until = NULL"))
    assert await sealed.take_refresh("slack", "T1", owner="quick", now=NOW)

    assert not await sealed.end_refresh(replace(ONE, token="late"), owner="slow")
    assert await sealed.end_refresh(FRESH, owner="quick")


async def test_an_erased_installation_is_gone_for_good(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)
    await sealed.take_refresh("slack", "T1", owner="a", now=NOW)

    assert await sealed.forget_installation("slack", "T1")

    assert not await sealed.forget_installation("slack", "T1")
    assert not await sealed.end_refresh(FRESH, owner="a")
    assert await rows(sealed) == []


async def test_a_server_that_is_erased_keeps_its_key(sealed: SqlStore) -> None:
    await sealed.keep_installation(ONE)
    entry = AuditEntry(
        platform="slack", server="T1", person="U1", act="server.erase", at=NOW
    )

    await sealed.erase_server(entry)

    assert await sealed.installation("slack", "T1") == ONE
    unsure = await sealed.take_unsure(["slack"], NOW, every=timedelta(), limit=9)
    assert [one.server for one in unsure] == ["T1"]  # asked about once a day


async def test_a_key_is_of_its_own_server_alone(sealed: SqlStore) -> None:
    other = replace(ONE, server="T2", token="xoxe.xoxb-2-first", refresh_token="other")
    for one in (ONE, other):
        await sealed.keep_installation(one)
    since, hour = NOW + timedelta(hours=1), timedelta(hours=1)

    taken = await sealed.take_refresh("slack", "T1", owner="a", now=since)
    ended = await sealed.end_refresh(FRESH, owner="a")
    found = await sealed.installations("slack", ["T1"])
    forgotten = await sealed.forget_installation("slack", "T1")

    assert (taken, ended, found, forgotten) == (ONE, True, [FRESH], True)
    assert await sealed.installation("slack", "T2") == other
    assert await sealed.installed("slack") == ["T2"]
    assert (
        await sealed.take_refresh("slack", "T2", owner="b", now=since + hour) == other
    )


async def test_a_state_works_once_and_in_time(sealed: SqlStore) -> None:
    until = NOW + STATE_LIVES
    for state in ("a", "b"):
        await sealed.keep_state("slack", state, until=until)

    assert await sealed.use_state("slack", "a", NOW)
    assert not await sealed.use_state("slack", "a", NOW)
    assert not await sealed.use_state("slack", "b", until)
    assert not await sealed.use_state("slack", "never", NOW)


async def test_old_states_go(sealed: SqlStore) -> None:
    await sealed.keep_state("slack", "a", until=NOW)

    assert await sealed.clean({"install_states": NOW + timedelta(seconds=1)}) == 1


async def test_a_new_key_takes_over(sealed: SqlStore, database_url: str) -> None:
    await sealed.keep_installation(ONE)

    async with open_store(database_url, keys=[NEW, OLD]) as both:
        assert await both.installation("slack", "T1") == ONE
        assert await both.renew_seals() == (1, 0)
    async with open_store(database_url, keys=[NEW]) as new:
        assert await new.installation("slack", "T1") == ONE
    with pytest.raises(StoreError, match="DAILYBITE_KEY"):
        await sealed.installation("slack", "T1")


async def test_tokens_that_no_key_opens_are_counted(
    sealed: SqlStore, database_url: str
) -> None:
    await sealed.keep_installation(ONE)

    async with open_store(database_url, keys=[NEW]) as other:
        assert await other.renew_seals() == (0, 1)
    assert await sealed.installation("slack", "T1") == ONE


async def test_without_a_key_nothing_is_stored(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="dailybite secrets new"):
        await store.keep_installation(ONE)

    assert await rows(store) == []


def test_a_seal_gives_nothing_away_about_equal_secrets() -> None:
    seal = Seal([OLD])

    assert seal.close("same") != seal.close("same")
    assert seal.close("") == ""
