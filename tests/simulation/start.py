"""What each run begins with: a small library, and schedules that are soon due."""

import asyncio
import sqlite3
from functools import cache

from bot.core.bites import Library
from bot.core.shelf import Shelf
from bot.storage.store import SqlStore
from tests.conftest import make_library
from tests.simulation.database import empty_schema, memory
from tests.simulation.virtual_time import START
from tests.storage.make import add

CHANNELS = ("s1", "s2")  # each has a schedule of the same name, all due at once


@cache
def library() -> Library:
    """Give more bites than any run needs."""
    return make_library(count=12)


@cache
def shelf() -> Shelf:
    return Shelf(library())


@cache
def first_database(platform: str) -> sqlite3.Connection:
    """Give a database with schedules that are due in a minute."""
    memory().committed = lambda: None
    memory().restore(empty_schema())  # kept for all runs, so no bug is planted here

    async def fill() -> None:
        store = SqlStore(memory().open())
        for channel in CHANNELS:
            await add(store, platform=platform, channel=channel, active_from=START)

    with asyncio.Runner() as runner:
        runner.run(fill())
    # Their ids are made by chance; a run has none that is not its own.
    memory().raw.execute("UPDATE schedules SET id = channel")
    return memory().copy()
