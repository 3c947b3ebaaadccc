"""Commands that work on the state: opened, used and closed, by a named person."""

import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.app import open_core
from bot.cli.output import run_async, working
from bot.config import Config
from bot.running import Core

T = TypeVar("T")


def with_core(config: Config, work: Callable[[Core], Awaitable[T]]) -> T:
    """Open the state and the rules, and work with them."""

    async def run() -> T:
        async with open_core(config) as core:
            return await work(core)

    with working("One moment…"):
        return run_async(run())


def who() -> str:
    """Name the person at the keyboard, for the audit."""
    try:
        return f"cli:{getpass.getuser()}"[:64]
    except (OSError, KeyError):  # a container without a name for its user
        return "cli"
