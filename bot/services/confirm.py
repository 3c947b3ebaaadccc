"""A second press: its button carries who asked and when, and nobody else may press it."""

from datetime import UTC, datetime, timedelta

from bot.core.requests import Request


def stamp(request: Request, now: datetime) -> str:
    """Give what the button carries."""
    return f"{request.person.id}.{int(now.timestamp())}"


def asked_ago(request: Request, now: datetime) -> timedelta | None:
    """Tell how long ago who presses was asked; None where it was not they."""
    person, _, asked = request.option("bite").partition(".")
    is_moment = asked.isascii() and asked.isdigit() and len(asked) < 12
    if person != request.person.id or not is_moment:
        return None
    return now - datetime.fromtimestamp(int(asked), UTC)
