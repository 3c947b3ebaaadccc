"""What must never happen, looked at after every commit, request and arrival."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.delivery import (
    FOLLOWS,
    GIVES_BITE_BACK,
    LATE_START,
    LEASE_NEEDED,
    SEND_LIMIT,
    DeliveryState,
)
from tests.simulation.platform import Place
from tests.simulation.virtual_time import START, VirtualClock
from tests.simulation.worker import PRESENT, Worker

S = DeliveryState
ENDED = frozenset({S.SENT, S.SKIPPED, S.FAILED, S.UNCONFIRMED})
_TOLD = "id state fence owner lease_until due_at local_date schedule bite message_id next_attempt_at"
_ROWS = f"SELECT {', '.join(_TOLD.split())} FROM deliveries"  # noqa: S608 - ours


def moment(text: str) -> datetime:
    """Read an instant as SQLite keeps it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A delivery as it stands in the database."""

    id: str
    state: S
    fence: int
    owner: str
    lease_until: str | None
    due_at: str
    local_date: str
    schedule: str
    bite: str | None
    message_id: str | None
    next_attempt_at: str | None


class Watch:
    """Knows what was so before, and notes what must not follow it."""

    def __init__(self, raw: sqlite3.Connection, place: Place) -> None:
        self.faults: list[str] = []
        self.overdue: set[str] = set()  # arrived long after the last check
        self.doubled: set[str] = set()
        self.forgot = False  # the database lost commits
        self._raw = raw
        self._place = place
        self._rows: dict[str, Row] = {}
        self._leases: dict[tuple[str, str], datetime] = {}
        self._late: set[str] = set()
        self._looked: set[str] = set()

    def rows(self) -> list[Row]:
        """Read the ledger past all of the bot's code."""
        read = self._raw.execute(_ROWS).fetchall()
        return [Row(row[0], S(row[1]), *row[2:]) for row in read]

    def committed(self) -> None:
        """Compare the ledger with what it was before this commit."""
        rows = self.rows()
        keys = Counter((row.schedule, row.local_date) for row in rows)
        self._check(max(keys.values(), default=1) == 1, "two rows for one local date")
        before, self._rows = self._rows, {row.id: row for row in rows}
        for row in rows:
            if row.id not in before:
                self._begun(row)
            elif before[row.id] != row:
                self._changed(before[row.id], row)

    def restored(self) -> None:
        """Begin anew from a ledger that lost its last commits."""
        self.forgot = True
        self._rows = {row.id: row for row in self.rows()}

    def looks(self, worker: Worker, mark: str) -> None:
        worker.note(f"looks for {mark}")
        self._looked.add(mark)

    def leaves(self, worker: Worker, mark: str) -> None:
        worker.note(f"posts {mark}")
        until = self._leases.get((worker.owner, mark), START)
        left = until - VirtualClock(worker.skew).now()
        self._check(left >= LEASE_NEEDED, f"{mark}: sent with {left} of lease left")
        looked = mark not in self._late or mark in self._looked
        self._check(looked, f"{mark}: planned late and sent without a look")

    def arrives(self, mark: str, *, checked_at: float) -> None:
        took = asyncio.get_running_loop().time() - checked_at
        if took > SEND_LIMIT.total_seconds() + 1:
            self.overdue.add(mark)
        if len(self._place.visible(mark)) > 1:
            self.doubled.add(mark)

    def _begun(self, row: Row) -> None:
        self._check(row.state in (S.PLANNED, S.SKIPPED), f"{row.id}: begun {row.state}")
        planned_for = moment(row.next_attempt_at or row.due_at)
        self._late.discard(row.id)
        if planned_for - moment(row.due_at) > LATE_START:
            self._late.add(row.id)
            self._looked.discard(row.id)

    def _changed(self, old: Row, new: Row) -> None:
        told = f"{new.id}: {old.state} to {new.state}"
        if old.state is S.SENT or new == replace(old, message_id=new.message_id):
            self._kept_one(old, new)
        elif new.fence != old.fence:
            self._claimed(old, new)
        elif old.state in GIVES_BITE_BACK:
            self._check(new.due_at > old.due_at, f"{told}, for no later slot")
            self._begun(new)
        else:
            self._check(new.state in {old.state, *FOLLOWS[old.state]}, told)
            if old.state is S.SENDING:
                self._settled(old, new)

    def _kept_one(self, old: Row, new: Row) -> None:
        same = (old.state, old.fence, old.bite) == (new.state, new.fence, new.bite)
        self._check(same, f"{new.id}: changed after it was sent")
        known = self._receipts(new.id)
        oldest = new.message_id == min(known, key=int, default=None)
        self._check(oldest, f"{new.id}: keeps {new.message_id} of {known}")

    def _claimed(self, old: Row, new: Row) -> None:
        self._check(new.fence == old.fence + 1, f"{new.id}: fence {new.fence}")
        self._check(new.state is S.SENDING, f"{new.id}: claimed as {new.state}")
        worker = PRESENT.get()
        assert worker
        assert new.lease_until
        now = VirtualClock(worker.skew).now()
        free_at = old.lease_until if old.state is S.SENDING else old.next_attempt_at
        is_free = free_at is not None and moment(free_at) <= now
        self._check(is_free, f"{new.id}: claimed before its time, {free_at}")
        self._leases[new.owner, new.id] = moment(new.lease_until)
        worker.note(f"claims {new.id} with fence {new.fence}")

    def _settled(self, old: Row, new: Row) -> None:
        worker = PRESENT.get()
        if worker is None:
            return
        worker.note(f"settles {new.id}: {new.state}")
        # A database that lost commits gives the same fence twice.
        holds = worker.owner == old.owner or self.forgot
        self._check(holds, f"{new.id}: written under an old fence by {worker.owner}")

    def _receipts(self, delivery: str) -> list[str]:
        query = "SELECT message_id FROM delivery_receipts WHERE delivery = ?"
        return [row[0] for row in self._raw.execute(query, (delivery,))]

    def _check(self, is_so: bool, told: str) -> None:
        if not is_so:
            self.faults.append(told)

    def ends(self, promises: "Promises") -> None:
        """Look at what is left when all is over."""
        for row in self.rows():
            self._ended(row, promises)
        self._receipts_are_true()
        if not self.forgot:
            self._no_bite_twice()

    def _ended(self, row: Row, promises: "Promises") -> None:
        visible = self._place.visible(row.id)
        self._check(row.state in ENDED, f"{row.id}: still {row.state}")
        count = len(visible)
        if promises.at_most_one and row.id not in self.overdue:
            told = f"{row.id}: {row.state} with {count} posts"
            self._check(count <= 1 and row.id not in self.doubled, told)
        if row.state in GIVES_BITE_BACK:
            told = f"{row.id}: {row.state}, yet posted"
            self._check(not count or self.forgot, told)
        if row.state is S.SENT:
            ids = {post.id for post in visible}
            told = f"{row.id}: sent as {row.message_id}, there are {sorted(ids)}"
            self._check(row.message_id in ids, told)
        if promises.sent(row):
            told = f"{row.id}: {row.state} though it could be sent"
            self._check(row.state is S.SENT, told)

    def _receipts_are_true(self) -> None:
        marks = {post.id: post.mark for post in self._place.posts}
        query = "SELECT delivery, message_id FROM delivery_receipts"
        for delivery, message in self._raw.execute(query).fetchall():
            is_true = marks.get(message) == delivery
            self._check(is_true, f"{delivery}: a receipt for {message}")

    def _no_bite_twice(self) -> None:
        shown = {post.mark: post.title for post in self._place.posts}
        for title, count in Counter(shown.values()).items():
            self._check(count == 1, f"{title!r} was shown {count} times")


@dataclass(frozen=True)
class Promises:
    """What holds in the end, under a platform's conditions."""

    at_most_one: bool
    sent: Callable[[Row], bool]  # which deliveries must be sent in the end
