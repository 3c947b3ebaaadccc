"""Every sentence around the question from earlier in the week; pure."""

from bot.core.phrases import WEEKDAYS


def from_earlier(weekday: int, question: str) -> str:
    """Ask once more what the bite of a day asked."""
    return f"From {WEEKDAYS[weekday]}: {question}"


def answer_of(weekday: int) -> str:
    """Label the button that shows the answer."""
    return f"Answer {WEEKDAYS[weekday]}'s question"


def answer_hint(weekday: int) -> str:
    """Say what a screen reader says of that button."""
    return f"{answer_of(weekday)}: only you see the answer"
