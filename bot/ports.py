"""What the services need from outside: platforms, a store, a clock; as protocols."""

from asyncio import Event
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from bot.core.cards import Card
from bot.core.delivery import Delivery, Outcome
from bot.core.pacing import Share
from bot.core.records import AuditEntry, Notice, NoticeKind, Plan, Settled, Showing
from bot.core.requests import Reply, Request
from bot.core.schedule import Schedule
from bot.core.search import Choice

__all__ = ["AuditEntry", "Notice", "Plan", "Settled", "Showing"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A platform's proof of a post."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Access:
    """What the bot may do in a channel, in the platform's own words."""

    visible: bool
    missing: tuple[str, ...] = ()  # names of permissions that somebody must grant
    channel_name: str = ""
    takes_posts: bool = True  # False: another kind of channel, whatever the rights
    remedy: str = ""  # what to do, where the platform knows better words


class MayStart(Protocol):
    """Asked right before a request leaves; no means that it must not leave."""

    def __call__(self) -> bool:
        """Tell whether there is still time to send."""


class Platform(Protocol):
    """A place to post; knows neither services nor storage."""

    name: str
    repeat_window: timedelta
    """For how long the platform itself refuses to post the same mark twice."""
    topics_command: str
    """What members type there to list the topics."""

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now; none without a share."""

    def use_share(self, share: Share) -> None:
        """Go on with another share of the rate that all replicas have together."""

    async def post(
        self,
        channel: str,
        card: Card,
        *,
        mark: str,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Receipt:
        """Post a card in public, under a mark that is the same at every attempt.

        Args:
            channel: Where to post.
            card: What to post.
            mark: Identifies the post for ever; the platform keeps it unseen.
            may_start: Asked after waiting for a place, before anything leaves.
            for_person: Somebody waits for it, so it goes before the daily ones.

        Raises:
            DeliveryError: It was not posted, or may have been.
        """

    async def find(
        self, server: str, channel: str, mark: str, *, since: datetime
    ) -> Receipt | None:
        """Look for an own post by its mark; None means that it is not there.

        Raises:
            UnreadableError: The bot may not read there, or not far enough back.
            DeliveryError: The platform did not say.
        """

    async def delete(self, channel: str, message_id: str) -> None:
        """Take an own post away; one that is gone already is fine.

        Raises:
            DeliveryError: It was not deleted, or may not have been.
        """

    async def access(self, server: str, channel: str) -> Access:
        """Tell what the bot may do in a channel.

        Raises:
            DeliveryError: The platform did not say.
        """

    async def tell(self, server: str, person: str, card: Card) -> None:
        """Send a private message to somebody of a server.

        Raises:
            DeliveryError: It was not sent, or may have been.
        """

    def link(self, server: str, channel: str, message_id: str) -> str:
        """Give the address that opens a message."""


class Handler(Protocol):
    """What a platform hands its commands and clicks to."""

    async def answer(self, request: Request) -> Reply:
        """Do what a person asked; never raises, a failure is a reply as well."""

    async def complete(
        self, request: Request, *, option: str, text: str
    ) -> Sequence[Choice]:
        """List at most 25 choices for an option that is being typed."""


WebHandler = Callable[[Any], Awaitable[Any]]
"""Answers a request of the web server's; what that looks like, only `web` knows."""


class Connection(Platform, Protocol):
    """A platform that is open, and that can also listen to people."""

    ready: Event
    """Set while what people ask arrives."""

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""

    @property
    def listens_alone(self) -> bool:
        """Tell whether only one replica may listen at a time."""

    async def run(self, handler: Handler, memory: "CommandMemory") -> None:
        """Hand what people ask to the handler until cancelled.

        Raises:
            DeliveryError: The platform refuses the bot for good.
        """

    @property
    def web_routes(self) -> Mapping[str, WebHandler]:
        """Name the paths that must be served for the platform to reach the bot."""

    async def how_to_add(self) -> str:
        """Say in a sentence how the bot comes into a server, with least rights.

        Raises:
            DeliveryError: The credentials are refused, or nobody answered.
        """


class Clock(Protocol):
    """The one source of the present."""

    def now(self) -> datetime:
        """Give the present as an aware datetime in UTC."""


@dataclass(frozen=True, slots=True)
class Leases:
    """Who is there, and who holds what, as one look at the store found it.

    Args:
        now: The store's own present.
        owners: All replicas whose lease runs, in an order that all agree on.
        held: The roles that the asking one holds.
    """

    now: datetime
    owners: tuple[str, ...]
    held: frozenset[str]


class CommandMemory(Protocol):
    """Remembers what was registered with a platform, so that it is not done blindly."""

    async def command_hash(self, application: str) -> str:
        """Give the hash of the commands that were last registered, or nothing."""

    async def keep_command_hash(self, application: str, value: str) -> None:
        """Remember the hash of the commands that are registered now."""


class Store(CommandMemory, Protocol):
    """All state; every method is one transaction unless it says otherwise."""

    async def add_schedule(self, schedule: Schedule, entry: AuditEntry) -> Schedule:
        """Keep a new schedule, and give it back as kept.

        Takes over the id of the schedule that was last removed from the same
        channel, so that a local date that was posted stays posted.
        """

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
    ) -> list[Delivery]:
        """Take deliveries whose time has come, with a lease and a new fence.

        Planned ones, and those that somebody left in the middle: their lease is over.

        Args:
            owner: Who takes them.
            now: The present.
            limit: How many at most.
            platforms: Only those of these platforms; none means any.
            due_before: Only what came due by then.
        """

    async def end_leases(self, now: datetime) -> int:
        """End the leases of all deliveries, as their owners are gone; count them."""

    async def renew(
        self, owner: str, roles: Sequence[str], *, now: datetime, lease: timedelta
    ) -> Leases:
        """Renew a replica's own lease and its roles, and take roles that are free.

        One replica at a time, so that all see each other.
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
        self, platform: str, server: str, bite: str, *, message_id: str
    ) -> None:
        """Add the message to a showing."""

    async def forget_showing(self, platform: str, server: str, bite: str) -> None:
        """Take a bite out of the history, as it was not shown after all."""

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
