"""What is kept about servers and members, and every sentence about that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.language import kept, say, say_many, sentence
from bot.core.wording import day, literal

GRACE = timedelta(days=30)  # after which the data of a server that was left go
DRAFT_LIVES = timedelta(hours=1)  # a form that was filled and not saved
CONFIRM_WITHIN = timedelta(minutes=5)
SOMEBODY = kept("Somebody")  # in place of who wanted to be forgotten

LEFT = kept("Daily Bite was removed from the server")
forget = sentence("Erase everything")
forget_hint = sentence("Erase everything that Daily Bite keeps of this server, at once")
ask_to_forget = sentence(
    "This erases all that Daily Bite keeps of this server, at once and for good: the "
    "schedules, which bites were shown (they may come again), what became of posts, "
    "reports, and who changed what. Messages in the channels stay. Press within five "
    "minutes if you are sure; to do nothing, just leave it."
)
not_yours = sentence(
    "That question was somebody else's, or too long ago. Nothing was erased."
)
forgotten = sentence(
    "Erased. Daily Bite keeps nothing of this server any more, and posts nothing. "
    "`/bite-admin schedule` begins anew; or remove the bot from the server."
)
nothing_kept = sentence("Daily Bite keeps nothing about you.")
nothing_to_forget = sentence(
    "Daily Bite kept nothing about you; there was nothing to erase."
)
away = sentence("Daily Bite was away from this server: `/bite-admin resume` goes on.")


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


_SHOWN = 3  # of each kind, so that all fits into one message


def help_lines() -> tuple[str, str]:
    """Say what members can do about what is kept."""
    return (
        say(
            "- `/bite my-data` shows what is kept about you, `/bite forget-me` erases it"
        ),
        say(
            "- `/bite-admin forget` erases all that is kept of this server (for admins)"
        ),
    )


def what_is_kept(address: str) -> str:
    """Say where the page stands."""
    return say("- What is kept, why and for how long: {address}", address=address)


def about_you(found: Sequence[Kept]) -> str:
    """List what is kept about a person."""
    by_kind: dict[Kind, list[Kept]] = {}
    for one in sorted(found, key=lambda one: one.at, reverse=True):
        by_kind.setdefault(one.kind, []).append(one)
    lines = [_line(kind, ones) for kind, ones in by_kind.items()]
    head = say("Daily Bite keeps this about you, by your id here:")
    tail = say("Nothing else. `/bite forget-me` erases all of it.")
    return "\n".join((head, *lines, tail))


def _told(kind: Kind, count: int) -> str:
    """Say how many things of a kind there are."""
    match kind:
        case Kind.REPORTS:
            return say_many(
                "{count} report of something wrong with a bite",
                "{count} reports of something wrong with a bite",
                count,
            )
        case Kind.AUDIT:
            return say_many(
                "{count} change that you made, or that made you a manager",
                "{count} changes that you made, or that made you a manager",
                count,
            )
        case Kind.HISTORY:
            return say_many(
                "{count} bite that you shared", "{count} bites that you shared", count
            )
        case Kind.SCHEDULES:
            return say_many(
                "{count} schedule that you set up",
                "{count} schedules that you set up",
                count,
            )
        case Kind.NOTICES:
            return say_many(
                "{count} message that waits for you",
                "{count} messages that wait for you",
                count,
            )
        case Kind.MANAGERS:
            return say_many(
                "{count} entry in a list of managers, as one or as who appointed one",
                "{count} entries in lists of managers, as one or as who appointed one",
                count,
            )
        case Kind.DRAFTS:
            return say_many(
                "{count} form that you began", "{count} forms that you began", count
            )


def _line(kind: Kind, ones: Sequence[Kept]) -> str:
    shown = ", ".join(
        f"{literal(one.what)} ({day(one.at.date())})" for one in ones[:_SHOWN]
    )
    more = len(ones) - _SHOWN
    told = say("{things} and {count} more", things=shown, count=more)
    return f"- {_told(kind, len(ones))}: {told if more > 0 else shown}"


def forgot_you(counts: Mapping[Kind, int]) -> str:
    """Say what was erased about a person, and what stays."""
    told = [_told(kind, count) for kind, count in counts.items() if count]
    return say(
        "Erased: your name and id in {told}. Messages that stand in "
        "channels stay there; ask an admin to delete those.",
        told=", ".join(told),
    )
