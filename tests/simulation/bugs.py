"""Bugs to plant: each takes one safeguard away, and the simulation must see it."""

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import wraps
from itertools import count
from typing import Any

import pytest

from bot.core import delivery
from bot.core.delivery import Delivery
from bot.errors import UnreadableError
from bot.services import deliver
from bot.storage import ledger
from tests.simulation.database import memory
from tests.simulation.start import first_database

AT_PLATFORM = frozenset({"no_nonce", "sdk_retry"})
"""Bugs that the pretend platforms know by name."""


@contextmanager
def planted(*bugs: str) -> Iterator[None]:
    """Take safeguards away for a while.

    Raises:
        AssertionError: The code has changed so that nothing was taken away.
    """
    for platform in ("discord", "slack"):
        first_database(platform)  # without any bug in it
    with pytest.MonkeyPatch.context() as patch:
        uses = {bug: _PLANTS[bug](patch) for bug in bugs if bug not in AT_PLATFORM}
        yield
        for bug, count_ in uses.items():
            assert next(count_), f"{bug} was never met"


def _no_unique(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let a local date of a schedule have any number of rows, each with an id."""
    uses = count()

    def new_id(schedule: str, day: date) -> str:
        return f"d_{schedule}_{day:%m%d}_{next(uses)}"

    _replace(patch, delivery.delivery_id, new_id)
    patch.setattr(memory(), "prepare", _drop_unique_keys)
    return uses


def _drop_unique_keys(raw: sqlite3.Connection) -> None:
    query = "SELECT sql FROM sqlite_master WHERE name = 'deliveries'"
    (sql,) = raw.execute(query).fetchone()
    plain, dropped = re.subn(r",\s*CONSTRAINT \w+ UNIQUE \([^)]*\)", "", sql)
    assert dropped == 1
    raw.execute("DROP TABLE deliveries")
    raw.execute(plain)


def _no_claim_tx(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Look for work in one transaction, and take it in another."""
    uses = count()
    patch.setattr(memory(), "splits", uses)
    return uses


def _no_fence(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let anybody settle who ever claimed it."""
    uses = count()

    def holds(_: Delivery, last: tuple[int, str] | None) -> bool:
        return next(uses) >= 0 and last is not None

    _replace(patch, delivery.still_holds, holds)
    return uses


def _no_deadline(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Send however little of the lease is left."""
    uses = count()

    def enough(*_: object) -> bool:
        return next(uses) >= 0

    _replace(patch, delivery.has_enough_lease, enough)
    return uses


def _no_late_check(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Take a late plan for one that was never sent."""
    uses, must_look = count(), delivery.must_look

    @wraps(must_look)
    def look(one: Delivery, *, repeat_window: timedelta, **options: Any) -> bool:
        next(uses)
        asked = must_look(one, repeat_window=repeat_window, **options)
        is_safe = delivery.may_repeat(one, repeat_window=repeat_window, **options)
        return asked and delivery.is_unclear(one) and not is_safe

    _replace(patch, must_look, look)
    return uses


def _endless_lease(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Never hand on what a dead process was about to send."""
    uses, claim = count(), ledger.claim

    async def lease(*args: Any, **options: Any) -> list[Delivery]:
        next(uses)
        return await claim(*args, **options)

    for module in (delivery, ledger, deliver):
        patch.setattr(module, "LEASE", timedelta(days=400))
    patch.setattr(ledger, "claim", lease)
    return uses


def _no_look(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Send again without a look whether it is there already."""
    uses = count()

    def look(*_: object, **__: object) -> bool:
        return next(uses) < 0

    _replace(patch, delivery.must_look, look)
    return uses


def _no_policy(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Take what nobody may look for as absent."""
    uses, look = count(), deliver.Deliver._look

    async def bold(self: Any, *args: Any) -> Any:
        next(uses)
        try:
            return await look(self, *args)
        except UnreadableError:
            return None

    patch.setattr(deliver.Deliver, "_look", bold)
    return uses


def _gives_all_back(patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Give back at a stop also what has left, or may have."""
    uses, begin, end = count(), deliver.Deliver._attempt, deliver.Deliver.stop
    begun: dict[Any, dict[str, Delivery]] = {}

    async def attempt(self: Any, one: Delivery, *args: Any) -> Any:
        next(uses)
        begun.setdefault(self, {})[one.id] = one
        return await begin(self, one, *args)

    async def stop(self: Any, grace: timedelta) -> None:
        await end(self, grace)
        await self._give_back([*begun.get(self, {}).values()])

    patch.setattr(deliver.Deliver, "_attempt", attempt)
    patch.setattr(deliver.Deliver, "stop", stop)
    return uses


def _replace(
    patch: pytest.MonkeyPatch, old: Callable[..., Any], new: Callable[..., Any]
) -> None:
    """Put a function in another's place wherever the bot uses it."""
    users = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("bot.") and getattr(module, old.__name__, None) is old
    ]
    for module in users:
        patch.setattr(module, old.__name__, new)
    assert users, f"nothing in the bot uses {old.__name__}"


_PLANTS: dict[str, Callable[[pytest.MonkeyPatch], Iterator[int]]] = {
    "no_unique": _no_unique,
    "no_claim_tx": _no_claim_tx,
    "no_fence": _no_fence,
    "no_deadline": _no_deadline,
    "no_late_check": _no_late_check,
    "endless_lease": _endless_lease,
    "no_look": _no_look,
    "no_policy": _no_policy,
    "gives_all_back": _gives_all_back,
}
BUGS = (*_PLANTS, *sorted(AT_PLATFORM))
