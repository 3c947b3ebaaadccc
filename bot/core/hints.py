"""Every sentence that helps somebody to write topics and levels as they are."""

from collections.abc import Sequence


def choose_topics(known: Sequence[str]) -> str:
    """List what can be chosen."""
    return f"Choose from {', '.join(known)}; or write all."


def unknown_topic(text: str, near: str) -> str:
    """Say that a topic does not exist, and which one may be meant."""
    hint = f" Did you mean {near}?" if near else ""
    return f'There is no topic "{text}".{hint}'


def unknown_level(text: str, known: Sequence[str]) -> str:
    """Say that a word is no level, and which ones there are."""
    return f'"{text}" is no level. Choose from {", ".join(known)}; or write all.'


def level_is_no_topic(text: str) -> str:
    """Say where a level belongs that stands among the topics."""
    return f'"{text}" is a level and no topic: write levels apart from the topics.'


def no_bites_of_levels(levels: Sequence[str]) -> str:
    """Say that nothing is left to post."""
    return (
        f"These topics hold no {' or '.join(levels)} bites. "
        "Choose more topics or levels."
    )
