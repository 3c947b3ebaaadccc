"""What the chat page may do to the clock of whoever runs beside it."""

from datetime import datetime
from typing import Protocol


class Controls(Protocol):
    """A movable clock; the sandbox's own deadlines stay on real time."""

    def now(self) -> datetime:
        """Give the pretended present, in the zone to show."""

    async def skip(self) -> None:
        """Go on to tomorrow's post."""

    async def jump(self, to: datetime) -> None:
        """Go on to an instant.

        Raises:
            ValueError: It cannot be reached; the message says why.
        """
