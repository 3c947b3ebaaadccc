"""Every sentence around the question from earlier in the week; pure."""

from bot.core.language import say
from bot.core.wording import weekday as name_of


def from_earlier(weekday: int, question: str) -> str:
    """Ask once more what the bite of a day asked."""
    return say(
        "From {weekday}: {question}", weekday=name_of(weekday), question=question
    )


def answer_of(weekday: int) -> str:
    """Label the button that shows the answer."""
    return say("Answer {weekday}'s question", weekday=name_of(weekday))


def answer_hint(weekday: int) -> str:
    """Say what a screen reader says of that button."""
    return say(
        "Answer {weekday}'s question: only you see the answer",
        weekday=name_of(weekday),
    )
