"""The life of one delivery: its states, what may follow what, and its identity."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.errors import DeliveryError, RefusedError

LEASE = timedelta(seconds=45)
SEND_LIMIT = timedelta(seconds=20)
# A send is not started with less lease left than it may take, and a margin.
LEASE_NEEDED = SEND_LIMIT + timedelta(seconds=5)
LATE_START = timedelta(seconds=30)  # a first attempt after this looks first
REFUSED_WAIT = timedelta(minutes=5)  # until a refused token is tried again
MOST_REFUSALS = 3  # in a row; then a schedule is blocked
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=15)


class DeliveryState(StrEnum):
    """Where a delivery stands; the last four are for ever."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


S = DeliveryState
FOLLOWS: dict[DeliveryState, frozenset[DeliveryState]] = {
    S.PLANNED: frozenset({S.SENDING, S.SKIPPED}),
    S.SENDING: frozenset(
        {S.SENDING, S.PLANNED, S.SENT, S.SKIPPED, S.FAILED, S.UNCONFIRMED}
    ),
    # A person may ask to post an unconfirmed one again, or find that it is there.
    S.UNCONFIRMED: frozenset({S.PLANNED, S.SENT}),
    S.SENT: frozenset(),
    S.SKIPPED: frozenset(),
    S.FAILED: frozenset(),
}
ENDED = frozenset({S.SENT, S.SKIPPED, S.FAILED, S.UNCONFIRMED})
HAD_ITS_POST = frozenset({S.SENT, S.UNCONFIRMED})
GIVES_BITE_BACK = frozenset({S.SKIPPED, S.FAILED})


class Delivery(NamedTuple):  # made for each of thousands at once
    """One row of the ledger: a schedule's post for one local date."""

    id: str
    schedule: str
    platform: str
    server: str
    channel: str
    local_date: date
    due_at: datetime
    state: DeliveryState
    post_until: datetime | None = None  # later than this it is too late
    bite: str | None = None
    review: bool = False
    card: str = ""  # the frozen card, as JSON
    fence: int = 0
    owner: str = ""
    lease_until: datetime | None = None
    attempts: int = 0
    first_send_at: datetime | None = None
    next_attempt_at: datetime | None = None
    message_id: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one attempt, to be written under its fence."""

    state: DeliveryState
    refused: bool = False  # by the platform, until a person mends something
    refused_here: bool = False  # in this place, not everywhere as with a bad token
    message_id: str | None = None
    reason: str = ""
    next_attempt_at: datetime | None = None


def delivery_id(schedule: str, day: date) -> str:
    """Give the id of a schedule's delivery on a local date.

    A pure function of both, so that a row that a database lost and planned anew
    keeps its nonce and its mark.
    """
    digest = hashlib.sha256(f"{schedule}|{day.isoformat()}".encode()).hexdigest()
    return f"d_{digest[:20]}"


def retry_wait(attempts: int) -> timedelta:
    """Give the time to wait before the next attempt: doubling, and bounded."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def is_unclear(delivery: Delivery) -> bool:
    """Tell whether an earlier attempt may have posted it.

    A claimed row that began to be sent before this claim was left in the middle,
    by a crash or by an answer that never came.
    """
    first, until = delivery.first_send_at, delivery.lease_until
    return first is not None and until is not None and first < until - LEASE


def still_holds(delivery: Delivery, last: tuple[int, str] | None) -> bool:
    """Tell whether a claim is the last one.

    Args:
        delivery: As it was claimed.
        last: Fence and owner of the last claim; None: it is no longer being sent.
            The owner counts, as a database that lost commits gives a fence again.
    """
    return last == (delivery.fence, delivery.owner)


def must_look(delivery: Delivery, *, now: datetime, repeat_window: timedelta) -> bool:
    """Tell whether to look for an own post before one is sent.

    While the platform itself refuses a second post under the same mark, sending
    again is safe. A first attempt that comes late may be none: a database that was
    restored, or that lost its last commits, forgets what was sent. That holds as
    well when whoever claimed it first died before it looked.
    """
    if _was_planned_late(delivery):
        return True
    is_safe = may_repeat(delivery, now=now, repeat_window=repeat_window)
    return is_unclear(delivery) and not is_safe


def may_repeat(delivery: Delivery, *, now: datetime, repeat_window: timedelta) -> bool:
    """Tell whether the platform still refuses a second post of the first attempt."""
    # A request may wait in line until its lease only just suffices, and then travel.
    longest = LEASE - LEASE_NEEDED + SEND_LIMIT
    return now - (delivery.first_send_at or now) < repeat_window - longest


def _was_planned_late(delivery: Delivery) -> bool:
    planned_for = delivery.next_attempt_at or delivery.due_at
    return planned_for - delivery.due_at > LATE_START


def outcome_of_error(
    delivery: Delivery,
    error: DeliveryError,
    *,
    now: datetime,
    give_up_at: datetime,
) -> Outcome:
    """Decide what follows a failed attempt.

    Once an attempt was unclear, the delivery stays so until somebody looks: it is
    never planned anew, and never given up as if nothing had been posted.
    """
    reason = str(error)
    unclear = error.maybe_sent or is_unclear(delivery)
    is_refusal = error.permanent and not error.our_fault
    is_token = isinstance(error, RefusedError)
    given_up = Outcome(
        state=S.UNCONFIRMED if unclear else S.FAILED,
        reason=reason,
        refused=is_refusal,
        refused_here=is_refusal and not is_token and not unclear,
    )
    # A new token may come any minute; what else is permanent ends the day.
    if error.permanent and not is_token:
        return given_up
    # A platform that says when to come back gets just that.
    wait = REFUSED_WAIT if is_token else retry_wait(delivery.attempts)
    next_attempt = now + (error.retry_after or wait)
    if next_attempt > give_up_at:
        return given_up
    state = S.SENDING if unclear else S.PLANNED
    return Outcome(state=state, reason=reason, next_attempt_at=next_attempt)


def outcome_of_stop(delivery: Delivery, reason: str) -> Outcome:
    """Decide what becomes of a delivery that is no longer wanted, or too late."""
    state = S.UNCONFIRMED if is_unclear(delivery) else S.SKIPPED
    return Outcome(state=state, reason=reason)


def outcome_unsent(delivery: Delivery) -> Outcome:
    """Give back a first attempt that was claimed and never begun.

    It stands as if nobody had claimed it: it was not planned any later.
    """
    return Outcome(
        state=S.PLANNED,
        reason=delivery.reason,
        next_attempt_at=delivery.next_attempt_at or delivery.due_at,
    )


def has_enough_lease(delivery: Delivery, now: datetime) -> bool:
    """Tell whether a request that leaves now ends inside the lease."""
    return (
        delivery.lease_until is not None and delivery.lease_until - now >= LEASE_NEEDED
    )
