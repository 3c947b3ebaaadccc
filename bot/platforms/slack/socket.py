"""Socket Mode: a socket, and for how long it has been silent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.platforms.watchdog import Patience


@asynccontextmanager
async def open_socket(
    app: AsyncApp, token: str, *, ping: float, patience: Patience
) -> AsyncIterator[Callable[[], float]]:
    """Open a socket; gives what tells for how many seconds it has been silent.

    Raises:
        TimeoutError: It could not be opened.
    """
    socket = AsyncSocketModeHandler(app, token, ping_interval=ping)
    try:
        async with asyncio.timeout(patience.silent):
            await socket.connect_async()  # type: ignore[no-untyped-call]
        yield Pulse(socket.client).quiet
    finally:
        await socket.close_async()  # type: ignore[no-untyped-call]


class Pinged(Protocol):
    """What is looked at of slack_sdk's client."""

    current_session: Any
    last_ping_pong_time: float | None


class Pulse:
    """When a socket last answered a ping.

    That a socket is there says little: slack_sdk opens one after the other where
    none of them lives, and each is connected for a while. Within one session the
    time of the last ping changes from one value to another only by an answer.
    """

    def __init__(self, socket: Pinged) -> None:
        self._socket = socket
        self._now = asyncio.get_running_loop().time
        self._alive_at = self._now()
        self._seen = self._look()

    def quiet(self) -> float:
        """Take the pulse; give the seconds since the last answer."""
        session, answered = self._look()
        was, before = self._seen
        if session is was and answered and before and answered != before:
            self._alive_at = self._now()
        self._seen = session, answered
        return self._now() - self._alive_at

    def _look(self) -> tuple[Any, float | None]:
        return self._socket.current_session, self._socket.last_ping_pong_time
