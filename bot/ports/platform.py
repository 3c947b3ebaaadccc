"""What the services need of a chat platform, and what it needs of them."""

from asyncio import Event
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.cards import Card
from bot.core.pacing import Share
from bot.core.posting import Manner, Obstacle
from bot.core.records import Access, Receipt
from bot.core.requests import Reply, Request
from bot.core.search import Choice
from bot.ports.store import CommandMemory


class MayStart(Protocol):
    """Asked right before a request leaves; no means that it must not leave."""

    def __call__(self) -> bool:
        """Tell whether there is still time to send."""


class Platform(Protocol):
    """A place to post; knows neither services nor storage."""

    name: str
    repeat_window: timedelta
    """For how long the platform itself refuses to post the same mark twice."""
    topics_command: str
    """What members type there to list the topics."""

    @property
    def admins(self) -> str:
        """Say who may set the bot up there, as a sentence begins."""

    @property
    def paced_by_server(self) -> bool:
        """Tell whether each server has a rate of its own, or all share one."""

    @property
    def per_second(self) -> float:
        """How many posts may leave in a second now; none without a share.

        Where each server has a rate of its own: so many in each of them.
        """

    def use_share(self, share: Share) -> None:
        """Go on with another share of the rate that all replicas have together."""

    async def post(
        self,
        server: str,
        channel: str,
        card: Card,
        *,
        mark: str,
        may_start: MayStart,
        for_person: bool = False,
    ) -> Receipt:
        """Post a card in public, under a mark that is the same at every attempt.

        Args:
            server: Whose channel it is.
            channel: Where to post.
            card: What to post.
            mark: Identifies the post for ever; the platform keeps it unseen.
            may_start: Asked after waiting for a place, before anything leaves.
            for_person: Somebody waits for it, so it goes before the daily ones.

        Raises:
            DeliveryError: It was not posted, or may have been.
        """

    async def find(
        self, server: str, channel: str, mark: str, *, since: datetime
    ) -> Receipt | None:
        """Look for an own post by its mark; None means that it is not there.

        Raises:
            UnreadableError: The bot may not read there, or not far enough back.
            DeliveryError: The platform did not say.
        """

    async def open_thread(
        self, server: str, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        """Open the thread under an own post, with a card as its first message.

        Goes at the platform's pace. Within the repeat window, again is safe.

        Raises:
            DeliveryError: It was not opened, or may have been.
        """

    async def publish(self, server: str, channel: str, message_id: str) -> None:
        """Hand an own post on to all who follow its channel; again is safe.

        Raises:
            DeliveryError: It was not published, or may have been.
        """

    async def obstacles(
        self, server: str, channel: str, wanted: Manner
    ) -> Sequence[Obstacle]:
        """List what keeps posts from going out in a wanted manner there.

        Raises:
            DeliveryError: The platform did not say.
        """

    async def edit(
        self, server: str, channel: str, message_id: str, card: Card, *, mark: str
    ) -> None:
        """Put another card in the place of an own post, under the same mark.

        Goes at the platform's pace, behind the daily posts.

        Raises:
            DeliveryError: It was not changed, or may have been; again is safe.
        """

    async def delete(self, server: str, channel: str, message_id: str) -> None:
        """Take an own post away; one that is gone already is fine.

        Raises:
            DeliveryError: It was not deleted, or may not have been.
        """

    async def access(self, server: str, channel: str) -> Access:
        """Tell what the bot may do in a channel.

        Raises:
            DeliveryError: The platform did not say.
        """

    async def belongs(self, server: str) -> bool:
        """Tell whether the bot is in a server, as the platform sees it now.

        Raises:
            DeliveryError: The platform did not say for certain.
        """

    async def tell(self, server: str, person: str, card: Card) -> None:
        """Send a private message to somebody of a server.

        Raises:
            DeliveryError: It was not sent, or may have been.
        """

    async def greet(
        self, server: str, person: str, card: Card, *, direct: Card, mark: str
    ) -> bool:
        """Say hello where those who set the bot up will see it.

        Args:
            server: Where the bot has just come.
            person: Who brought it, if known.
            card: What to say.
            direct: What to say where no button of the card would work.
            mark: Identifies the hello for ever.

        Returns:
            Whether there was anybody to say it to.

        Raises:
            DeliveryError: It was not said, or may have been.
        """

    def link(self, server: str, channel: str, message_id: str) -> str:
        """Give the address that opens a message."""


class Handler(Protocol):
    """What a platform hands its commands and clicks to."""

    async def answer(self, request: Request) -> Reply:
        """Do what a person asked; never raises, a failure is a reply as well."""

    async def complete(
        self, request: Request, *, option: str, text: str
    ) -> Sequence[Choice]:
        """List at most 25 choices for an option that is being typed."""

    async def left(self, platform: str, server: str) -> None:
        """Hear that the bot was removed from a server; never raises."""

    async def present(self, platform: str, servers: Collection[str]) -> None:
        """Hear that the bot is in these servers; never raises."""

    async def joined(
        self,
        platform: str,
        server: str,
        *,
        person: str = "",
        at: datetime | None = None,
    ) -> None:
        """Hear that the bot came into a server, as often as one likes; never raises.

        Args:
            platform: Which platform.
            server: Which server, or workspace.
            person: Who brought it, if known.
            at: When, if known: what is long ago is no news.
        """

    async def moved(self, platform: str, server: str, old: str, new: str) -> None:
        """Hear that a channel got another id; never raises."""


WebHandler = Callable[[Any], Awaitable[Any]]
"""Answers a request of the web server's; what that looks like, only `web` knows."""


class Connection(Platform, Protocol):
    """A platform that is open, and that can also listen to people."""

    ready: Event
    """Set while what people ask arrives."""

    @property
    def rate_limited(self) -> int:
        """Count the answers so far that asked to slow down."""

    @property
    def listens_alone(self) -> bool:
        """Tell whether only one replica may listen at a time."""

    async def run(self, handler: Handler, memory: "CommandMemory") -> None:
        """Hand what people ask to the handler until cancelled.

        Raises:
            DeliveryError: The platform refuses the bot for good.
        """

    @property
    def web_routes(self) -> Mapping[str, WebHandler]:
        """Name the paths that must be served for the platform to reach the bot."""

    def web_pages(self, handler: Handler) -> Mapping[str, WebHandler]:
        """Name the paths that people's browsers visit to add the bot."""

    async def invite_url(self) -> str:
        """Give where anybody adds the bot to a server; empty if only an operator can.

        Raises:
            DeliveryError: The credentials are refused, or nobody answered.
        """

    async def how_to_add(self) -> str:
        """Say in a sentence how the bot comes into a server, with least rights.

        Raises:
            DeliveryError: The credentials are refused, or nobody answered.
        """
