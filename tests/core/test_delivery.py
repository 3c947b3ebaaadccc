"""The life of a delivery: what may follow what, and what an error leads to."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery import (
    FOLLOWS,
    GIVES_BITE_BACK,
    LATE_START,
    LEASE,
    LEASE_NEEDED,
    SEND_LIMIT,
    Delivery,
    DeliveryState,
    Outcome,
    delivery_id,
    has_enough_lease,
    is_unclear,
    may_repeat,
    must_look,
    outcome_of_error,
    outcome_of_stop,
    outcome_unsent,
    retry_wait,
)
from bot.errors import DeliveryError, RefusedError
from tests.core.make import NOW, make_delivery

GIVE_UP_AT = NOW + timedelta(hours=6)
WINDOW = timedelta(seconds=120)
S = DeliveryState
# Each line: from where, and to where one may go.
TABLE = {
    S.PLANNED: {S.SENDING, S.SKIPPED},
    S.SENDING: {S.PLANNED, S.SENDING, S.SENT, S.SKIPPED, S.FAILED, S.UNCONFIRMED},
    S.UNCONFIRMED: {S.PLANNED, S.SENT},
    S.SENT: set[DeliveryState](),
    S.SKIPPED: set[DeliveryState](),
    S.FAILED: set[DeliveryState](),
}


def outcome(
    delivery: Delivery,
    error: DeliveryError,
    *,
    now: datetime = NOW,
) -> Outcome:
    return outcome_of_error(delivery, error, now=now, give_up_at=GIVE_UP_AT)


def claimed(*, first: timedelta = timedelta(), **changes: Any) -> Delivery:
    """Give a delivery claimed just now, first sent that long ago."""
    return make_delivery(lease_until=NOW + LEASE, first_send_at=NOW - first, **changes)


@pytest.mark.parametrize("after", S)
@pytest.mark.parametrize("before", S)
def test_state_follows_only_where_the_table_says(
    before: DeliveryState, after: DeliveryState
) -> None:
    assert (after in FOLLOWS[before]) is (after in TABLE[before])


@pytest.mark.parametrize("state", S)
def test_only_what_was_surely_not_sent_gives_its_bite_back(
    state: DeliveryState,
) -> None:
    assert (state in GIVES_BITE_BACK) is (state in {S.SKIPPED, S.FAILED})


def test_id_of_a_delivery_never_changes() -> None:
    assert delivery_id("s1", date(2026, 11, 24)) == "d_8fce9e98a916ca6eabf8"


@given(
    st.sets(st.tuples(st.text(st.characters(codec="ascii")), st.dates()), min_size=2)
)
def test_ids_of_different_deliveries_differ(pairs: set[tuple[str, date]]) -> None:
    ids = {delivery_id(schedule, day) for schedule, day in pairs}

    assert len(ids) == len(pairs)
    assert all(len(one) <= 25 for one in ids)  # it serves as Discord's nonce


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 5), (1, 5), (2, 10), (3, 20), (7, 320), (8, 640), (9, 900), (10**6, 900)],
)
def test_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, seconds: int) -> None:
    assert retry_wait(attempts) == timedelta(seconds=seconds)


def test_permanent_error_fails_at_once() -> None:
    found = outcome(make_delivery(), DeliveryError("no such channel", permanent=True))

    assert (found.state, found.reason) == (S.FAILED, "no such channel")
    assert found.refused
    assert found.refused_here


def test_a_fault_of_ours_is_no_refusal() -> None:
    error = DeliveryError("a slip", permanent=True, our_fault=True)

    assert outcome(make_delivery(), error) == Outcome(state=S.FAILED, reason="a slip")


@pytest.mark.parametrize("attempts", [1, 40])
def test_a_refused_token_is_tried_every_five_minutes(attempts: int) -> None:
    error = RefusedError("a new token, please", permanent=True)

    found = outcome(make_delivery(attempts=attempts), error)

    assert (found.state, found.refused) == (S.PLANNED, False)
    assert found.next_attempt_at == NOW + timedelta(minutes=5)


def test_a_refused_token_ends_with_the_window() -> None:
    error = RefusedError("a new token, please", permanent=True)

    found = outcome_of_error(
        make_delivery(), error, now=NOW, give_up_at=NOW + timedelta(minutes=4)
    )

    assert (found.state, found.refused) == (S.FAILED, True)


def test_passing_error_is_tried_again_after_a_wait() -> None:
    found = outcome(make_delivery(attempts=2), DeliveryError("not reached"))

    assert found == Outcome(
        state=S.PLANNED,
        reason="not reached",
        next_attempt_at=NOW + timedelta(seconds=10),
    )


def test_platform_that_names_a_wait_gets_just_that() -> None:
    error = DeliveryError("slow down", retry_after=timedelta(minutes=40))

    found = outcome(make_delivery(attempts=5), error)

    assert found.next_attempt_at == NOW + timedelta(minutes=40)


def test_unclear_attempt_stays_under_way_until_somebody_looks() -> None:
    found = outcome(claimed(), DeliveryError("no answer", maybe_sent=True))

    assert found == Outcome(
        state=S.SENDING,
        reason="no answer",
        next_attempt_at=NOW + timedelta(seconds=5),
    )


def test_plain_failure_after_an_unclear_one_stays_unclear() -> None:
    found = outcome(claimed(first=timedelta(minutes=1)), DeliveryError("not reached"))

    assert found.state is S.SENDING


def test_refusal_after_an_unclear_attempt_is_unconfirmed() -> None:
    error = DeliveryError("no permission", permanent=True)

    found = outcome(claimed(first=timedelta(minutes=1)), error)

    assert found.state is S.UNCONFIRMED


@pytest.mark.parametrize(
    ("first", "expected"),
    [(timedelta(), False), (timedelta(microseconds=1), True)],
)
def test_unclear_is_what_was_sent_before_this_claim(
    first: timedelta, expected: bool
) -> None:
    assert is_unclear(claimed(first=first)) is expected


@pytest.mark.parametrize("lease_until", [None, NOW])
@pytest.mark.parametrize("first_send_at", [None])
def test_what_was_never_sent_is_clear(
    lease_until: datetime | None, first_send_at: datetime | None
) -> None:
    delivery = make_delivery(lease_until=lease_until, first_send_at=first_send_at)

    assert not is_unclear(delivery)


@pytest.mark.parametrize(
    ("first", "window", "expected"),
    [
        pytest.param(timedelta(seconds=79), WINDOW, False, id="inside"),
        pytest.param(timedelta(seconds=80), WINDOW, True, id="it may end on the way"),
        pytest.param(timedelta(seconds=1), timedelta(), True, id="no window"),
    ],
)
def test_unclear_one_is_looked_for_after_the_window(
    first: timedelta, window: timedelta, expected: bool
) -> None:
    delivery = claimed(first=first, due_at=NOW)

    assert must_look(delivery, now=NOW, repeat_window=window) is expected


@pytest.mark.parametrize(
    ("late", "attempts", "expected"),
    [
        (LATE_START, 1, False),
        (LATE_START * 2, 1, True),
        (LATE_START * 2, 2, True),
    ],
)
def test_first_attempt_that_was_planned_late_looks_first(
    late: timedelta, attempts: int, expected: bool
) -> None:
    delivery = claimed(due_at=NOW - late, next_attempt_at=NOW, attempts=attempts)

    assert must_look(delivery, now=NOW, repeat_window=WINDOW) is expected


def test_late_plan_whose_first_claim_came_to_nothing_still_looks() -> None:
    due = NOW - LATE_START * 3
    planned = NOW - LATE_START
    delivery = claimed(first=LATE_START, due_at=due, next_attempt_at=planned)

    assert is_unclear(delivery)
    assert must_look(delivery, now=NOW, repeat_window=WINDOW)
    assert may_repeat(delivery, now=NOW, repeat_window=WINDOW)


def test_waiting_in_our_own_line_is_no_reason_to_look() -> None:
    due = NOW - timedelta(minutes=3)
    delivery = claimed(due_at=due, next_attempt_at=due, attempts=1)

    assert not must_look(delivery, now=NOW, repeat_window=WINDOW)


@pytest.mark.parametrize(
    ("first", "expected"),
    [(timedelta(), S.SKIPPED), (timedelta(minutes=1), S.UNCONFIRMED)],
)
def test_what_is_no_longer_wanted_ends_as_what_it_was(
    first: timedelta, expected: DeliveryState
) -> None:
    found = outcome_of_stop(claimed(first=first), "stopped")

    assert found == Outcome(state=expected, reason="stopped")


@pytest.mark.parametrize("late", [timedelta(), LATE_START + timedelta(seconds=1)])
def test_what_is_given_back_stands_as_it_was_planned(late: timedelta) -> None:
    planned_for = make_delivery().due_at + late
    delivery = make_delivery(next_attempt_at=planned_for, attempts=1, reason="busy")

    found = outcome_unsent(delivery)

    assert found == Outcome(state=S.PLANNED, reason="busy", next_attempt_at=planned_for)


def test_no_number_of_attempts_ends_a_day() -> None:
    found = outcome(make_delivery(attempts=500), DeliveryError("not reached"))

    assert found.state is S.PLANNED


@pytest.mark.parametrize(
    ("maybe_sent", "expected"), [(False, S.FAILED), (True, S.UNCONFIRMED)]
)
def test_nothing_is_planned_after_giving_up(
    maybe_sent: bool, expected: DeliveryState
) -> None:
    error = DeliveryError("no", maybe_sent=maybe_sent)
    now = GIVE_UP_AT - timedelta(seconds=4)

    found = outcome(make_delivery(), error, now=now)

    assert found == Outcome(state=expected, reason="no")


def test_attempt_may_still_come_at_the_very_end() -> None:
    now = GIVE_UP_AT - timedelta(seconds=5)

    found = outcome(make_delivery(), DeliveryError("not reached"), now=now)

    assert found.next_attempt_at == GIVE_UP_AT


@given(
    attempts=st.integers(1, 20),
    permanent=st.booleans(),
    maybe_sent=st.booleans(),
    retry_after=st.none() | st.timedeltas(timedelta(), timedelta(days=2)),
    late=st.timedeltas(timedelta(), timedelta(days=2)),
)
def test_every_outcome_is_allowed_and_says_why(
    attempts: int,
    permanent: bool,
    maybe_sent: bool,
    retry_after: timedelta | None,
    late: timedelta,
) -> None:
    error = DeliveryError(
        "why", permanent=permanent, maybe_sent=maybe_sent, retry_after=retry_after
    )

    found = outcome(make_delivery(attempts=attempts), error, now=NOW + late)

    goes_on = {S.PLANNED, S.SENDING}
    assert found.state in FOLLOWS[S.SENDING] - {S.SENT, S.SKIPPED}
    assert found.reason == "why"
    assert (found.next_attempt_at is not None) is (found.state in goes_on)


@given(
    attempts=st.integers(1, 20),
    late=st.timedeltas(timedelta(), timedelta(days=2)),
    permanent=st.booleans(),
    earlier=st.booleans(),
)
def test_what_may_have_been_sent_never_gives_its_bite_back(
    attempts: int, late: timedelta, permanent: bool, earlier: bool
) -> None:
    error = DeliveryError("no answer", maybe_sent=not earlier, permanent=permanent)
    first = timedelta(minutes=1) if earlier else timedelta()

    found = outcome(claimed(attempts=attempts, first=first), error, now=NOW + late)

    assert found.state not in GIVES_BITE_BACK
    assert found.state is not S.PLANNED


@pytest.mark.parametrize(
    ("lease_until", "enough"),
    [
        pytest.param(None, False, id="no lease"),
        pytest.param(NOW + LEASE, True, id="fresh"),
        pytest.param(NOW + LEASE_NEEDED, True, id="just enough"),
        pytest.param(
            NOW + LEASE_NEEDED - timedelta(microseconds=1), False, id="too little"
        ),
        pytest.param(NOW, False, id="just over"),
    ],
)
def test_request_leaves_only_with_enough_lease(
    lease_until: datetime | None, enough: bool
) -> None:
    assert has_enough_lease(make_delivery(lease_until=lease_until), NOW) is enough


def test_lease_outlasts_a_request() -> None:
    assert SEND_LIMIT < LEASE_NEEDED < LEASE
