"""The life of a delivery: what may follow what, and what an error leads to."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery import (
    FOLLOWS,
    GIVES_BITE_BACK,
    LEASE,
    LEASE_NEEDED,
    MAX_ATTEMPTS,
    SEND_LIMIT,
    Delivery,
    DeliveryState,
    Outcome,
    delivery_id,
    has_enough_lease,
    outcome_of_error,
    retry_wait,
)
from bot.errors import DeliveryError
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
    window: timedelta = WINDOW,
) -> Outcome:
    return outcome_of_error(
        delivery, error, now=now, give_up_at=GIVE_UP_AT, repeat_window=window
    )


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

    assert found == Outcome(state=S.FAILED, reason="no such channel")


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


@pytest.mark.parametrize(
    ("first_send_at", "expected"),
    [
        pytest.param(NOW, S.PLANNED, id="well inside"),
        pytest.param(None, S.PLANNED, id="sent for the first time"),
        pytest.param(NOW - timedelta(seconds=114), S.PLANNED, id="a second before"),
        pytest.param(NOW - timedelta(seconds=115), S.UNCONFIRMED, id="at its end"),
    ],
)
def test_unclear_attempt_is_repeated_inside_the_window_only(
    first_send_at: datetime | None, expected: DeliveryState
) -> None:
    delivery = make_delivery(first_send_at=first_send_at)

    found = outcome(delivery, DeliveryError("no answer", maybe_sent=True))

    assert found.state is expected


def test_unclear_attempt_is_not_repeated_where_nothing_refuses_a_second_post() -> None:
    error = DeliveryError("no answer", maybe_sent=True)

    found = outcome(make_delivery(), error, window=timedelta())

    assert found == Outcome(state=S.UNCONFIRMED, reason="no answer")


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [(MAX_ATTEMPTS - 1, S.PLANNED), (MAX_ATTEMPTS, S.FAILED)],
)
def test_last_attempt_ends_in_failure(attempts: int, expected: DeliveryState) -> None:
    found = outcome(make_delivery(attempts=attempts), DeliveryError("not reached"))

    assert found.state is expected


def test_wait_that_the_platform_asks_for_counts_as_no_last_attempt() -> None:
    error = DeliveryError("slow down", retry_after=timedelta(seconds=1))

    found = outcome(make_delivery(attempts=MAX_ATTEMPTS + 5), error)

    assert found.state is S.PLANNED


def test_last_unclear_attempt_is_unconfirmed() -> None:
    error = DeliveryError("no answer", maybe_sent=True)
    last = make_delivery(attempts=MAX_ATTEMPTS)

    found = outcome(last, error, window=timedelta(hours=9))

    assert found.state is S.UNCONFIRMED


@pytest.mark.parametrize(
    ("maybe_sent", "expected"), [(False, S.FAILED), (True, S.UNCONFIRMED)]
)
def test_nothing_is_planned_after_giving_up(
    maybe_sent: bool, expected: DeliveryState
) -> None:
    error = DeliveryError("no", maybe_sent=maybe_sent)
    now = GIVE_UP_AT - timedelta(seconds=4)

    found = outcome(make_delivery(), error, now=now, window=timedelta(days=1))

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

    assert found.state in FOLLOWS[S.SENDING] - {S.SENDING, S.SENT}
    assert found.reason == "why"
    assert (found.next_attempt_at is not None) is (found.state is S.PLANNED)


@given(
    attempts=st.integers(1, 20),
    late=st.timedeltas(timedelta(), timedelta(days=2)),
    window=st.timedeltas(timedelta(), timedelta(days=2)),
)
def test_what_may_have_been_sent_never_gives_its_bite_back(
    attempts: int, late: timedelta, window: timedelta
) -> None:
    error = DeliveryError("no answer", maybe_sent=True)

    found = outcome(
        make_delivery(attempts=attempts), error, now=NOW + late, window=window
    )

    assert found.state not in GIVES_BITE_BACK


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
