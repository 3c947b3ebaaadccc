"""What a person asked, on any platform, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.cards import Card
from bot.core.forms import Form


class Command(StrEnum):
    """Everything that a person can ask the bot to do."""

    BITE = "bite"
    TOPICS = "topics"
    HELP = "help"
    DEEPER = "deeper"
    QUIZ = "quiz"
    ANSWER = "answer"
    READ = "read"
    SHARE = "share"
    SCHEDULE = "schedule"
    SET_UP = "set-up"  # the form that ends in SCHEDULE
    OPTIONS = "options"  # how a schedule posts
    OPTIONS_FORM = "options-form"  # the form that ends in OPTIONS
    LIST = "list"
    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"
    NEXT = "next"
    PREVIEW = "preview"
    HEALTH = "health"
    WRONG = "wrong"
    REPORT = "report"
    FORGET = "forget"  # asks whether to go on with ERASE
    ERASE = "erase"  # all of a server
    REPOST = "repost"  # a delivery that nobody can say the end of
    SKIP = "skip"
    LOG = "log"
    UNDO = "undo"
    HISTORY = "history"
    TEST = "test"
    SEEN = "seen"
    RESET = "reset"  # asks first
    RESET_NOW = "reset-now"
    MANAGERS = "managers"  # lists them
    APPOINT = "appoint"
    DISMISS = "dismiss"
    SAVE = "save"  # the form, filled
    CHECK_AGAIN = "check-again"  # may the bot post there by now? Then SAVE
    SAVE_ANYWAY = "save-anyway"
    FIRST_POST = "first-post"  # today's bite, at once
    HOME = "home"  # a page with all schedules that stays


NEW = "new"  # in place of a schedule's id: one that is not there yet
HERE = "here"  # the channel's only one, or else one that is not there yet
DRAFT = "draft"  # the one whose form somebody filled in just now
FOR_ADMINS = frozenset(
    {
        Command.SCHEDULE,
        Command.SET_UP,
        Command.OPTIONS,
        Command.OPTIONS_FORM,
        Command.LIST,
        Command.PAUSE,
        Command.RESUME,
        Command.REMOVE,
        Command.NEXT,
        Command.PREVIEW,
        Command.HEALTH,
        Command.REPOST,
        Command.FORGET,
        Command.ERASE,
        Command.SKIP,
        Command.LOG,
        Command.UNDO,
        Command.HISTORY,
        Command.TEST,
        Command.SEEN,
        Command.RESET,
        Command.RESET_NOW,
        Command.MANAGERS,
        Command.APPOINT,
        Command.DISMISS,
        Command.SAVE,
        Command.CHECK_AGAIN,
        Command.SAVE_ANYWAY,
        Command.FIRST_POST,
        Command.HOME,
    }
)
NO_MANAGERS = frozenset(
    {
        Command.APPOINT,
        Command.DISMISS,
        Command.FORGET,
        Command.ERASE,
        Command.RESET,
        Command.RESET_NOW,
    }
)
"""Of those for admins, what nobody may do whom an admin appointed."""
OF_A_SCHEDULE = frozenset(
    {
        Command.SET_UP,
        Command.FIRST_POST,
        Command.PAUSE,
        Command.RESUME,
        Command.PREVIEW,
        Command.NEXT,
        Command.REMOVE,
    }
)
"""Clicks whose button names a schedule."""
CLICKS = {
    command.value: command
    for command in (
        Command.DEEPER,
        Command.QUIZ,
        Command.ANSWER,
        Command.READ,
        Command.SHARE,
        Command.WRONG,
        Command.REPORT,
        Command.REPOST,
        Command.ERASE,
        Command.UNDO,
        Command.RESET_NOW,
        Command.CHECK_AGAIN,
        Command.SAVE_ANYWAY,
        Command.HOME,
        *sorted(OF_A_SCHEDULE),
    )
}
"""What a button asks for, by the name that its id carries."""
STEPS = frozenset({Command.CHECK_AGAIN, Command.SAVE_ANYWAY, Command.FIRST_POST})
"""Clicks that lead on from one answer of the set-up to the next."""
REPLACING = STEPS | {Command.ANSWER, Command.REPORT, Command.ERASE}
"""Clicks whose reply takes the place of the private message that was pressed on."""
CHANGING = frozenset(
    {
        Command.SHARE,
        Command.REPORT,
        Command.SCHEDULE,
        Command.OPTIONS,
        Command.PAUSE,
        Command.RESUME,
        Command.REMOVE,
        Command.REPOST,
        Command.ERASE,
        Command.SKIP,
        Command.UNDO,
        Command.TEST,
        Command.SEEN,
        Command.RESET_NOW,
        Command.APPOINT,
        Command.DISMISS,
        Command.SAVE,
        *STEPS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asked, with the rights they had when they asked."""

    id: str
    name: str
    timezone: str = ""  # an IANA name, where the platform tells
    likely_timezone: str = ""  # a guess, to begin a form with
    is_admin: bool | None = None  # None: unknown, which counts as no
    is_of_server: bool | None = None  # None: unknown, which counts as no
    rights_hint: str = ""  # a sentence: how one becomes an admin there
    menu_hint: str = ""  # a sentence: how an admin shows others the admin commands
    may_post: bool | None = None
    locale: str = ""  # such as en-US, where the platform tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command or click; `id` is the platform's own, the same when repeated."""

    id: str
    platform: str
    server: str
    channel: str
    person: Person
    command: Command
    options: Mapping[str, str] = field(default_factory=dict)

    def option(self, name: str) -> str:
        """Give an option's text without white space around it, or an empty one."""
        return self.options.get(name, "").strip()


def click_options(command: Command, text: str) -> dict[str, str]:
    """Give the options of a click from what its button carries."""
    return {"schedule" if command in OF_A_SCHEDULE else "bite": text}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person gets; replies are private.

    Args:
        card: The message.
        form: To be filled in, in place of the message.
        fault: The option that the message is about, where it is a refusal.
        is_refusal: Whether nothing was done, whatever it was about.
        more: What follows below it, on a page with room for several.
    """

    card: Card
    form: Form | None = None
    fault: str = ""
    is_refusal: bool = False
    more: tuple[Card, ...] = ()
