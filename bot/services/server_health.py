"""How a server's schedules do: the last post, what is in the way, the next one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import calendar_words, schedule_words, troubles, wording
from bot.core.cards import Action, Button, Card, text_card
from bot.core.delivery import MOST_REFUSALS, Delivery, DeliveryState
from bot.core.keeping import away
from bot.core.requests import Command, Reply, Request
from bot.core.schedule import Schedule, State
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, InputError
from bot.ports import Clock, Platform, Store
from bot.services.access import problem_of, what_lacks
from bot.services.answer import CommandHandler
from bot.services.last_moment import is_wanted, may_send_today
from bot.services.post_again import post_again
from bot.services.settings import describe, next_moment, pause_ends

_MOST_BUTTONS = 5
_MOST_LINES = 6  # as many as fit into a message of Discord's
_MOST_LOOKS = 12  # channels that are looked at: each costs requests that posts need


@dataclass(frozen=True, slots=True)
class _Found:
    """One schedule, its last delivery, and what is to be said of its channel now."""

    schedule: Schedule
    last: Delivery | None
    now: str
    is_well: bool


class ServerHealth:
    """Says in plain words why a post did or did not go out."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._shelf = shelf
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.HEALTH: self.show, Command.REPOST: self.again}

    async def show(self, request: Request) -> Reply:
        """Show how every schedule of the server does; those in trouble first."""
        schedules = await self._store.schedules(
            platform=request.platform, server=request.server
        )
        if not schedules:
            return Reply(text_card(schedule_words.no_schedules_yet()))
        found = sorted(await self._look(schedules), key=lambda one: one.is_well)
        lines = [self._line(one) for one in found[:_MOST_LINES]]
        if rest := found[_MOST_LINES:]:
            ill = [one for one in rest if not one.is_well]
            lines.append(troubles.others(len(rest), len(ill)))
        return Reply(Card(body="\n".join(lines), buttons=self._buttons(found)))

    async def again(self, request: Request) -> Reply:
        """Post once more what is in doubt; only ever of the same server."""
        found = await self._store.delivery(request.option("bite"))
        here = (request.platform, request.server)
        if found is None or (found.platform, found.server) != here:
            raise InputError(troubles.unknown_post())
        await post_again(
            self._store, found, by=request.person.id, now=self._clock.now()
        )
        return Reply(text_card(troubles.posted_again()))

    async def _look(self, schedules: list[Schedule]) -> list[_Found]:
        last = await self._store.last_deliveries([one.id for one in schedules])
        ill_first = sorted(schedules, key=lambda one: _goes_on(one, last.get(one.id)))
        channels = dict.fromkeys(one.channel for one in ill_first)
        looked_at = list(channels)[:_MOST_LOOKS]
        told = await asyncio.gather(
            *(
                self._channel_now([one for one in schedules if one.channel == channel])
                for channel in looked_at
            )
        )
        now = dict(zip(looked_at, told, strict=True))
        unknown = (troubles.not_looked_at(), True)
        return [
            _found(one, last.get(one.id), *now.get(one.channel, unknown))
            for one in ill_first
        ]

    async def _channel_now(self, there: Sequence[Schedule]) -> tuple[str, bool]:
        schedule = there[0]
        platform = self._platforms[schedule.platform]
        try:
            access = await platform.access(schedule.server, schedule.channel)
            if problem := problem_of(access):
                return troubles.to_do(problem), False
            lacking = await what_lacks(platform, there)
        except DeliveryError as error:
            return troubles.not_looked_up(str(error)), False
        return " ".join([troubles.may_post(), *map(troubles.to_do, lacking)]), True

    def _line(self, found: _Found) -> str:
        schedule, last = found.schedule, found.last
        became = troubles.nothing_yet()
        if last:
            became = troubles.became(last.state, last.local_date, last.reason)
        return troubles.health_line(
            wording.channel(schedule.channel),
            describe(schedule, self._shelf.library),
            schedule.id,
            (became, found.now, _what_comes(schedule, self._clock.now())),
        )

    def _buttons(self, found: list[_Found]) -> tuple[Button, ...]:
        in_doubt = [one for one in found if self._can_repeat(one)][:_MOST_BUTTONS]
        return tuple(
            Button(
                Action.REPOST,
                one.last.id if one.last else "",
                troubles.post_it_again()
                if len(in_doubt) == 1
                else troubles.post_again(one.schedule.id),
                troubles.post_again_hint(),
            )
            for one in in_doubt
        )

    def _can_repeat(self, found: _Found) -> bool:
        last, schedule = found.last, found.schedule
        return (
            last is not None
            and last.state is DeliveryState.UNCONFIRMED
            and is_wanted(schedule, last)
            and may_send_today(schedule, last, self._clock.now())
        )


def _found(
    schedule: Schedule, last: Delivery | None, now: str, may_post: bool
) -> _Found:
    is_well = may_post and _goes_on(schedule, last)
    return _Found(schedule, last, now, is_well)


def _goes_on(schedule: Schedule, last: Delivery | None) -> bool:
    """Tell whether a schedule is active, and its last post went out or is about to."""
    went_well = last is None or last.state in (
        DeliveryState.SENT,
        DeliveryState.PLANNED,
        DeliveryState.SENDING,
    )
    return went_well and schedule.state is State.ACTIVE


def _what_comes(schedule: Schedule, now: datetime) -> str:
    if until := pause_ends(schedule, now):
        return calendar_words.goes_on(until, next_moment(schedule))
    if schedule.state is State.ACTIVE:
        return troubles.next_post(next_moment(schedule))
    if schedule.state is State.PAUSED:
        return troubles.paused()
    if schedule.state is State.DRY:
        return troubles.dry()
    if schedule.state is State.LEFT:
        return away()
    if schedule.failures >= MOST_REFUSALS:
        return troubles.blocked()
    return troubles.zone_gone(schedule.timezone)
