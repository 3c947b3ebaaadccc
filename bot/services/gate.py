"""Before every command and click: known, not too fast, allowed, and not done already."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.core import phrases, wording
from bot.core.cards import text_card
from bot.core.language import speaking
from bot.core.requests import CHANGING, FOR_ADMINS, Command, Reply, Request
from bot.core.search import Choice
from bot.errors import InputError
from bot.ports import Clock, Store
from bot.services.answer import CommandHandler
from bot.services.channels import Channels
from bot.services.complete import Completion
from bot.services.membership import Membership
from bot.services.metrics import UNMEASURED, Metrics
from bot.services.notices import answer_and_tell
from bot.services.rights import refusal_of
from bot.services.welcome import Welcome

log = logging.getLogger(__name__)

T = TypeVar("T")
BURST = 12  # requests of one person
WINDOW = timedelta(seconds=10)
_REMEMBERED = 10_000  # people


class Gate:
    """The handler that platforms call; it never raises."""

    def __init__(
        self,
        *,
        commands: Mapping[Command, CommandHandler],
        completion: Completion,
        store: Store,
        clock: Clock,
        membership: Membership,
        welcome: Welcome | None = None,
        metrics: Metrics = UNMEASURED,
    ) -> None:
        self._commands = commands
        self._completion = completion
        self._store = store
        self._clock = clock
        self._membership = membership
        self._channels = Channels(store=store, clock=clock)
        self._welcome = welcome
        self._metrics = metrics
        self._recent = Recent()
        self._under_way: set[asyncio.Task[Any]] = set()

    async def answer(self, request: Request) -> Reply:
        """Do what a person asked, if they may; a failure is a reply as well."""
        return await self._finish(self._answer(request))

    async def settle_all(self, limit: timedelta) -> None:
        """Wait until every answer is given, or the limit is over; cancels nothing."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=limit.total_seconds())

    async def _answer(self, request: Request) -> Reply:
        measured = self._metrics.answering(request.platform, request.command)
        with measured, speaking(request.person.locale):
            return await self._reply(request)

    async def _reply(self, request: Request) -> Reply:
        try:
            refusal = await self._refusal(request)
            if refusal:
                return Reply(text_card(refusal), is_refusal=True)
            return await self._do(request)
        except InputError as error:
            told = wording.literal(str(error), clip=False)
            return Reply(text_card(told), fault=error.option)
        except Exception:  # one command's trouble never stops the others
            log.exception("command %s %s failed", request.command, request.id)
            return Reply(text_card(phrases.went_wrong()), is_refusal=True)

    async def _do(self, request: Request) -> Reply:
        handler = self._commands[request.command]
        if request.command not in FOR_ADMINS:
            return await handler(request)
        now = self._clock.now()
        return await answer_and_tell(self._store, request, handler, now)

    async def complete(
        self, request: Request, *, option: str, text: str
    ) -> Sequence[Choice]:
        """List at most 25 choices; nothing where something goes wrong."""
        try:
            with speaking(request.person.locale):
                return await self._completion.complete(request, option, text)
        except Exception:  # no list is better than a broken command
            log.exception("autocomplete of %s %s failed", request.command, option)
            return []

    async def left(self, platform: str, server: str) -> None:
        """Hear that the bot was removed from a server."""
        await self._hear(self._membership.left(platform, server))

    async def present(self, platform: str, servers: Collection[str]) -> None:
        """Hear that the bot is in these servers."""
        await self._hear(self._membership.present(platform, servers))

    async def joined(
        self,
        platform: str,
        server: str,
        *,
        person: str = "",
        at: datetime | None = None,
    ) -> None:
        """Hear that the bot came into a server."""
        if at is None:  # somebody has just seen to it
            await self._hear(self._membership.present(platform, [server]))
        if self._welcome:
            hello = self._welcome.joined(platform, server, person=person, at=at)
            await self._hear(hello)

    async def moved(self, platform: str, server: str, old: str, new: str) -> None:
        """Hear that a channel got another id."""
        await self._hear(self._channels.moved(platform, server, old, new))

    async def _hear(self, noting: Coroutine[Any, Any, None]) -> None:
        try:
            await self._finish(noting)
        except Exception:  # the daily check finds it
            log.exception("what the platform told was not noted")

    async def _finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something to its end, also where nobody waits for it any more."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _refusal(self, request: Request) -> str:
        now = self._clock.now()
        if not request.server:
            return phrases.server_only()
        if self._recent.is_too_fast(f"{request.platform}:{request.person.id}", now):
            return phrases.too_fast()
        if request.command in FOR_ADMINS and (
            refusal := await refusal_of(self._store, request)
        ):
            return refusal
        if request.command not in CHANGING:
            return ""
        event = f"{request.server}:{request.id}"
        first = await self._store.first_time(request.platform, event, now)
        return "" if first else phrases.done_before()


class Recent:
    """Who asked how often of late; per process, as a brake and not as a right."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, list[datetime]] = OrderedDict()

    def is_too_fast(self, person: str, now: datetime) -> bool:
        """Note a request, and tell whether it is one too many."""
        times = [one for one in self._times.pop(person, []) if abs(now - one) < WINDOW]
        self._times[person] = [*times[-BURST:], now]
        if len(self._times) > _REMEMBERED:
            self._times.popitem(last=False)
        return len(times) >= BURST
