"""`dailybite secrets`: keys are made, and stored tokens go over to a new one."""

import asyncio
from pathlib import Path

import pytest

from bot.core.credentials import is_key
from bot.core.installs import Installation
from bot.storage.sealed import new_key
from bot.storage.store import open_store
from tests.cli.conftest import Cli
from tests.storage.make import NOW

ONE = Installation(
    platform="slack",
    server="T1",
    token="xoxb-1",
    bot="B1",
    bot_user="U1",
    installed_at=NOW,
)


def keep(file: Path, key: str) -> None:
    async def work() -> None:
        url = f"sqlite:///{file}"
        async with open_store(url, migrate_first=True, keys=[key]) as store:
            await store.keep_installation(ONE)

    asyncio.run(work())


def opens(file: Path, key: str) -> bool:
    async def work() -> bool:
        async with open_store(f"sqlite:///{file}", keys=[key]) as store:
            return await store.installation("slack", "T1") == ONE

    return asyncio.run(work())


def test_each_new_key_is_another(cli: Cli) -> None:
    first, second = (cli("secrets", "new").stdout.strip() for _ in range(2))

    assert is_key(first)
    assert is_key(second)
    assert first != second


def test_tokens_go_over_to_the_first_key(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    keep(tmp_path / "daily-bite.db", old)
    monkeypatch.setenv("DAILYBITE_KEY", f"{new},{old}")

    result = cli("secrets", "rotate")

    assert result.exit_code == 0
    assert "1 workspace" in result.stdout
    assert opens(tmp_path / "daily-bite.db", new)
    assert new not in result.output
    assert old not in result.output


def test_tokens_that_no_key_opens_are_told(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path / "daily-bite.db", new_key())
    monkeypatch.setenv("DAILYBITE_KEY", new_key())

    result = cli("secrets", "rotate")

    assert result.exit_code == 1
    assert "No key opens the tokens of 1 workspace" in result.output


def test_without_a_key_it_says_what_to_set(cli: Cli) -> None:
    result = cli("secrets", "rotate")

    assert result.exit_code == 1
    assert "Set DAILYBITE_KEY first" in result.output
