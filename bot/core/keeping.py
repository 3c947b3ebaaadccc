"""What is kept about servers and members, and every sentence about that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.wording import day, literal, plural

GRACE = timedelta(days=30)  # after which the data of a server that was left go
DRAFT_LIVES = timedelta(hours=1)  # a form that was filled and not saved
CONFIRM_WITHIN = timedelta(minutes=5)
SOMEBODY = "Somebody"  # in place of who wanted to be forgotten

LEFT = "Daily Bite was removed from the server"
FORGET = "Erase everything"
FORGET_HINT = "Erase everything that Daily Bite keeps of this server, at once"
ASK_TO_FORGET = (
    "This erases all that Daily Bite keeps of this server, at once and for good: the "
    "schedules, which bites were shown (they may come again), what became of posts, "
    "reports, and who changed what. Messages in the channels stay. Press within five "
    "minutes if you are sure; to do nothing, just leave it."
)
NOT_YOURS = "That question was somebody else's, or too long ago. Nothing was erased."
FORGOTTEN = (
    "Erased. Daily Bite keeps nothing of this server any more, and posts nothing. "
    "`/bite-admin schedule` begins anew; or remove the bot from the server."
)
NOTHING_KEPT = "Daily Bite keeps nothing about you."
NOTHING_TO_FORGET = "Daily Bite kept nothing about you; there was nothing to erase."
AWAY = "Daily Bite was away from this server: `/bite-admin resume` goes on."


class Kind(StrEnum):
    """What names a person."""

    REPORTS = "reports"
    AUDIT = "audit"
    HISTORY = "history"
    SCHEDULES = "schedules"
    NOTICES = "notices"
    MANAGERS = "managers"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that names a person: what it is about, and when it came about."""

    kind: Kind
    what: str
    at: datetime


_HEADS = {
    Kind.REPORTS: (
        "report of something wrong with a bite",
        "reports of something wrong with a bite",
    ),
    Kind.AUDIT: (
        "change that you made, or that made you a manager",
        "changes that you made, or that made you a manager",
    ),
    Kind.HISTORY: ("bite that you shared", "bites that you shared"),
    Kind.SCHEDULES: ("schedule that you set up", "schedules that you set up"),
    Kind.NOTICES: ("message that waits for you", "messages that wait for you"),
    Kind.MANAGERS: (
        "entry in a list of managers, as one or as who appointed one",
        "entries in lists of managers, as one or as who appointed one",
    ),
    Kind.DRAFTS: ("form that you began", "forms that you began"),
}
_SHOWN = 3  # of each kind, so that all fits into one message


def help_lines() -> tuple[str, str]:
    """Say what members can do about what is kept."""
    return (
        "- `/bite my-data` shows what is kept about you, `/bite forget-me` erases it",
        "- `/bite-admin forget` erases all that is kept of this server (for admins)",
    )


def what_is_kept(address: str) -> str:
    """Say where the page stands."""
    return f"- What is kept, why and for how long: {address}"


def about_you(found: Sequence[Kept]) -> str:
    """List what is kept about a person."""
    by_kind: dict[Kind, list[Kept]] = {}
    for one in sorted(found, key=lambda one: one.at, reverse=True):
        by_kind.setdefault(one.kind, []).append(one)
    lines = [_line(kind, ones) for kind, ones in by_kind.items()]
    head = "Daily Bite keeps this about you, by your id here:"
    tail = "Nothing else. `/bite forget-me` erases all of it."
    return "\n".join((head, *lines, tail))


def _line(kind: Kind, ones: Sequence[Kept]) -> str:
    shown = ", ".join(
        f"{literal(one.what)} ({day(one.at.date())})" for one in ones[:_SHOWN]
    )
    more = f" and {len(ones) - _SHOWN} more" if len(ones) > _SHOWN else ""
    return f"- {plural(len(ones), *_HEADS[kind])}: {shown}{more}"


def forgot_you(counts: Mapping[Kind, int]) -> str:
    """Say what was erased about a person, and what stays."""
    told = [plural(count, *_HEADS[kind]) for kind, count in counts.items() if count]
    return (
        f"Erased: your name and id in {', '.join(told)}. Messages that stand in "
        "channels stay there; ask an admin to delete those."
    )
