"""A walk through all that people can ask, which keeps what each answer shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.core import posting
from bot.core.bites import Level, Library, Recall, Source, Topic
from bot.core.holidays import region_choices
from bot.core.language import speaking
from bot.core.requests import NEW, Command, Person, Reply, Request
from bot.core.schedule import OnUnknown, WhenDry, zone_names
from bot.platforms.discord.modals import render_modal
from bot.platforms.discord.render import render_reply
from bot.platforms.slack.forms import render_choices, render_form
from bot.platforms.slack.home import render_home
from bot.platforms.slack.render import render_message, render_view
from bot.services.gate import Gate
from tests.conftest import Bot, make_bite
from tests.languages import TAG, leaks, shown

PROPER = frozenset(
    {
        *("Daily Bite", "/topics", "/bite topics", "daily-bite"),
        *("Germany", "DE", "Christmas Day"),
        *(f"DE-{one}" for one in "BB BE BW BY HB HE HH MV".split()),
        *zone_names(),
    }
)
TO_TYPE = frozenset({*Level, *WhenDry, *OnUnknown, *posting.OPTIONS})
REGIONS = frozenset(label for label, _ in region_choices("", limit=1000))
TYPED = "ωωω"


@dataclass(frozen=True)
class Seen:
    """What one reply shows on both platforms."""

    act: str
    texts: tuple[str, ...]
    allowed: frozenset[str] = PROPER


class Walk:
    """Asks the real gate, as one admin and one member whose clients speak the pseudo-locale."""

    def __init__(self, bot: Bot, gate: Gate | None = None) -> None:
        self._bot = bot
        self._gate = gate or bot.app.gate
        self._number = count()
        self.seen: list[Seen] = []

    async def ask(
        self, command: Command, *, admin: bool = True, **options: str
    ) -> Reply:
        """Ask, and look at the answer as each platform renders it."""
        self._bot.clock.move(seconds=11)  # not too fast
        request = self.request(command, admin=admin, **options)
        allowed = PROPER | await kept_of(self._bot, command)
        allowed |= set(options.values()) - {""}  # what was typed is said again
        if options.keys() & {"levels", "when_dry", "on_unknown", "ω"}:
            allowed |= TO_TYPE  # and what can be typed
        reply = await self._gate.answer(request)
        texts = tuple(_texts(reply))
        self.seen.append(Seen(f"{command} {options}", texts, allowed))
        return reply

    def request(
        self, command: Command, *, admin: bool = True, **options: str
    ) -> Request:
        room = self._bot.room
        person = Person(
            id=room.person("ana" if admin else "ben"),
            name="Άννα",
            is_admin=admin,
            may_post=True,
            locale=TAG,
        )
        return Request(
            id=f"walk{next(self._number)}",
            platform=room.name,
            server=room.server,
            channel=room.channel("daily-bite"),
            person=person,
            command=command,
            options=options,
        )

    async def choose(self, command: Command, option: str, text: str = "") -> None:
        """Look at the choices that are offered."""
        request = self.request(command)
        found = await self._gate.complete(request, option=option, text=text)
        assert found, option
        texts = tuple(shown(render_choices(list(found))))
        ids = frozenset(one.id for one in await self._bot.store.schedules())
        self.seen.append(Seen(f"choices of {option}", texts, PROPER | ids | REGIONS))


REFUSED: list[dict[str, str]] = [
    {"time": TYPED},
    {"timezone": TYPED},
    {"timezone": "Europe/Pariss"},
    {"days": TYPED},
    {"topics": TYPED},
    {"topics": "beginner"},
    {"levels": TYPED},
    {"levels": "advanced"},
    {"holidays": TYPED},
    {"holidays": "DE-ωω"},
    {"dates": TYPED},
    {"dates": "2026-12-24..2026-12-20"},
    {"dates": "2026-12-24..2029-12-20"},
    {"days_off": TYPED},
    {"schedule": TYPED},
]


OPTIONS: list[dict[str, str]] = [
    *({one: TYPED} for one in ("mention", "thread", "every", "catch_up")),
    *({one: TYPED} for one in ("when_dry", "on_unknown", "silent", "publish")),
    {"thread": "on", "every": "2"},
    {"every": "3w", "when_dry": "pause", "on_unknown": "repost", "catch_up": "2h"},
    {"every": "2w"},
    {"silent": "on"},
    {"publish": "on"},
    {"mention": "everyone"},
    {"mention": "123456"},
    {"ω": "ω"},
    {"every": "off", "when_dry": "review", "on_unknown": "skip"},
]


async def walk_through(walk: Walk, bot: Bot) -> None:
    """Use everything: before there is anything, then with a schedule, then in trouble."""
    for command in Command:  # nothing is there yet, and nothing is named
        await walk.ask(command, bite="ω")
        await walk.ask(command, admin=False, bite="a/1")
    await walk.ask(Command.SCHEDULE, time="09:00", timezone="Europe/Paris")
    for options in REFUSED:
        await walk.ask(Command.SCHEDULE, admin=True, **options)
    await with_one_schedule(walk, bot)
    await walk_as_member(walk)
    await with_options(walk)
    await with_managers(walk, bot)
    await with_several(walk, bot)
    await in_trouble(walk, bot)


async def with_one_schedule(walk: Walk, bot: Bot) -> None:
    for command in (Command.LIST, Command.NEXT, Command.PREVIEW, Command.HEALTH):
        await walk.ask(command)
    await walk.ask(
        Command.SCHEDULE, levels="beginner", topics="a", days="mon-fri", holidays="DE"
    )
    await walk.ask(
        Command.SCHEDULE, dates="2026-12-24..2027-01-02,2027-02-01", days_off="move"
    )
    for until in (TYPED, "2020-01-01", "2030-01-01", "2026-12-20"):
        await walk.ask(Command.PAUSE, until=until)
    for command in (
        Command.LIST,
        Command.HEALTH,
        Command.SKIP,
        Command.RESUME,
        Command.SKIP,
    ):
        await walk.ask(command)
    await bot.next_post()
    for command in (
        Command.HISTORY,
        Command.TEST,
        Command.TEST,
        Command.LIST,
        Command.HEALTH,
    ):
        bot.room.rest()
        await walk.ask(command)
    await walk.ask(Command.PAUSE)
    for command in (
        Command.NEXT,
        Command.SKIP,
        Command.LIST,
        Command.HEALTH,
        Command.LOG,
    ):
        await walk.ask(command)
    log = await walk.ask(Command.LOG)
    for button in log.card.buttons:
        await walk.ask(Command.UNDO, bite=button.bite)
    for topic in ("a", "λέξη b1", TYPED, ""):
        await walk.ask(Command.SEEN, topic=topic)
    asked = await walk.ask(Command.RESET)
    await walk.ask(Command.RESET_NOW, bite=asked.card.buttons[0].bite)
    for command, option in (
        *((Command.SCHEDULE, one) for one in ("holidays", "topics", "schedule")),
        (Command.BITE, "topic"),
    ):
        await walk.choose(command, option)


async def walk_as_member(walk: Walk) -> None:
    for topic in ("", "a", "λέξη a1", "λέξη a9", TYPED, "help", "topics", "my-data"):
        await walk.ask(Command.BITE, admin=False, topic=topic)
    for bite in ("a/1", "a/2"):
        for command in (Command.READ, Command.DEEPER, Command.QUIZ, Command.ANSWER):
            await walk.ask(command, admin=False, bite=bite)
        for _ in range(2):
            await walk.ask(Command.SHARE, admin=False, bite=bite)
            await walk.ask(Command.REPORT, admin=False, bite=f"{bite} fact")
        await walk.ask(Command.WRONG, admin=False, bite=bite)
    for word in ("my-data", "forget-me", "forget-me"):
        await walk.ask(Command.BITE, admin=False, topic=word)


async def with_options(walk: Walk) -> None:
    for options in OPTIONS:
        await walk.ask(Command.OPTIONS, admin=True, **options)
        await walk.ask(Command.LIST)
    for command in (Command.OPTIONS, Command.OPTIONS_FORM, Command.HOME, Command.LOG):
        await walk.ask(command)


async def with_managers(walk: Walk, bot: Bot) -> None:
    ben = bot.room.person("ben")
    for options in ({"add": ben}, {"add": ben, "remove": ben}, {"name": TYPED}):
        await walk.ask(Command.APPOINT, admin=True, **options)
        await walk.ask(Command.MANAGERS)
    for command in (Command.RESET, Command.LIST, Command.APPOINT):
        await walk.ask(command, admin=False, remove=ben)
    for _ in range(2):
        await walk.ask(Command.DISMISS, remove=ben)
    await walk.ask(Command.LOG)


async def with_several(walk: Walk, bot: Bot) -> None:
    await walk.ask(
        Command.SCHEDULE, schedule=NEW, timezone="Europe/Paris", time="10:00"
    )
    for command in (
        Command.PAUSE,
        Command.NEXT,
        Command.LIST,
        Command.HEALTH,
        Command.SET_UP,
    ):
        await walk.ask(command)
    first, *_ = await bot.store.schedules()
    await walk.ask(Command.SET_UP, schedule=first.id)
    for _ in range(2):
        await walk.ask(Command.FIRST_POST, schedule=first.id)
        await bot.tick()
    await walk.ask(Command.HOME)
    await walk.ask(Command.REMOVE, schedule=first.id)


async def in_trouble(walk: Walk, bot: Bot) -> None:
    bot.room.forbid("daily-bite")
    for _ in range(4):
        await bot.next_post()
    for command in (
        Command.LIST,
        Command.HEALTH,
        Command.HISTORY,
        Command.RESUME,
        Command.TEST,
    ):
        await walk.ask(command)
    await walk.ask(Command.SHARE, admin=False, bite="b/3")
    bot.room.revoke()
    for command in (Command.HEALTH, Command.RESUME):
        await walk.ask(command)
    bot.room.restore()
    asked = await walk.ask(Command.FORGET)
    await walk.ask(Command.ERASE, bite=asked.card.buttons[0].bite)


async def kept_of(bot: Bot, command: Command) -> set[str]:
    """Give what may be English all the same: ids, and texts that were kept as they were."""
    schedules = await bot.store.schedules()
    notices = await bot.store.take_notices(
        bot.clock.now(), platform=bot.room.name, server=bot.room.server, limit=9
    )
    await bot.store.return_notices(notices)
    kept = {one.id for one in schedules}
    for one in notices:
        kept |= set(re.split(r"\[channel\]\([^)]*\)|\n+|`", one.text))
    if command is Command.LOG:
        for each in await bot.store.audit(bot.room.name, bot.room.server):
            kept |= {each.before[:200], each.after[:200]}
    return kept - {""}


def _texts(reply: Reply) -> Iterator[str]:
    """Give what both platforms show of a reply."""
    with speaking(TAG):
        for card in (reply.card, *reply.more):
            yield from shown(render_reply(card))
            yield from shown(render_message(card))
            yield from shown(render_view(card))
        yield from shown(render_home(reply, reply.card))
        if reply.form:
            if reply.form.command == Command.SCHEDULE:  # the other one is Slack's alone
                yield from shown(render_modal(reply.form))
            yield from shown(render_form(reply.form, channel="1"))


def bypassing(walk: Walk) -> Iterator[str]:
    """Name each act with the words that no catalogue gave."""
    for one in walk.seen:
        for text in one.texts:
            if found := leaks(text, allowed=one.allowed):
                yield f"{one.act}: {' '.join(found)}"


def greek_library() -> Library:
    """All content is Greek: whatever else has Latin letters is ours."""
    topics = [Topic(id=one, name="Θέμα", description="Λόγια") for one in ("a", "b")]
    return Library.of(
        topics, [_bite(f"{one.id}/{n}") for one in topics for n in range(6)]
    )


def _bite(bite_id: str) -> Any:
    name = f"Λέξη {bite_id.replace('/', '')}"
    return make_bite(
        bite_id,
        title=f"{name}: γιατί",
        summary="Λόγια. " * 30,
        footgun="Λάθος.",
        deeper="Άλλα. " * 50,
        sources=(Source("Πηγή", "https://example.org/x", 2020),),
        recall=Recall("Λάθος;", "Αυτό."),
    )
