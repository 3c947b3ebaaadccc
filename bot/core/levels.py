"""The levels that a schedule takes, as people write them."""

from collections.abc import Set

from bot.core import hints
from bot.core.bites import Level
from bot.errors import InputError

NAMES = tuple(str(level) for level in Level)


def parse_levels(text: str) -> frozenset[Level]:
    """Read levels such as `beginner,intermediate`; `all` and all of them mean all.

    Raises:
        InputError: A word is none; the message lists them.
    """
    words = [one.strip().lower() for one in text.split(",") if one.strip()]
    if words == ["all"]:
        return frozenset()
    for one in words:
        if one not in NAMES:
            raise InputError(hints.unknown_level(one, NAMES))
    chosen = frozenset(map(Level, words))
    return chosen if len(chosen) < len(NAMES) else frozenset()


def level_names(levels: Set[Level]) -> list[str]:
    """Give the words of levels, the easiest first."""
    return [str(level) for level in Level if level in levels]


def are_levels(text: str) -> bool:
    """Tell whether a word names levels and nothing else."""
    parts = [one.lower() for one in text.split(",") if one]
    return bool(parts) and all(one in NAMES for one in parts)
