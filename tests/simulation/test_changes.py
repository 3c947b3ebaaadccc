"""Schedules that people change as they like, on the real services, day after day."""

import asyncio
import os
from collections.abc import Coroutine
from datetime import date, datetime, timedelta
from math import inf
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.core.calendar import day_off
from bot.core.holidays import PUBLIC_HOLIDAYS
from bot.core.requests import Command, Person, Request
from bot.core.schedule import Schedule, due_slots, may_still_post
from bot.core.selection import variant_of
from bot.core.shelf import Shelf
from bot.errors import InputError
from bot.services.admin import Admin
from bot.services.change_log import ChangeLog
from bot.services.days_off import DaysOff
from bot.services.deliver import Deliver
from bot.services.plan import Planner
from bot.storage.store import SqlStore
from tests.conftest import make_library
from tests.simulation.database import empty_schema, memory
from tests.simulation.platform import Place, Reach
from tests.simulation.variants import VARIANTS
from tests.simulation.virtual_time import VirtualClock, VirtualTimeLoop, seconds_until
from tests.simulation.watch import ENDED, S, Watch, moment
from tests.simulation.worker import PRESENT, Faults, Worker

T = TypeVar("T")
LIBRARY = make_library(3, topics=("alpha", "beta"))  # soon seen in full
SHELF = Shelf(LIBRARY)
CHANNELS = st.sampled_from(["one", "two"])
TIMES = st.sampled_from(["00:00", "02:30", "09:00", "09:20", "17:00", "23:45"])
ZONES = st.sampled_from(["UTC", "Europe/Paris", "Pacific/Kiritimati", "America/Nome"])
DAYS = st.sampled_from(["mon-sun", "mon-fri", "tue,thu", "sat"])
TOPICS = st.sampled_from(["all", "alpha", "beta"])
REGIONS = st.sampled_from(["US", "DE-BY", "off"])
RULES = st.sampled_from(["skip", "move"])
IS_REDUCED = os.environ.get("DAILYBITE_SLOW") == "reduced"
_NEXT = "SELECT min(next_at) FROM schedules WHERE state = 'active'"

_SAME_IDS = """
    UPDATE audit SET schedule =
        (SELECT channel FROM schedules WHERE schedules.id = audit.schedule)
    WHERE schedule IN (SELECT id FROM schedules WHERE id <> channel)"""


class Changes(RuleBasedStateMachine):
    """A server with two channels, an admin with many ideas, and a bot without faults."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=VirtualTimeLoop)
        self.place = Place(VARIANTS["dumb"].kind)
        self.watch = Watch(memory().raw, self.place)
        memory().begin_anew(empty_schema(), self.watch.committed)
        self.store = SqlStore(memory().open())
        planner = Planner(self.store, SHELF)
        common: dict[str, Any] = {
            "store": self.store,
            "planner": planner,
            "clock": VirtualClock(),
        }
        admin = Admin(platforms={}, shelf=SHELF, **common)
        of_admins: dict[str, Any] = {
            "admin": admin,
            "store": self.store,
            "clock": common["clock"],
        }
        self.commands = {
            **admin.commands(),
            **DaysOff(**of_admins).commands(),
            **ChangeLog(shelf=SHELF, **of_admins).commands(),
        }
        self.worker = self.runner.run(self._start())
        reach = Reach(self.place, self.worker, self.watch)
        self.deliver = Deliver(
            platforms={reach.name: reach}, owner=self.worker.owner, **common
        )
        self.seen: set[str] = set()
        self.number = 0

    async def _start(self) -> Worker:
        faults = Faults(Random(0), {}, calm=True)  # noqa: S311 - a game
        return Worker("the only one", faults, 0, [])

    def teardown(self) -> None:
        self.runner.close()
        memory().committed = lambda: None

    @rule(channel=CHANNELS, time=TIMES, timezone=ZONES, days=DAYS, topics=TOPICS)
    def schedule(self, channel: str, **options: str) -> None:
        self._ask(Command.SCHEDULE, channel, options)

    @rule(channel=CHANNELS, time=TIMES)
    def move(self, channel: str, time: str) -> None:
        self._ask(Command.SCHEDULE, channel, {"time": time})

    @rule(channel=CHANNELS, timezone=ZONES)
    def travel(self, channel: str, timezone: str) -> None:
        self._ask(Command.SCHEDULE, channel, {"timezone": timezone})

    @rule(channel=CHANNELS, topics=TOPICS)
    def choose(self, channel: str, topics: str) -> None:
        self._ask(Command.SCHEDULE, channel, {"topics": topics})

    @rule(
        channel=CHANNELS,
        command=st.sampled_from(
            [Command.PAUSE, Command.RESUME, Command.REMOVE, Command.SKIP]
        ),
    )
    def stop_or_go_on(self, channel: str, command: Command) -> None:
        self._ask(command, channel, {})

    @rule(channel=CHANNELS, region=REGIONS, days_off=RULES)
    def keep_holidays(self, channel: str, region: str, days_off: str) -> None:
        options = {"holidays": region, "days_off": days_off}
        self._ask(Command.SCHEDULE, channel, options)

    @rule(channel=CHANNELS, ahead=st.integers(0, 3), days_off=RULES)
    def take_a_day_off(self, channel: str, ahead: int, days_off: str) -> None:
        options = {"dates": self._day(ahead), "days_off": days_off}
        self._ask(Command.SCHEDULE, channel, options)

    @rule(channel=CHANNELS, ahead=st.integers(0, 4))
    def pause_until(self, channel: str, ahead: int) -> None:
        self._ask(Command.PAUSE, channel, {"until": self._day(ahead)})

    @rule(back=st.integers(0, 3))
    def undo(self, back: int) -> None:
        query = "SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?"
        found = memory().raw.execute(query, (back,)).fetchone()
        if found:
            self._ask(Command.UNDO, "one", {"bite": str(found[0])})

    def _day(self, ahead: int) -> str:
        now = self.runner.run(_now())
        return (now.date() + timedelta(days=ahead)).isoformat()

    @rule(minutes=st.integers(1, 60) | st.integers(60, 60 * 50))
    def live(self, minutes: int) -> None:
        self.runner.run(self._live(minutes * 60))

    @rule(hours=st.integers(1, 40))
    def be_down(self, hours: int) -> None:
        self.runner.run(asyncio.sleep(hours * 3600))
        self.runner.run(self._post())

    @invariant()
    def nothing_is_left_or_posted_twice(self) -> None:
        rows = self.watch.rows()
        marks = [post.mark for post in self.place.posts]
        sent = [row.id for row in rows if row.state is S.SENT]

        assert self.watch.faults == []
        assert {row.state for row in rows} <= ENDED
        assert sorted(marks) == sorted(sent)

    def _ask(self, command: Command, channel: str, options: dict[str, str]) -> None:
        self.number += 1
        request = Request(
            id=str(self.number),
            platform="slack",
            server="1",
            channel=channel,
            person=Person(id="7", name="Ana", timezone="Europe/Paris"),
            command=command,
            options=options,
        )
        self.runner.run(self._answer(self.commands[command](request)))
        # Their ids are made by chance, and a course depends on them.
        memory().raw.execute(_SAME_IDS)
        memory().raw.execute("UPDATE schedules SET id = channel WHERE id <> channel")

    async def _answer(self, work: Coroutine[Any, Any, Any] | Any) -> None:
        try:
            await work
        except InputError:  # such as to pause what is not there
            return

    async def _live(self, seconds: float) -> None:
        """Let time pass, with a tick whenever a schedule comes due."""
        end = asyncio.get_running_loop().time() + seconds
        while (now := asyncio.get_running_loop().time()) < end:
            (at,) = memory().raw.execute(_NEXT).fetchone()
            due = seconds_until(moment(at)) if at else inf
            await asyncio.sleep(max(min(due, end - now), 1))
            await self._post()

    async def _post(self) -> None:
        """Let the bot do what is due, and compare it with what it had to do."""
        PRESENT.set(self.worker)
        begun, posted = VirtualClock().now(), len(self.place.posts)
        schedules = await self.store.schedules()
        await self.deliver.tick()
        await self.deliver.settle_all(timedelta(minutes=1))
        states = {
            (row.schedule, row.local_date): row.state for row in self.watch.rows()
        }
        for one in schedules:
            if one.state == "active":
                self._is_accounted_for(one, begun, states)
        self._shows_unseen_first(schedules, posted)

    def _is_accounted_for(
        self, schedule: Schedule, now: Any, states: dict[tuple[str, str], S]
    ) -> None:
        slots = due_slots(schedule, now)
        for slot in slots:
            assert (schedule.id, slot.day.isoformat()) in states
        if slots and may_still_post(schedule, slots[-1], now):
            assert states[schedule.id, slots[-1].day.isoformat()] is S.SENT

    def _shows_unseen_first(self, schedules: list[Schedule], posted: int) -> None:
        """See that a bite came again only after all others of its course."""
        by_id = {one.id: one for one in schedules}
        rows = {row.id: row for row in self.watch.rows()}
        new = [rows[post.mark] for post in self.place.posts[posted:]]
        shown = [row.bite for row in new if row.bite]
        for row in new:
            calendar = by_id[row.schedule].calendar
            day = date.fromisoformat(row.local_date)
            assert day_off(calendar, day, PUBLIC_HOLIDAYS) is None
            assert row.bite
            order = _order(by_id[row.schedule])
            others = self.seen.union(shown)
            is_new = row.bite not in self.seen and shown.count(row.bite) == 1
            assert is_new or others.issuperset(order)
        self.seen.update(shown)


async def _now() -> datetime:
    return VirtualClock().now()


def _order(schedule: Schedule) -> tuple[str, ...]:
    return SHELF.courses.order(schedule.topics, variant=variant_of(schedule.id))


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)


@pytest.mark.slow
class TestManyChanges(Changes.TestCase):  # type: ignore[misc, valid-type]
    """The same, for longer."""

    settings = settings(
        max_examples=60 if IS_REDUCED else 500, stateful_step_count=40, deadline=None
    )
