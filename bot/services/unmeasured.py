"""Metrics that keep nothing, for where nobody reads any."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from bot.core.delivery import Delivery, Outcome


class Unmeasured:
    """Takes what is counted, and forgets it."""

    def settled(self, delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
        """Forget what became of an attempt."""

    def recovered(self, platform: str) -> None:
        """Forget that a post was found."""

    def double_removed(self, platform: str) -> None:
        """Forget that a double was taken away."""

    def answering(self, _platform: str, _command: str) -> AbstractContextManager[None]:
        """Measure nothing."""
        return nullcontext()


UNMEASURED = Unmeasured()
