"""The App Home: what admins have set up, and what everybody can do."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.core import phrases, schedule_words
from bot.core.cards import Action, Card
from bot.core.language import speaking
from bot.core.requests import Command, Reply, Request
from bot.errors import DeliveryError
from bot.platforms.slack.render import (
    ACTION_PREFIX,
    Json,
    button,
    plain,
    render_blocks,
)
from bot.platforms.slack.rest import SlackRest
from bot.ports import Handler

log = logging.getLogger(__name__)

SET_UP_ACTION = "setup"
_MAX_BLOCKS = 100


RestOf = Callable[[Mapping[str, Any]], Awaitable[SlackRest]]  # of who asks


class Asks(Protocol):
    """Builds the request of somebody who looks at the Home tab."""

    async def __call__(
        self, body: Mapping[str, Any], command: Command, page: str
    ) -> Request:
        """Give who asks, with their rights as they are now."""


class HomeTab:
    """Publishes the Home tab of one person, with as much as they may see."""

    def __init__(self, rest: RestOf, handler: Handler, asks: Asks) -> None:
        self._rest_of = rest
        self._handler = handler
        self._asks = asks

    async def publish(
        self, body: Mapping[str, Any], user: str, *, page: str = ""
    ) -> None:
        """Show the schedules to admins, and to everybody what one can do."""
        request = await self._asks(body, Command.HOME, page)
        told: Reply | None = await self._handler.answer(request)
        if told and told.is_refusal:  # they are neither admin nor manager
            told = None
        help_ = await self._handler.answer(replace(request, command=Command.HELP))
        with speaking(request.person.locale):
            view = render_home(told, help_.card)
        try:
            rest = await self._rest_of(body)
            await rest.call("views.publish", user_id=user, view=view)
        except DeliveryError as error:
            log.warning("the home of %s was not published: %s", user, error)


def render_home(told: Reply | None, help_: Card) -> Json:
    """Give the view of the Home tab; told is what only admins see."""
    blocks: list[Json] = [{"type": "header", "text": plain(phrases.NAME)}]
    cards: Sequence[Card] = (told.card, *told.more) if told else ()
    for card in cards:
        blocks += render_blocks(_without_set_up(card))
    if told:
        name = f"{ACTION_PREFIX}{SET_UP_ACTION}"
        set_up = button(schedule_words.set_up_button(), name, "-")
        is_hello = not told.more
        if is_hello:
            set_up["style"] = "primary"
        blocks.append({"type": "actions", "elements": [set_up]})
    blocks += render_blocks(help_)
    return {"type": "home", "blocks": blocks[:_MAX_BLOCKS]}


def _without_set_up(card: Card) -> Card:
    """Leave out the button that stands below all schedules anyhow."""
    kept = [
        one
        for one in card.buttons
        if one.action is not Action.SET_UP
        or one.label != schedule_words.set_up_button()
    ]
    return replace(card, buttons=tuple(kept))
