"""What autocomplete offers while somebody types an option."""

from collections.abc import Sequence

from bot.core import calendar_words, schedule_words
from bot.core.calendar import OnDayOff
from bot.core.holidays import region_choices
from bot.core.requests import NEW, Command, Request
from bot.core.schedule import nearest_zones
from bot.core.search import MAX_CHOICES, Choice
from bot.core.shelf import Shelf
from bot.ports import Store
from bot.services.options_form import RHYTHMS, SPANS
from bot.services.rights import may_administer
from bot.services.settings import describe

_DAYS = ("mon-fri", "mon-sun", "mon,wed,fri", "tue,thu", "sat,sun")
_LEVELS = (
    "all",
    "beginner",
    "beginner,intermediate",
    "intermediate",
    "intermediate,advanced",
    "advanced",
)
_TIMES = ("08:00", "08:30", "09:00", "09:30", "10:00", "12:00", "13:30", "16:00")


def _regions(text: str) -> list[Choice]:
    found = [
        Choice(label[:100], code)
        for label, code in region_choices(text, limit=MAX_CHOICES)
    ]
    is_off = "off".startswith(text.strip().casefold())
    off = [Choice(calendar_words.no_holidays(), "off")] if is_off else []
    return [*off, *found][:MAX_CHOICES]


class Completion:
    """Offers at most 25 choices for each option."""

    def __init__(self, *, store: Store, shelf: Shelf) -> None:
        self._store = store
        self._shelf = shelf

    async def complete(
        self, request: Request, option: str, text: str
    ) -> Sequence[Choice]:
        """List the choices for an option of a command."""
        if option == "topic" and request.command in (Command.BITE, Command.SEEN):
            return self._shelf.search.complete(text)
        if option == "timezone":
            return [Choice(one, one) for one in nearest_zones(text)]
        if option == "holidays":
            return _regions(text)
        if option == "topics":
            return self._topics(text)
        if option == "schedule":
            return await self._schedules(request)
        fixed = {
            "days": _DAYS,
            "levels": _LEVELS,
            "time": _TIMES,
            "days_off": tuple(OnDayOff),
            "every": ("off", *RHYTHMS),
            "catch_up": SPANS,
        }
        words = fixed.get(option, ())
        return [Choice(one, one) for one in words if one.startswith(text.strip())]

    def _topics(self, text: str) -> list[Choice]:
        """Complete the last of several ids; what stands before it stays."""
        before, comma, last = text.rpartition(",")
        chosen = {one.strip() for one in before.split(",")}
        choices = []
        for topic in self._shelf.library.topics.values():
            if last.strip().lower() not in f"{topic.id} {topic.name.lower()}":
                continue
            value = f"{before}{comma}{topic.id}"
            if topic.id not in chosen and len(value) <= 100:
                choices.append(Choice(value, value))
        everything = (
            []
            if before or last.strip()
            else [Choice(schedule_words.all_topics(), "all")]
        )
        return [*everything, *choices][:MAX_CHOICES]

    async def _schedules(self, request: Request) -> list[Choice]:
        if not await may_administer(self._store, request):
            return []
        found = await self._store.schedules(
            platform=request.platform, server=request.server, channel=request.channel
        )
        lines = [
            Choice(f"{one.id}: {describe(one, self._shelf.library)}"[:100], one.id)
            for one in found
        ]
        if request.command is Command.SCHEDULE:
            lines.append(Choice(schedule_words.new_schedule(), NEW))
        return lines[:MAX_CHOICES]
