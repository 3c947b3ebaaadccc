"""The gate: who may, how often, and only once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import manager_words, phrases
from bot.core.cards import text_card
from bot.core.requests import CHANGING, FOR_ADMINS, Command, Person, Reply, Request
from bot.core.shelf import Shelf
from bot.errors import InputError
from bot.services.complete import Completion
from bot.services.gate import BURST, WINDOW, Gate, Recent
from bot.services.membership import Membership
from bot.storage.store import SqlStore
from tests.conftest import START, MovedClock, make_library


class Counter:
    """A command that counts, and can fail."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls = 0
        self._error = error

    async def __call__(self, _request: Request) -> Reply:
        self.calls += 1
        if self._error:
            raise self._error
        return Reply(text_card("done"))


def make_request(command: Command, **person: object) -> Request:
    rights = {"id": "7", "name": "Ana", "is_admin": True, "may_post": True, **person}
    return Request(
        id="100",
        platform="discord",
        server="1",
        channel="2",
        person=Person(**rights),  # type: ignore[arg-type]
        command=command,
    )


def make_gate(store: SqlStore, command: Counter) -> Gate:
    library, clock = make_library(), MovedClock()
    return Gate(
        membership=Membership(store=store, platforms={}, clock=clock),
        commands=dict.fromkeys(Command, command),
        completion=Completion(store=store, shelf=Shelf(library)),
        store=store,
        clock=clock,
    )


@pytest.mark.parametrize("command", sorted(FOR_ADMINS))
@pytest.mark.parametrize("is_admin", [False, None])
async def test_admin_commands_are_refused_to_others(
    store: SqlStore, command: Command, is_admin: bool | None
) -> None:
    counter = Counter()
    request = make_request(command, is_admin=is_admin, rights_hint="Ask Bo.")

    reply = await make_gate(store, counter).answer(request)

    refused = phrases.for_admins_only("Ask Bo.")
    assert reply.card.body == f"{refused} {manager_words.can_appoint()}"
    assert reply.is_refusal
    assert counter.calls == 0


@pytest.mark.parametrize("command", sorted(CHANGING))
async def test_changing_commands_run_once(store: SqlStore, command: Command) -> None:
    counter = Counter()
    gate = make_gate(store, counter)

    await gate.answer(make_request(command))
    again = await gate.answer(make_request(command))

    assert counter.calls == 1
    assert again.card.body == phrases.done_before()


async def test_reading_commands_run_again(store: SqlStore) -> None:
    counter = Counter()
    gate = make_gate(store, counter)

    for _ in range(2):
        await gate.answer(make_request(Command.DEEPER))

    assert counter.calls == 2


async def test_own_errors_become_inert_sentences(store: SqlStore) -> None:
    gate = make_gate(store, Counter(InputError("*no* such thing")))

    reply = await gate.answer(make_request(Command.BITE))

    assert reply.card.body == r"\*no\* such thing"


async def test_faults_become_one_kind_sentence(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    gate = make_gate(store, Counter(RuntimeError("secret detail")))

    reply = await gate.answer(make_request(Command.BITE))

    assert reply.card.body == phrases.went_wrong()
    assert "secret detail" in caplog.text


def test_brake_lets_a_burst_through_and_then_rests() -> None:
    recent = Recent()

    verdicts = [recent.is_too_fast("a", START) for _ in range(BURST + 1)]

    assert verdicts == [False] * BURST + [True]
    assert not recent.is_too_fast("b", START)
    assert not recent.is_too_fast("a", START + WINDOW)


def test_brake_survives_a_clock_that_is_set_back() -> None:
    recent = Recent()
    for _ in range(BURST + 1):
        recent.is_too_fast("a", datetime(2030, 1, 1, tzinfo=UTC))

    assert not recent.is_too_fast("a", START + timedelta(days=1))
