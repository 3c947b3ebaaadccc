"""Hello: said once where the bot comes to, with the button that sets it up."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.core import schedule_words, welcome_words
from bot.core.cards import Action, Button, Card, text_card
from bot.core.requests import HERE
from bot.errors import DeliveryError
from bot.ports import Clock, Platform, Store

log = logging.getLogger(__name__)

_NEWS = timedelta(days=3)  # for so long an arrival is one that was missed


class Welcome:
    """Hears where the bot comes to; may run in every replica."""

    def __init__(
        self, *, store: Store, platforms: Mapping[str, Platform], clock: Clock
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock

    async def joined(
        self, platform: str, server: str, *, person: str, at: datetime | None
    ) -> None:
        """Say hello, unless it was said since the bot came, or all is set up.

        It is noted before it is said: a crash in between costs a hello, and never
        makes a second one.
        """
        now, found = self._clock.now(), self._platforms.get(platform)
        if found is None or (at and now - at > _NEWS):
            return
        if not await self._store.take_hello(platform, server, now, joined_at=at):
            return
        if await self._store.schedules(platform=platform, server=server):
            return
        if not await _greet(found, server, person, mark=_mark(platform, server, now)):
            await self._store.return_hello(platform, server)


async def _greet(platform: Platform, server: str, person: str, *, mark: str) -> bool:
    """Say hello; tell whether it is done with."""
    direct = text_card(welcome_words.hello_in_private(platform.admins))
    try:
        return await platform.greet(
            server, person, hello_card(platform.admins), direct=direct, mark=mark
        )
    except DeliveryError as error:
        log.warning("%s: no hello in %s: %s", platform.name, server, error)
        return error.permanent or error.maybe_sent


def hello_card(admins: str) -> Card:
    """Build the hello with its one button."""
    return text_card(welcome_words.hello(admins), buttons=(set_up_button(HERE),))


def set_up_button(schedule: str) -> Button:
    """Build the button that opens the form of a schedule, or of a new one."""
    hint = welcome_words.set_up_hint()
    return Button(
        Action.SET_UP, schedule, schedule_words.set_up_button(), hint, primary=True
    )


def _mark(platform: str, server: str, now: datetime) -> str:
    seed = f"{platform}:{server}:{now.isoformat()}"
    return f"h_{hashlib.sha256(seed.encode()).hexdigest()[:16]}"
