"""The command line in this process, in an empty folder, or as a process of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import Result as ClickResult
from typer.testing import CliRunner

from bot.cli.root import app

Result = ClickResult


class Cli(Protocol):
    """Runs one command and gives what it printed."""

    def __call__(self, *words: str) -> Result: ...


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, words)  # type: ignore[return-value]

    return run


@asynccontextmanager
async def process(
    *words: str, folder: Path, environment: dict[str, str] | None = None
) -> AsyncIterator[Process]:
    """Start `dailybite` as a user does; it is killed if it is still there."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


Add = Callable[..., str]


@pytest.fixture
def add(cli: Cli) -> Add:
    """Add a schedule, and give its id."""

    def run(*more: str) -> str:
        result = cli("schedule", "add", *ADD, *more)
        assert result.exit_code == 0, result.output
        return result.stdout.strip()

    return run


ADD = (
    *("--platform", "discord", "--server", "1", "--channel", "2"),
    *("--time", "09:00", "--timezone", "Europe/Paris"),
)
