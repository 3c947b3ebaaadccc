"""What the ledger and the channels say in the end: nothing lost, nothing twice."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from bot.sandbox.server import Sandbox

_MARK = re.compile(r"d_[0-9a-f]{20}")
_ENDED = frozenset({"sent", "skipped", "failed", "unconfirmed"})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of all deliveries, next to the posts that people see."""

    schedules: int
    rows: Mapping[str, tuple[str, str]]  # id -> state, reason
    posts: Mapping[str, int]  # mark -> visible posts
    receipts: int = 0
    deadlocks: int = 0

    @property
    def states(self) -> Counter[str]:
        return Counter(state for state, _ in self.rows.values())

    @property
    def is_over(self) -> bool:
        """Tell whether every schedule has its row, and each row has ended."""
        return len(self.rows) == self.schedules and set(self.states) <= _ENDED

    @property
    def lost(self) -> list[str]:
        """List what has no row, no end, or no post although it says so."""
        missing = [f"{self.schedules - len(self.rows)} schedules without a delivery"]
        return [
            *(missing if len(self.rows) != self.schedules else []),
            *(
                f"{one}: {state} {reason}, {self.posts.get(one, 0)} posts"
                for one, (state, reason) in self.rows.items()
                if state not in _ENDED or (state == "sent" and not self.posts.get(one))
            ),
        ]

    @property
    def doubled(self) -> list[str]:
        return [
            f"{one}: {count} posts" for one, count in self.posts.items() if count > 1
        ]

    @property
    def not_sent(self) -> list[str]:
        """List what ended in another way, each with its reason."""
        ends = self.rows.items()
        return [f"{one}: {end[0]}: {end[1]}" for one, end in ends if end[0] != "sent"]


def read_ledger(url: str, sandbox: Sandbox) -> Ledger:
    """Look at everything."""
    with psycopg.connect(url) as connection:
        schedules = connection.execute("SELECT count(*) FROM schedules").fetchone()
        rows = connection.execute("SELECT id, state, reason FROM deliveries").fetchall()
        receipts = connection.execute(
            "SELECT count(*) FROM delivery_receipts"
        ).fetchone()
        deadlocks = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert schedules
    assert receipts
    assert deadlocks
    return Ledger(
        schedules=schedules[0],
        rows={one: (state, reason) for one, state, reason in rows},
        posts=Counter(_marks(sandbox)),
        receipts=receipts[0],
        deadlocks=deadlocks[0],
    )


def _marks(sandbox: Sandbox) -> Iterable[str]:
    discord, slack = sandbox.discord.world, sandbox.slack.world
    shown: list[Any] = [
        message["components"]
        for key, message in discord.messages.items()
        if key not in discord.private and message["author"]["id"] == discord.bot_id
    ]
    shown += [
        message["metadata"]
        for ts, message in slack.messages.items()
        if ts not in slack.private and message["user"] == slack.bot_user_id
    ]
    for one in shown:
        yield from set(_MARK.findall(json.dumps(one)))
