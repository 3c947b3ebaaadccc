"""Every sentence that helps somebody to write topics and levels as they are."""

from collections.abc import Sequence

from bot.core.language import say
from bot.core.phrases import level_name
from bot.core.wording import one_of


def choose_topics(known: Sequence[str]) -> str:
    """List what can be chosen."""
    return say("Choose from {known}; or write all.", known=", ".join(known))


def unknown_topic(text: str, near: str) -> str:
    """Say that a topic does not exist, and which one may be meant."""
    hint = perhaps([near] if near else [])
    return say('There is no topic "{text}".{hint}', text=text, hint=hint)


def perhaps(near: Sequence[str]) -> str:
    """Ask behind another sentence whether something near is meant, if anything is."""
    return " " + say("Did you mean {near}?", near=one_of(near)) if near else ""


def unknown_level(text: str, known: Sequence[str]) -> str:
    """Say that a word is no level, and which ones there are."""
    return say(
        '"{text}" is no level. Choose from {known}; or write all.',
        text=text,
        known=", ".join(known),
    )


def level_is_no_topic(text: str) -> str:
    """Say where a level belongs that stands among the topics."""
    return say(
        '"{text}" is a level and no topic: write levels apart from the topics.',
        text=text,
    )


def no_bites_of_levels(levels: Sequence[str]) -> str:
    """Say that nothing is left to post."""
    return say(
        "These topics hold no {levels} bites. Choose more topics or levels.",
        levels=one_of(list(map(level_name, levels))),
    )


def no_zone(text: str, near: str) -> str:
    """Say that a time zone is unknown, and which one may be meant."""
    return say(
        'There is no time zone "{text}".{hint} '
        "Use a name such as Europe/Paris or America/New_York.",
        text=text,
        hint=perhaps([near] if near else []),
    )


def no_time(text: str) -> str:
    """Say how a time of day is written."""
    return say('"{text}" is no time of day. Write it like 09:00 or 17:30.', text=text)


def no_weekdays(text: str) -> str:
    """Say how weekdays are written."""
    return say('"{text}" names no weekdays. Write mon-fri or mon,wed,sat.', text=text)


def topic_choice(name: str) -> str:
    """Label a topic among the choices of a search."""
    return say("Topic: {name}", name=name)
