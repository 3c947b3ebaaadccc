"""The form in which an admin sets a schedule up, filled with how it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.core import calendar_words, phrases, schedule_words, wording
from bot.core.bites import Level, Library
from bot.core.forms import Field, Form, Kind
from bot.core.levels import level_names
from bot.core.requests import NEW, Command
from bot.core.schedule import DAY_NAMES, Schedule
from bot.core.search import Choice

_MOST_TOPICS = 100  # that a form can offer; more are named in the command


def set_up_form(
    schedule: Schedule,
    library: Library,
    *,
    otherwise: str = NEW,
    typed: Mapping[str, str] | None = None,
) -> Form:
    """Build the form of a new or an existing schedule.

    Args:
        schedule: How it stands.
        library: Its topics are offered.
        otherwise: Which schedule is meant where this one has no id.
        typed: What somebody filled in before; goes before how it stands.
    """
    known = typed or {}
    return Form(
        title=schedule_words.set_up(),
        submit=schedule_words.save(),
        command=Command.SAVE,
        fields=tuple(
            replace(one, value=known.get(one.name, one.value))
            for one in _fields(schedule, library)
        ),
        hidden=(("schedule", schedule.id or otherwise),),
    )


def _fields(schedule: Schedule, library: Library) -> Iterator[Field]:
    yield Field(
        name="time",
        label=schedule_words.field_time(),
        kind=Kind.TIME,
        value=f"{schedule.time:%H:%M}",
    )
    yield Field(
        name="timezone",
        label=schedule_words.field_timezone(),
        kind=Kind.ONE,
        value=schedule.timezone,
        hint=schedule_words.hint_timezone(),
    )
    yield _days(schedule)
    if library.topics:
        yield _topics(schedule, library)
        yield _levels(schedule)
    yield Field(
        name="holidays",
        label=calendar_words.field_holidays(),
        kind=Kind.ONE,
        value=schedule.calendar.holidays,
        none="off",
        is_extra=True,
        hint=calendar_words.hint_holidays(),
    )
    yield Field(
        name="channel",
        label=schedule_words.field_channel(),
        kind=Kind.CHANNEL,
        value=schedule.channel,
    )


def _days(schedule: Schedule) -> Field:
    return Field(
        name="days",
        label=schedule_words.field_days(),
        kind=Kind.SOME,
        value=",".join(DAY_NAMES[day] for day in sorted(schedule.days)),
        choices=tuple(
            Choice(wording.weekday(number), value)
            for number, value in enumerate(DAY_NAMES)
        ),
        none="mon-sun",
        hint=schedule_words.hint_days(),
    )


def _topics(schedule: Schedule, library: Library) -> Field:
    known = tuple(library.topics.values())[:_MOST_TOPICS]
    return Field(
        name="topics",
        label=schedule_words.field_topics(),
        kind=Kind.SOME,
        value=",".join(schedule.topics),
        choices=tuple(Choice(topic.name, topic.id) for topic in known),
        none="all",
        hint=schedule_words.hint_topics(),
    )


def _levels(schedule: Schedule) -> Field:
    return Field(
        name="levels",
        label=schedule_words.field_levels(),
        kind=Kind.SOME,
        value=",".join(level_names(schedule.levels)),
        choices=tuple(
            Choice(phrases.level_name(one).capitalize(), one) for one in Level
        ),
        none="all",
        hint=schedule_words.hint_levels(),
        is_extra=True,
    )
