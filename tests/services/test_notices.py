"""What waits for an admin, along with the answers that can carry it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.cards import Card, Shape, text_card
from bot.core.forms import Form
from bot.core.records import Notice, Report
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import State
from bot.errors import InputError, StoreError
from bot.services.notices import answer_and_tell
from bot.storage.store import SqlStore
from tests.services.test_gate import make_request
from tests.storage.make import NOW, make_entry, make_schedule

REPLY = Reply(text_card("done"))
FORM = Form(title="t", submit="s", command="schedule", fields=())


async def keep_notice(
    store: SqlStore, text: str = "It has stopped.", *, at: datetime = NOW
) -> None:
    """Keep what nobody has heard about a blocked schedule."""
    wanted = make_schedule(state=State.BLOCKED, channel=text[:10])
    schedule = await store.add_schedule(wanted, make_entry(wanted))
    notice = Notice(
        schedule=schedule.id,
        platform="discord",
        server="1",
        text=text,
        created_at=at,
    )
    assert await store.add_notice(notice)


async def keep_report(store: SqlStore) -> None:
    """Keep what a member finds wrong."""
    report = Report(
        platform="discord",
        server="1",
        person="8",
        bite="git/bisect",
        revision=1,
        reason="old",
        at=NOW,
    )
    assert await store.add_report(report)


async def ask(store: SqlStore, reply: Reply = REPLY) -> str:
    async def answer(_request: Request) -> Reply:
        return reply

    request = make_request(Command.LIST)
    return (await answer_and_tell(store, request, answer, NOW)).card.body


async def test_an_answer_carries_it_once(store: SqlStore) -> None:
    await keep_notice(store)

    assert await ask(store) == "done\n\nIt has stopped."
    assert await ask(store) == "done"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(text_card("x"), form=FORM), id="form"),
        pytest.param(Reply(text_card("x"), fault="channel"), id="fault"),
        pytest.param(Reply(Card(shape=Shape.BITE, body="x")), id="bite"),
    ],
)
async def test_what_cannot_carry_it_leaves_it_for_the_next(
    store: SqlStore, reply: Reply
) -> None:
    await keep_notice(store)

    first = await ask(store, reply)

    assert first == "x"
    assert "It has stopped." in await ask(store)


async def test_a_failed_command_leaves_it_for_the_next(store: SqlStore) -> None:
    await keep_notice(store)

    async def fail(_request: Request) -> Reply:
        raise InputError("no")

    with pytest.raises(InputError):
        await answer_and_tell(store, make_request(Command.LIST), fail, NOW)

    assert "It has stopped." in await ask(store)


@pytest.mark.parametrize("length", [1890, 2500])
async def test_a_long_answer_leaves_it_for_the_next(
    store: SqlStore, length: int
) -> None:
    await keep_notice(store)
    await keep_report(store)

    first = await ask(store, Reply(text_card("x" * length)))
    second = await ask(store)

    assert first == "x" * length
    assert "It has stopped." in second
    assert "out of date" in second


async def test_what_stands_below_the_answer_takes_room_too(store: SqlStore) -> None:
    await keep_notice(store)
    card = text_card("x" * 900, notes=("y" * 500, "z" * 480))

    first = await ask(store, Reply(card))

    assert first == "x" * 900
    assert "It has stopped." in await ask(store)


async def test_as_many_are_told_as_there_is_room_for(store: SqlStore) -> None:
    for number, text in enumerate(("a" * 500, "b" * 1500, "c" * 500)):
        await keep_notice(store, text, at=NOW + timedelta(seconds=number))

    first = await ask(store)
    second = await ask(store)

    assert first.split("\n\n") == ["done", "a" * 500, "c" * 500]
    assert second.split("\n\n") == ["done", "b" * 1500]


async def test_one_too_long_for_any_answer_is_told_nevertheless(
    store: SqlStore,
) -> None:
    await keep_notice(store, "a" * 2500)

    assert "a" * 2500 in await ask(store)


async def test_reports_wait_for_room(store: SqlStore) -> None:
    await keep_report(store)

    first = await ask(store, Reply(text_card("x" * 1500)))

    assert first == "x" * 1500
    assert "out of date" in await ask(store)


class Stumbling(SqlStore):
    """A database that is gone once the answer is there."""

    async def take_reports(self, *_args: Any, **_options: Any) -> list[Report]:
        raise StoreError("gone")

    async def return_notices(self, _given: Collection[Notice]) -> None:
        raise StoreError("gone")


@pytest.mark.parametrize("body", ["done", pytest.param("x" * 1950, id="long")])
async def test_a_database_that_stumbles_leaves_the_answer(
    store: SqlStore, body: str
) -> None:
    await keep_notice(store)

    told = await ask(Stumbling(store._database), Reply(text_card(body)))

    assert told.startswith(body)


async def test_a_database_that_stumbles_leaves_the_reason(store: SqlStore) -> None:
    await keep_notice(store)

    async def fail(_request: Request) -> Reply:
        raise InputError("no")

    with pytest.raises(InputError):
        await answer_and_tell(
            Stumbling(store._database), make_request(Command.LIST), fail, NOW
        )
