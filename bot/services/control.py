"""What admins look at and try out: the last posts, and a test post."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import control_words, phrases, wording
from bot.core.cards import text_card
from bot.core.delivery import Delivery
from bot.core.language import in_public, say_again
from bot.core.requests import Command, Reply, Request
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, InputError
from bot.ports import Clock, Platform, Store
from bot.services import meant
from bot.services.admin import Admin
from bot.services.answer import CommandHandler

_SHOWN = 10
_TEST_WAITS = timedelta(seconds=20)  # for its turn, while somebody waits
_STEP = timedelta(seconds=30)
_STEPS = 3  # that a test keeps its channel quiet: at least a minute


class Control:
    """Shows posts, and makes test posts that leave no trace in the history."""

    def __init__(
        self, *, admin: Admin, store: Store, shelf: Shelf, clock: Clock
    ) -> None:
        self._admin = admin
        self._store = store
        self._shelf = shelf
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.HISTORY: self.history, Command.TEST: self.test}

    async def history(self, request: Request) -> Reply:
        """List the last posts of the server, with links."""
        rows = await self._store.last_of_server(
            request.platform, request.server, limit=_SHOWN
        )
        if not rows:
            return Reply(text_card(control_words.nothing_posted()))
        platform = self._admin.platform(request.platform)
        lines = [self._line(platform, one) for one in rows]
        return Reply(text_card(control_words.history(lines)))

    def _line(self, platform: Platform | None, row: Delivery) -> str:
        bite = self._shelf.library.find(row.bite or "")
        link = ""
        if platform and row.message_id:
            link = platform.link(row.server, row.channel, row.message_id)
        title = wording.literal(bite.name if bite else row.bite or "", clip=False)
        return control_words.post(
            row.local_date,
            wording.channel(row.channel),
            f"[{title}]({link})" if link and title else title,
            control_words.state(row.state, _reason(row)),
        )

    async def test(self, request: Request) -> Reply:
        """Post the next card, marked as a test; at most one a minute and channel."""
        found = await meant.the_one(self._store, request)
        await self._admin.check_access(found)
        platform = self._admin.platform(found.platform)
        with in_public():
            card = await self._admin.planner.next_card(found)
            note = control_words.test_note(request.person.name)
        if card is None or platform is None:
            return Reply(text_card(phrases.no_bites()))
        now = self._clock.now()
        where = f"{found.server}:{found.channel}"
        if not await self._is_quiet(found.platform, where, now):
            raise InputError(control_words.one_test_a_minute())
        try:
            await platform.post(
                found.server,
                found.channel,
                replace(card, notes=(note, *card.notes)),
                mark=_test_mark(request),
                may_start=lambda: self._clock.now() - now < _TEST_WAITS,
                for_person=True,
            )
        except DeliveryError as error:
            told = control_words.test_failed(wording.literal(str(error), clip=False))
            return Reply(text_card(told))
        return Reply(text_card(control_words.tested(wording.channel(found.channel))))

    async def _is_quiet(self, platform: str, where: str, now: datetime) -> bool:
        """Take a channel's next minute for a test; tell whether it was free."""
        step = int(now.timestamp() // _STEP.total_seconds())
        events = [f"{where}:test:{step + more}" for more in range(_STEPS)]
        if not await self._store.first_time(platform, events[0], now):
            return False
        for one in events[1:]:
            await self._store.first_time(platform, one, now)
        return True


def _reason(row: Delivery) -> str:
    return wording.literal(say_again(row.reason), clip=False)


def _test_mark(request: Request) -> str:
    """Give a mark that no delivery has, the same for one press."""
    seed = f"{request.platform}:{request.server}:{request.id}"
    return f"t_{hashlib.sha256(seed.encode()).hexdigest()[:16]}"
