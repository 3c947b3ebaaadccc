"""Every sentence around the question from earlier in the week; pure."""

from bot.core.wording import weekday as name_of


def from_earlier(weekday: int, question: str) -> str:
    """Ask once more what the bite of a day asked."""
    return f"From {name_of(weekday)}: {question}"


def answer_of(weekday: int) -> str:
    """Label the button that shows the answer."""
    return f"Answer {name_of(weekday)}'s question"


def answer_hint(weekday: int) -> str:
    """Say what a screen reader says of that button."""
    return f"{answer_of(weekday)}: only you see the answer"
