"""Forgetting: who asked presses, within minutes, with a button that is ours."""

from dataclasses import replace

import pytest

from bot.core import control_words
from bot.core.requests import Command, Person, Request
from bot.core.shelf import Shelf
from bot.errors import InputError
from bot.ports import Showing
from bot.services.memory import Memory
from bot.storage.store import SqlStore
from tests.conftest import START, MovedClock, make_library

NOW = int(START.timestamp())


def make_request(value: str, person: str = "7") -> Request:
    return Request(
        id="100",
        platform="discord",
        server="1",
        channel="2",
        person=Person(id=person, name="Ana", is_admin=True),
        command=Command.RESET_NOW,
        options={"bite": value},
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(f"8.{NOW}", id="somebody else asked"),
        pytest.param(f"7.{NOW - 301}", id="too old"),
        pytest.param(f"7.{NOW + 60}", id="from the future"),
        pytest.param("7.", id="no time"),
        pytest.param("7.12e3", id="no number"),
        pytest.param("7.999999999999999", id="out of range"),
        pytest.param("", id="nothing"),
    ],
)
async def test_reset_takes_only_a_fresh_button_of_its_own(
    store: SqlStore, value: str
) -> None:
    shown = Showing(bite="topic/bite-001", shown_at=START)
    await store.record_showing("discord", "1", shown)
    memory = Memory(store=store, shelf=Shelf(make_library()), clock=MovedClock())

    with pytest.raises(InputError) as caught:
        await memory.reset(make_request(value))

    assert str(caught.value) == control_words.ask_again()
    assert await store.count_seen("discord", "1") == 1


async def test_reset_needs_the_press_of_who_asked_and_works_once(
    store: SqlStore,
) -> None:
    shown = Showing(bite="topic/bite-001", shown_at=START)
    await store.record_showing("discord", "1", shown)
    memory = Memory(store=store, shelf=Shelf(make_library()), clock=MovedClock())
    asked = await memory.ask(make_request(""))
    (button,) = asked.card.buttons

    reply = await memory.reset(make_request(button.bite))
    await store.record_showing("discord", "1", shown)
    with pytest.raises(InputError):
        await memory.reset(replace(make_request(button.bite), id="101"))

    assert reply.card.body.startswith("Forgotten: 1 bite.")
    assert await store.count_seen("discord", "1") == 1
