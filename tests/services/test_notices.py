"""What waits for an admin, along with the answers that can carry it."""

import pytest

from bot.core.cards import Card, Shape, text_card
from bot.core.forms import Form
from bot.core.records import Notice
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import State
from bot.errors import InputError
from bot.services.notices import answer_and_tell
from bot.storage.store import SqlStore
from tests.services.test_gate import make_request
from tests.storage.make import NOW, make_entry, make_schedule

REPLY = Reply(text_card("done"))
FORM = Form(title="t", submit="s", command="schedule", fields=())


async def keep_notice(store: SqlStore) -> None:
    """Keep what nobody has heard about a blocked schedule."""
    wanted = make_schedule(state=State.BLOCKED)
    schedule = await store.add_schedule(wanted, make_entry(wanted))
    notice = Notice(
        schedule=schedule.id,
        platform="discord",
        server="1",
        text="It has stopped.",
        created_at=NOW,
    )
    assert await store.add_notice(notice)


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
