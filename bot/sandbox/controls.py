"""What the chat page may do to whoever runs beside it: to its clock, and to its life."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a record, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, in words for people."""

    title: str
    text: str
    facts: tuple[Fact, ...] = ()


class Controls(Protocol):
    """A movable clock and a plug; the sandbox's own deadlines stay on real time."""

    def now(self) -> datetime:
        """Give the pretended present, in the zone to show."""

    async def skip(self) -> None:
        """Go on to tomorrow's post."""

    async def jump(self, to: datetime) -> None:
        """Go on to an instant.

        Raises:
            ValueError: It cannot be reached; the message says why.
        """

    async def begin_anew(self, platform: str, person: str) -> str:
        """Let the bot forget a server and come there anew, brought by somebody.

        Gives the channel in which it says hello.

        Raises:
            ValueError: It cannot be done; the message says why.
        """

    def pull(self, platform: str) -> AsyncIterator[Step]:
        """Kill the bot in the middle of its next post there, and start it again.

        Gives each step when it has happened.

        Raises:
            ValueError: It cannot be done; the message says why.
        """
