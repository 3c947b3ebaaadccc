"""No sentence bypasses the catalogue, whatever one asks."""

import pytest

from bot.core.bites import Library
from bot.core.cards import text_card
from bot.core.language import learn
from bot.core.phrases import server_only
from bot.core.requests import Command, Reply, Request
from bot.services.complete import Completion
from bot.services.gate import Gate
from tests.conftest import Bot
from tests.languages import TAG, pseudo_catalogue
from tests.walk import Walk, bypassing, greek_library, walk_through


@pytest.fixture
def library() -> Library:
    return greek_library()


@pytest.fixture(autouse=True)
def _pseudo() -> None:
    learn(TAG, pseudo_catalogue())


@pytest.mark.parametrize("platform", ["discord", "slack-socket"])
async def test_no_sentence_bypasses_the_catalogue(bot: Bot) -> None:
    walk = Walk(bot)
    await walk_through(walk, bot)

    assert len(walk.seen) > 150
    assert "\n".join(sorted(set(bypassing(walk)))) == ""


@pytest.mark.parametrize("platform", ["discord"])
async def test_a_planted_sentence_is_found(bot: Bot) -> None:
    async def planted(_request: Request) -> Reply:
        return Reply(text_card(f"{server_only()} Nobody translates this"))

    gate = Gate(
        commands={Command.HELP: planted},
        completion=Completion(store=bot.store, shelf=bot.app.core.shelf),
        store=bot.store,
        clock=bot.clock,
        membership=bot.app.membership,
    )
    walk = Walk(bot, gate)

    await walk.ask(Command.HELP)

    assert {one.partition(": ")[2] for one in bypassing(walk)} == {
        "Nobody translates this"
    }
