"""One life of a bot in a process of its own, which may kill itself at a named point."""

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

import bot.platforms.discord.rest
import bot.platforms.slack.client
from bot.app import open_app
from bot.config import load_config
from bot.errors import DeliveryError
from bot.ports import Connection

# Children of a server that has imported all this: each life begins in milliseconds.
_processes = get_context("forkserver")
_processes.set_forkserver_preload([__name__, "pytest"])

WRITES = {"plan": "INSERT INTO deliveries", "claim": "attempts=", "settle": "reason="}
IN_TRANSACTIONS = tuple(f"{when} {act}" for act in WRITES for when in ("in", "after"))
AROUND_A_POST = ("before send", "after send", "on an unclear result")
KILLED = -signal.SIGKILL
_LIMIT = 30.0  # seconds that a life may last


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a bot is born with.

    Args:
        environment: Its settings, as an operator gives them.
        dies: The point at which it kills itself, if it comes there.
        ahead: How far its clock is set forward.
        patience: How long it waits for an answer.
    """

    environment: Mapping[str, str]
    dies: str = ""
    ahead: timedelta = timedelta()
    patience: timedelta = timedelta(seconds=20)

    def now(self) -> datetime:
        """Be the clock of this life."""
        return datetime.now(UTC) + self.ahead

    async def live(self) -> int:
        """Do in a process what is due, and give how the process ended."""
        process = _processes.Process(target=_be_born, args=(self,))
        process.start()
        await asyncio.to_thread(process.join, _LIMIT)
        process.kill()  # nothing, where it has ended
        await asyncio.to_thread(process.join)
        assert process.exitcode is not None
        return process.exitcode


def _be_born(life: Life) -> None:
    asyncio.run(_work(life))


async def _work(life: Life) -> None:
    for module in (bot.platforms.discord.rest, bot.platforms.slack.client):
        vars(module)["SEND_LIMIT"] = life.patience
    when, _, act = life.dies.partition(" ")
    if life.dies in IN_TRANSACTIONS:
        _trap_transaction(act, is_over=when == "after")
    async with open_app(load_config(life.environment), clock=life) as app:
        for connection in app.connections.values():
            _trap_post(connection, life.dies)
        await app.deliver.tick()
        await app.deliver.settle_all(timedelta(seconds=_LIMIT))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _trap_transaction(act: str, *, is_over: bool) -> None:
    """Die before the commit of a transaction that does something, or right after."""
    done = {"written": False, "committed": False}

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done["written"] |= _is_part_of(statement, act)

    def stop(_connection: Any) -> None:
        if done["written"] and not is_over:
            _die()
        done["committed"] |= done["written"]

    def leave(_connection: Any, _record: Any) -> None:
        if done["committed"]:
            _die()

    event.listen(Engine, "after_cursor_execute", note)
    event.listen(Engine, "commit", stop)
    event.listen(Pool, "checkin", leave)


def _is_part_of(statement: str, act: str) -> bool:
    """Tell whether a statement is what an act writes to the deliveries."""
    if act == "plan":
        return statement.startswith(WRITES["plan"])
    changes, _, _ = statement.partition("WHERE")
    is_update = changes.startswith("UPDATE deliveries")
    found = [one for one in ("claim", "settle") if WRITES[one] in changes]
    return is_update and found == [act]


def _trap_post(connection: Connection, point: str) -> None:
    """Die around a post: before it leaves, when it is there, or when nobody knows."""
    post = connection.post

    async def dying_post(*args: Any, **kwargs: Any) -> Any:
        if point == "before send":
            _die()
        try:
            receipt = await post(*args, **kwargs)
        except DeliveryError as error:
            if point == "on an unclear result" and error.maybe_sent:
                _die()
            raise
        if point == "after send":
            _die()
        return receipt

    vars(connection)["post"] = dying_post
