"""What the rooms tell each other: plans, showings, changes, notices, receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.core.delivery import Delivery
from bot.core.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One line of a server's history: when a bite was last shown to it.

    Args:
        shared_by: A display name; empty for a daily post.
        revision: Which one its message shows, where nothing else tells: a shared
            message, or one that was corrected.
    """

    bite: str
    shown_at: datetime
    channel: str = ""
    message_id: str = ""
    shared_by: str = ""
    shared_by_id: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A public message that shows a bite, daily or shared.

    Args:
        delivery: Which delivery posted it; none for a shared one.
        card: The card as it was posted, as JSON, where it is still kept.
    """

    platform: str
    server: str
    bite: str
    channel: str
    message_id: str
    shown_at: datetime
    shared_by: str = ""
    delivery: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody found wrong with a bite."""

    platform: str
    server: str
    person: str  # the platform's id
    bite: str
    revision: int
    reason: str
    at: datetime


class Plan(NamedTuple):  # made for each schedule that is due
    """A delivery to be written, and where its schedule stands afterwards.

    Written as one: all of it, or nothing when the local date has a delivery or
    the schedule was changed since it was read.
    """

    deliveries: tuple[Delivery, ...]
    schedule: Schedule  # with the new cursor, next_at and state
    read_next_at: datetime | None  # what the planner read; the guard


BY_ITSELF = "daily-bite"  # whose entry it is where nobody asked for it
COMMAND_LINE = "cli"  # how those of people there begin


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who changed what; `before` and `after` are short texts."""

    platform: str
    server: str
    person: str
    act: str
    at: datetime
    before: str = ""
    after: str = ""
    schedule: str = ""  # which one; the store fills it in


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement found.

    Args:
        held: Whether the fence held: nobody else had taken over.
        message_ids: All messages that were ever posted for it, oldest first.
        blocked: Whether its schedule was blocked by this.
    """

    held: bool
    message_ids: tuple[str, ...] = ()
    blocked: bool = False


class NoticeKind(StrEnum):
    """What a notice is about; it is told while that is so."""

    BLOCKED = "blocked"  # a post was refused; several stop the schedule
    DRY = "dry"  # its new bites run out, or have run out
    AFTER = "after"  # its posts go out, but not what should follow them


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the admins of a server should hear once; one per schedule and kind."""

    schedule: str
    platform: str
    server: str
    text: str  # Markdown
    created_at: datetime
    kind: NoticeKind = NoticeKind.BLOCKED
    person: str = ""  # who hears it in private; nobody: the next admin who asks
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that somebody filled in and that was not saved; kept for a while."""

    platform: str
    server: str
    person: str
    schedule: str  # its id, or another word for which one
    channel: str  # where it was opened
    options: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """A server, since when the bot is not in it, and when its data are to go."""

    platform: str
    server: str
    left_at: datetime | None
    erase_at: datetime | None


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
    is_elsewhere: bool = False  # the channel is of another server


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
