"""What the services need of the database: all state, each method one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.delivery import Delivery, Outcome
from bot.core.records import (
    AuditEntry,
    Leases,
    Notice,
    NoticeKind,
    Plan,
    Posted,
    Report,
    Settled,
    Showing,
)
from bot.core.schedule import Schedule
from bot.ports.channels import Channels
from bot.ports.control import ControlStore
from bot.ports.installs import Installs
from bot.ports.managers import Managers
from bot.ports.privacy import Privacy
from bot.ports.welcome import WelcomeStore


class CommandMemory(Protocol):
    """Remembers what was registered with a platform, so that it is not done blindly."""

    async def command_hash(self, application: str) -> str:
        """Give the hash of the commands that were last registered, or nothing."""

    async def keep_command_hash(self, application: str, value: str) -> None:
        """Remember the hash of the commands that are registered now."""


class Store(
    CommandMemory,
    ControlStore,
    Privacy,
    Managers,
    Channels,
    Installs,
    WelcomeStore,
    Protocol,
):
    """All state; every method is one transaction unless it says otherwise."""

    async def add_schedule(self, schedule: Schedule, entry: AuditEntry) -> Schedule:
        """Keep a new schedule, and give it back as kept.

        Takes over the id of the schedule that was last removed from the same
        channel, so that a local date that was posted stays posted.
        """

    async def add_first_schedule(
        self, schedule: Schedule, entry: AuditEntry
    ) -> Schedule | None:
        """Keep a new schedule as `add_schedule` does, unless its channel has one."""

    async def add_schedules(
        self, pairs: Sequence[tuple[Schedule, AuditEntry]]
    ) -> list[Schedule]:
        """Keep several new schedules as `add_schedule` does: all or none."""

    async def change_schedule(self, schedule: Schedule, entry: AuditEntry) -> bool:
        """Overwrite settings and state of a schedule; tell whether it exists.

        Its unsent deliveries are skipped when it no longer is active, or its
        `active_from` lies after they were due; their bites are given back.
        """

    async def schedule(self, schedule_id: str) -> Schedule | None:
        """Give a schedule that was not removed."""

    async def schedules(
        self, *, platform: str = "", server: str = "", channel: str = ""
    ) -> list[Schedule]:
        """List schedules that were not removed, oldest first; empty means any."""

    async def last_deliveries(self, schedules: Sequence[str]) -> dict[str, Delivery]:
        """Give the newest delivery of each schedule that has one."""

    async def posted_since(
        self, since: Mapping[str, date]
    ) -> Mapping[str, Sequence[tuple[date, str]]]:
        """Give the new bites that schedules have posted since a day of each.

        What was sent, or nobody can say the end of; by date, in one query.
        """

    async def due_schedules(self, now: datetime, *, limit: int) -> list[Schedule]:
        """List active schedules whose next slot is due, longest due first."""

    async def began(self, ids: Collection[str]) -> set[str]:
        """Give those of these schedules that ever had a delivery."""

    async def plan(self, plans_: Sequence[Plan]) -> list[Delivery]:
        """Write plans, each whole or not at all; give the deliveries written.

        A planned delivery puts its bite into the server's history. When another
        delivery took the same bite, or the local date has one, its plan is dropped.
        """

    async def claim(
        self,
        *,
        owner: str,
        now: datetime,
        limit: int,
        platforms: Sequence[str] = (),
        due_before: datetime | None = None,
        per_server: int | None = None,
        but_not: Collection[str] = (),
    ) -> list[Delivery]:
        """Take deliveries whose time has come, with a lease and a new fence.

        Planned ones, and those that somebody left in the middle: their lease is over.

        Args:
            owner: Who takes them.
            now: The present.
            limit: How many at most.
            platforms: Only those of these platforms; none means any.
            due_before: Only what came due by then.
            per_server: At most so many of each server, so that none waits for another.
            but_not: Servers that have enough under way.
        """

    async def end_leases(self, now: datetime) -> int:
        """End the leases of all deliveries, as their owners are gone; count them."""

    async def renew(
        self, owner: str, roles: Sequence[str], *, now: datetime, lease: timedelta
    ) -> Leases:
        """Renew a replica's own lease and its roles, and take roles that are free.

        One that it holds and no longer asks for becomes free. One replica at a time,
        so that all see each other.
        """

    async def leave(self, owner: str) -> None:
        """Give up everything that a replica holds."""

    async def settle_all(
        self, pairs: Sequence[tuple[Delivery, Outcome]], *, now: datetime
    ) -> list[Settled]:
        """Write outcomes, each under its delivery's fence, in one transaction.

        A failed or skipped delivery gives its bite back, in the same transaction;
        the proof of a post is kept for ever, whether the fence held or not.
        """

    async def receipt(self, delivery_id: str) -> str | None:
        """Give the message of a delivery, if its proof came too late to settle it."""

    async def keep_message(self, delivery_id: str, message_id: str) -> None:
        """Say which message of a delivery is the one that stays."""

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """Give one delivery."""

    async def deliveries(
        self, *, schedule: str = "", states: Collection[str] = (), limit: int
    ) -> list[Delivery]:
        """List deliveries, newest first; empty means any."""

    async def post_again(self, delivery_id: str, entry: AuditEntry) -> bool:
        """Plan an unconfirmed delivery anew; False where it is not unconfirmed."""

    async def blocked_schedules(
        self, platforms: Collection[str], *, limit: int
    ) -> list[Schedule]:
        """List schedules that refusals have blocked, longest not looked at first."""

    async def write_blocked(self, plan: Plan, entry: AuditEntry | None = None) -> bool:
        """Write the missed days of a blocked schedule; with an entry it goes on.

        All of it, or nothing where it is no longer blocked, or another has done it.
        What its notice had to say and nobody heard is forgotten as it goes on.
        """

    async def add_notice(self, notice: Notice) -> bool:
        """Keep a notice; False when its schedule has one of its kind.

        One of refusals goes when a post succeeds, or somebody changes the schedule;
        one of running dry goes when somebody changes what the schedule takes.
        """

    async def notices_of(
        self, kind: NoticeKind, schedules: Collection[str]
    ) -> Mapping[str, Notice]:
        """Give the notice of each schedule that has one of this kind, told or not."""

    async def reword_notice(self, notice: Notice, text: str) -> None:
        """Change what a notice says, if nobody has heard it yet."""

    async def forget_notices(
        self, kind: NoticeKind, schedules: Collection[str]
    ) -> None:
        """Forget what is no longer so, told or not: next time it is told again."""

    async def take_notices(
        self, now: datetime, *, platform: str, server: str = "", limit: int
    ) -> list[Notice]:
        """Take what nobody heard yet, as told now; each is taken by one only.

        Args:
            now: The present.
            platform: Those of this platform.
            server: All of this server; without it, those that name a person.
            limit: How many at most.
        """

    async def return_notices(self, notices: Collection[Notice]) -> None:
        """Give back what could not be told after all, with its person or without."""

    async def unseen(
        self, wanted: Sequence[tuple[str, str, Sequence[str]]]
    ) -> list[list[int]]:
        """Say for each (platform, server, bites) which positions are unseen.

        One statement for the whole batch; positions in order.
        """

    async def longest_ago(
        self, platform: str, server: str, bites: Sequence[str]
    ) -> str | None:
        """Give the bite of these that the server saw longest ago."""

    async def showing(self, platform: str, server: str, bite: str) -> Showing | None:
        """Tell when a server saw a bite, if it did."""

    async def record_showing(
        self, platform: str, server: str, showing: Showing
    ) -> bool:
        """Put a bite into the history; False when it is there already."""

    async def take_showing(
        self, platform: str, server: str, read: Showing, renewed: Showing
    ) -> bool:
        """Take over a showing that was read without a message; False: another did."""

    async def complete_showing(
        self,
        platform: str,
        server: str,
        bite: str,
        *,
        message_id: str,
        revision: int | None = None,
    ) -> None:
        """Add the message to a showing, and which revision it shows if that is new."""

    async def forget_showing(self, platform: str, server: str, bite: str) -> None:
        """Take a bite out of the history, as it was not shown after all."""

    async def posted(
        self, platform: str, bite: str, *, below: int, since: datetime, after: str
    ) -> list[Posted]:
        """List messages that show a bite and were not corrected to a revision yet.

        Args:
            platform: Where.
            bite: Its id.
            below: The revision.
            since: Only what was shown from then on.
            after: Only servers behind this one, as they come a few at a time, in order.
        """

    async def mark_corrected(self, posted: Posted, revision: int) -> None:
        """Note up to which revision a message was corrected."""

    async def add_report(self, report: Report) -> bool:
        """Keep a report; False when the person has said the same before."""

    async def reports(self, *, limit: int) -> list[Report]:
        """List reports, newest first."""

    async def take_reports(
        self, platform: str, server: str, now: datetime, *, limit: int
    ) -> list[Report]:
        """Take what no admin of a server heard yet, as told now; oldest first."""

    async def first_time(self, platform: str, event: str, now: datetime) -> bool:
        """Note an event; False when it was noted before."""

    async def audit(self, platform: str, server: str) -> list[AuditEntry]:
        """List a server's changes, newest first, at most 100."""

    async def ping(self) -> None:
        """Ask the database for nothing, to see that it answers."""

    async def backlog(
        self, platforms: Collection[str], now: datetime
    ) -> Mapping[str, int]:
        """Count the posts of each platform that are due and have not ended."""

    async def clean(self, before: Mapping[str, datetime]) -> int:
        """Delete what is older than the instant of its kind, a few at once; count it.

        Kinds: `processed_events`, `audit`, `deliveries` that ended, and their `cards`.
        """
