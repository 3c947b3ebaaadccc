"""Six quiet months: half a year of weekdays, with deploys, outages and refusals."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.delivery import Delivery
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, make_library, running_bot
from tests.rooms import words

pytestmark = [
    pytest.mark.usefixtures("hours_pass"),
    # How Slack's events come in changes nothing about posting: one way is enough.
    pytest.mark.parametrize("platform", ["discord", "slack-socket"], indirect=True),
]
WEEKS = 26
MONDAY = date(
    2026, 9, 28
)  # in summer time; the clocks change in autumn, and in New York in spring
ZONES = {"discord": "Europe/Berlin", "slack": "America/New_York"}
NINE = time(9)


def day_of(week: int, weekday: int) -> date:
    return MONDAY + timedelta(weeks=week, days=weekday)


WEEKDAYS = [day_of(week, day) for week in range(WEEKS) for day in range(5)]
SHORT_OUTAGE, LONG_OUTAGE = day_of(3, 2), day_of(6, 1)
FORBIDDEN = [day_of(10, day) for day in range(5)]
PERMITTED = day_of(11, 0)
REVOKED = [day_of(18, day) for day in range(3)]
RENEWED = day_of(18, 3)


class HalfAYear:
    """A bot that lives day by day, is deployed each week, and meets trouble."""

    def __init__(
        self, start: Callable[[], AbstractAsyncContextManager[Bot]], clock: MovedClock
    ) -> None:
        self._start = start
        self._clock = clock
        self._stack = AsyncExitStack()
        self.bot: Bot
        self.zone = ZoneInfo("UTC")

    async def deploy(self) -> None:
        """Close the bot if it runs, and open it on the same database."""
        await self.close()
        self.bot = await self._stack.enter_async_context(self._start())
        self.zone = ZoneInfo(ZONES[self.bot.room.name])

    async def close(self) -> None:
        """Stop the bot."""
        await self._stack.aclose()

    async def set_up(self) -> None:
        """Set the schedule up on the Sunday before."""
        await self.deploy()
        await self.bot.schedule(timezone=str(self.zone), days="mon-fri")

    async def live(self, day: date) -> None:
        """Let a day pass: trouble comes or goes, the post is due, the evening comes."""
        self._at(day, hours=-2)
        if day.weekday() == 0 or day == RENEWED:
            await self._morning(day)
        await self._trouble(day)
        await self.bot.app.doctor.check()
        if day in (SHORT_OUTAGE, LONG_OUTAGE):
            await self.close()
            self._at(day, hours=3 if day == SHORT_OUTAGE else 8)
            await self.deploy()
        else:
            self._at(day)
        await self.bot.tick()
        self._at(day, hours=5, minutes=58)
        await self.bot.tick()
        await self.bot.app.doctor.check()

    async def _morning(self, day: date) -> None:
        if day == RENEWED:
            self.bot.room.restore()
        await self.deploy()

    async def _trouble(self, day: date) -> None:
        room = self.bot.room
        room.rest()
        if day == FORBIDDEN[0]:
            room.forbid("daily-bite")
        if day == PERMITTED:
            room.permit("daily-bite")
        if day == REVOKED[0]:
            room.revoke()

    def _at(self, day: date, **later: float) -> None:
        due = datetime.combine(day, NINE, self.zone).astimezone(UTC)
        self._clock.time = max(self._clock.time, due + timedelta(**later))


@pytest.fixture
async def half_a_year(
    sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str
) -> AsyncIterator[HalfAYear]:
    library = make_library(140)
    clock.time = datetime.combine(MONDAY, time(), UTC) - timedelta(hours=12)
    lived = HalfAYear(
        lambda: running_bot(sandbox, clock, library, tmp_path, platform), clock
    )
    await lived.set_up()
    yield lived
    await lived.close()


def check_states(rows: dict[date, Delivery], remedy: str) -> None:
    """See that every day ended as it had to, with its reason."""
    expected = dict.fromkeys(WEEKDAYS, "sent")
    expected[LONG_OUTAGE] = "skipped"
    expected |= dict.fromkeys(FORBIDDEN, "failed")
    expected |= dict.fromkeys(FORBIDDEN[3:], "skipped")
    expected |= dict.fromkeys(REVOKED, "failed")
    assert {day: str(row.state) for day, row in rows.items()} == expected
    assert rows[LONG_OUTAGE].reason == "the bot was not running at that time"
    assert all(remedy in rows[day].reason for day in FORBIDDEN)
    assert all("set a new" in rows[day].reason for day in REVOKED)


async def test_six_quiet_months(half_a_year: HalfAYear) -> None:
    for day in WEEKDAYS:
        await half_a_year.live(day)

    bot = half_a_year.bot
    rows = {one.local_date: one for one in await bot.store.deliveries(limit=1000)}
    sent = [one for one in rows.values() if one.state == "sent"]
    check_states(rows, bot.room.remedy)
    assert len(bot.titles()) == len(set(bot.titles())) == len(sent)
    assert len({one.bite for one in sent}) == len(sent)
    due = {one.due_at.astimezone(half_a_year.zone) for one in rows.values()}
    assert {one.time() for one in due} == {NINE}
    assert len({one.utcoffset() for one in due}) == 2  # summer and winter time
    late = [one for one in bot.room.posts() if "Late today" in words(one)]
    assert len(late) == 1
    told = [words(one) for one in bot.room.told("ana")]
    assert 1 <= len(told) <= 3
    assert all(one.count(bot.room.remedy) == 1 for one in told)
