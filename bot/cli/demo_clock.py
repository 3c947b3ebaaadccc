"""The demo's clock: the same pretended time in all its processes."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """A clock that runs, and that can be set ahead of the host's."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """Give the pretended present in UTC."""
        return datetime.now(UTC) + self.ahead

    def set_forward(self, to: datetime) -> None:
        """Go on to an instant; never back."""
        self.ahead += max(to - self.now(), timedelta())
