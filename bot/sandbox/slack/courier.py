"""Brings what people do to the app, over Socket Mode or signed HTTP."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.slack.events_http import SignedHttp
from bot.sandbox.slack.socket import SocketMode
from bot.sandbox.slack.transport import Ack, Retry
from bot.sandbox.slack.world import World, new_id

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(slots=True)
class Delays:
    """Seconds before each further try of an event: at once, a minute, five."""

    retries: tuple[float, ...] = (0.0, 60.0, 300.0)


class Courier:
    """Hands each payload to the app once, and gives back what it said."""

    def __init__(self, world: World, socket: SocketMode, http: SignedHttp) -> None:
        self._world = world
        self._socket = socket
        self._http = http
        self.delays = Delays()
        self.events: list[dict[str, Any]] = []  # every event, as it was sent

    async def deliver(self, kind: Kind, payload: dict[str, Any]) -> Ack:
        """Bring a command or an interaction."""
        return await self._try(kind, payload, Retry())

    async def event(self, event: dict[str, Any], *, is_watched: bool = False) -> Ack:
        """Bring an event; Slack tries again where it was not taken.

        Args:
            event: The event itself, without what Slack wraps round it.
            is_watched: Whether somebody waits, who will not wait for later tries.
        """
        payload = self._wrapped(event)
        self.events.append(payload)
        ack = await self._try("events_api", payload, Retry())
        for number, delay in enumerate(self.delays.retries, start=1):
            if not ack.error or ack.no_retry or (is_watched and delay):
                break
            await asyncio.sleep(delay)
            retry = Retry(number, ack.reason)
            ack = await self._try("events_api", payload, retry)
        return ack

    async def _try(self, kind: Kind, payload: dict[str, Any], retry: Retry) -> Ack:
        if self._socket.is_online:
            return await self._socket.deliver(kind, payload, retry)
        if self._http.request_url:
            return await self._http.deliver(kind, payload, retry)
        return Ack(error="dispatch_failed", reason="connection_failed")

    def _wrapped(self, event: dict[str, Any]) -> dict[str, Any]:
        """Wrap an event: https://docs.slack.dev/apis/events-api ."""
        world = self._world
        authorization = {
            "enterprise_id": None,
            "team_id": world.team_id,
            "user_id": world.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "of-the-old-kind",
            "team_id": world.team_id,
            "api_app_id": world.app_id,
            "event": {"event_ts": world.new_ts(), **event},
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_urlsafe(24),
        }
