"""All schedules of a server with what one can do to each: a list, and a page."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core import schedule_words, welcome_words, wording
from bot.core.cards import Action, Button, text_card
from bot.core.requests import HERE, Command, Reply, Request
from bot.core.schedule import Schedule, State
from bot.core.shelf import Shelf
from bot.ports import Clock, Platform, Store
from bot.services.answer import CommandHandler
from bot.services.settings import describe, next_moment, pause_ends, state_words
from bot.services.welcome import hello_card, set_up_button

_MOST_LINES, _FITS = 30, 1750  # what a message of Discord's takes, with a last line
_MOST_ROWS = 5  # of buttons in a message; each schedule gets one
_ON_A_PAGE = 10  # at most five blocks each, of the hundred of Slack's Home


class Board:
    """Lists schedules; every button looks at the rights again when it is pressed."""

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._platforms = platforms

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.LIST: self.show_all, Command.HOME: self.home}

    async def show_all(self, request: Request) -> Reply:
        """Show all schedules of the server, and how the last post went."""
        found = await self._found(request)
        if not found:
            told = schedule_words.no_schedules_yet()
            return Reply(text_card(told, buttons=(set_up_button(HERE),)))
        lines = await self._lines(found[:_MOST_LINES])  # more never fit
        shown = _fitting([f"- {one}" for one in lines], len(found))
        has_room = len(found) <= _MOST_ROWS and len(shown) == len(found)
        if not has_room:
            return Reply(text_card("\n".join(shown)))
        many = len(found) > 1
        if many:
            shown = [f"{at}. {line}" for at, line in enumerate(lines, start=1)]
        buttons = tuple(
            button
            for at, one in enumerate(found, start=1)
            for button in self._buttons(one, at if many else 0)
        )
        return Reply(text_card("\n".join(shown), buttons=buttons))

    async def home(self, request: Request) -> Reply:
        """Show a page of the schedules, each with its buttons; or say hello."""
        found = await self._found(request)
        if not found:
            platform = self._platforms[request.platform]
            return Reply(hello_card(platform.admins))
        pages = -(-len(found) // _ON_A_PAGE)
        page = min(max(_number(request.option("bite")), 1), pages)
        shown = found[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
        lines = await self._lines(shown)
        cards = [
            text_card(line, buttons=self._buttons(one))
            for one, line in zip(shown, lines, strict=True)
        ]
        head = welcome_words.your_schedules(len(found), page, pages)
        turning = _turning(page, pages)
        return Reply(text_card(head, buttons=turning), more=tuple(cards))

    async def _found(self, request: Request) -> list[Schedule]:
        """Give all of the server, those of the channel first."""
        found = await self._store.schedules(
            platform=request.platform, server=request.server
        )
        return sorted(found, key=lambda one: one.channel != request.channel)

    async def _lines(self, schedules: Sequence[Schedule]) -> list[str]:
        last = await self._store.last_deliveries([one.id for one in schedules])
        now, lines = self._clock.now(), []
        for one in schedules:
            line = schedule_words.list_line(
                wording.channel(one.channel),
                describe(one, self._shelf.library),
                one.id,
                "" if _posts(one, now) else state_words(one, now),
                next_moment(one),
            )
            if delivery := last.get(one.id):
                day = wording.day(delivery.local_date)
                line += f"; {schedule_words.last_post(delivery.state, day, delivery.reason)}"
            lines.append(line)
        return lines

    def _buttons(self, schedule: Schedule, number: int = 0) -> tuple[Button, ...]:
        posts = _posts(schedule, self._clock.now())
        stop_or_go = (
            (Action.PAUSE, welcome_words.pause())
            if posts
            else (Action.RESUME, welcome_words.resume())
        )
        acts = (
            (Action.SET_UP, welcome_words.change()),
            stop_or_go,
            (Action.PREVIEW, welcome_words.preview()),
            (Action.NEXT, welcome_words.next_()),
            (Action.REMOVE, welcome_words.remove()),
        )
        labels = (
            (action, welcome_words.numbered(label, number) if number else label)
            for action, label in acts
        )
        return tuple(
            Button(
                action,
                schedule.id,
                label,
                welcome_words.of_schedule(label, schedule.id),
            )
            for action, label in labels
        )


def _posts(schedule: Schedule, now: datetime) -> bool:
    """Tell whether a schedule simply goes on: neither stopped nor paused."""
    return schedule.state is State.ACTIVE and not pause_ends(schedule, now)


def _turning(page: int, pages: int) -> tuple[Button, ...]:
    back = Button(Action.HOME, f"{page - 1}", welcome_words.earlier_page())
    on = Button(Action.HOME, f"{page + 1}", welcome_words.later_page())
    return (back,) * (page > 1) + (on,) * (page < pages)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _fitting(lines: Sequence[str], count: int) -> list[str]:
    """Give as many whole lines as fit into one message, and how many are left."""
    fitting: list[str] = []
    for line in lines:
        if fitting and sum(map(len, fitting)) + len(line) > _FITS:
            break
        fitting.append(line)
    left = count - len(fitting)
    return [*fitting, schedule_words.more_schedules(left)] if left else fitting
