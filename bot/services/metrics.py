"""Where the services count what they do, and what keeps nothing of it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol

from bot.core.delivery import Delivery, Outcome


class Metrics(Protocol):
    """Where the services count what they do; nothing here can fail."""

    def settled(self, delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
        """Count what became of an attempt, and how late a post was."""

    def recovered(self, platform: str) -> None:
        """Count a post of an earlier attempt that was found."""

    def double_removed(self, platform: str) -> None:
        """Count a double that was taken away."""

    def answering(self, platform: str, command: str) -> AbstractContextManager[None]:
        """Measure how long an answer takes."""


class Unmeasured:
    """Takes what is counted, and forgets it: for where nobody reads it."""

    def settled(self, delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
        """Forget what became of an attempt."""

    def recovered(self, platform: str) -> None:
        """Forget that a post was found."""

    def double_removed(self, platform: str) -> None:
        """Forget that a double was taken away."""

    def answering(self, _platform: str, _command: str) -> AbstractContextManager[None]:
        """Measure nothing."""
        return nullcontext()


UNMEASURED: Metrics = Unmeasured()
