"""Socket Mode: tickets, connections, envelopes, acknowledgements."""

import asyncio
import contextlib
import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.slack.transport import ACK_WITHIN, Ack, Retry
from bot.sandbox.slack.world import World

# https://docs.slack.dev/apis/events-api/using-socket-mode
PATH = "/slack/socket"
MOST_CONNECTIONS = 10
GRACE = 10.0  # seconds between a disconnect frame and the end
_PING = 20.0  # seconds between the pings of Slack's own
_REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")


@dataclass(eq=False)
class Connection:
    """One websocket of the app."""

    socket: web.WebSocketResponse
    request: web.Request
    is_mute: bool = False
    leaves: asyncio.Event = field(default_factory=asyncio.Event)
    envelopes: list[str] = field(default_factory=list)

    async def send(self, frame: dict[str, Any]) -> None:
        """Send a frame; a mute connection loses it, without a word."""
        if not self.is_mute:
            await self.socket.send_str(json.dumps(frame))

    async def pong(self, ping: bytes) -> None:
        """Answer a ping."""
        if not self.is_mute:
            await self.socket.pong(ping)


class SocketMode:
    """All connections; hands each envelope to exactly one."""

    def __init__(self, world: World, address: str) -> None:
        self._world = world
        self._url = f"ws://{address}{PATH}"
        self._tickets: set[str] = set()
        self._pending: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._turn = itertools.count()
        self.refuse_connections = False
        self.is_silent = False  # new connections open, and nothing comes through them
        self.connections: list[Connection] = []
        self.opened = 0
        self.strays: list[dict[str, Any]] = []  # acknowledgements nobody waited for
        self.ready = asyncio.Event()

    @property
    def is_online(self) -> bool:
        """Tell whether the app is connected."""
        return bool(self.connections)

    def open(self, _args: dict[str, Any]) -> dict[str, Any]:
        """Answer apps.connections.open: a ticket for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return {"url": f"{self._url}?ticket={ticket}&app_id={self._world.app_id}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from hello to its end."""
        if self.refuse_connections:
            return web.Response(status=503)
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        beats = None if self.is_silent else _PING
        socket = web.WebSocketResponse(heartbeat=beats, autoping=False)
        await socket.prepare(request)
        connection = Connection(socket, request, is_mute=self.is_silent)
        if len(self.connections) >= MOST_CONNECTIONS:
            await connection.send(_goodbye("too_many_websockets"))
            await socket.close()
            return socket
        await self._serve(connection)
        return socket

    async def deliver(self, kind: str, payload: dict[str, Any], retry: Retry) -> Ack:
        """Send an envelope to one connection, and wait for its acknowledgement."""
        envelope_id = secrets.token_hex(16)
        answered = asyncio.get_running_loop().create_future()
        self._pending[envelope_id] = answered
        frame = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            more = {"retry_attempt": retry.number, "retry_reason": retry.reason}
            frame |= more
        try:
            if not await self._send_to_one(frame):
                return Ack(error="dispatch_failed", reason="connection_failed")
            answer = await asyncio.wait_for(answered, ACK_WITHIN)
        except TimeoutError:
            return Ack(error="operation_timeout", reason="timeout")
        finally:
            del self._pending[envelope_id]
        given = answer.get("payload")
        takes = frame["accepts_response_payload"] and isinstance(given, dict)
        return Ack(payload=given if takes else None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to leave, as Slack does; ended after a grace."""
        if reason not in _REASONS:
            raise ValueError(f"Slack knows no reason {reason}")
        for connection in list(self.connections):
            await connection.send(_goodbye(reason))
            connection.leaves.set()
            if reason == "link_disabled":
                await connection.socket.close()

    def go_silent(self) -> None:
        """Let nothing more through, not even pongs; new connections are as silent."""
        self.is_silent = True
        for connection in self.connections:
            connection.is_mute = True

    async def speak(self) -> None:
        """Be as usual again; the dead connections are closed."""
        self.is_silent = False
        await self.close()

    def drop(self) -> None:
        """Cut every connection, without a word."""
        for connection in list(self.connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self) -> None:
        """Close every connection, as when the sandbox ends."""
        for connection in list(self.connections):
            await connection.socket.close(code=1001)

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.opened += 1
        watcher = asyncio.create_task(_end_leaving(connection))
        try:
            await connection.send(self._hello())
            self._tell()
            async for message in connection.socket:
                if message.type is WSMsgType.PING:
                    await connection.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._take(message.data)
        except ConnectionError:
            pass  # it was cut while it said hello
        finally:
            watcher.cancel()
            self.connections.remove(connection)
            self._tell()

    def _tell(self) -> None:
        if self.is_online:
            self.ready.set()
        else:
            self.ready.clear()
        self._world.emit("BOT", {"online": self.is_online})

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "applink-sandbox", "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {**debug, "build_number": 1},
            "connection_info": {"app_id": self._world.app_id},
        }

    async def _send_to_one(self, frame: dict[str, Any]) -> bool:
        """Take turns; whoever was asked to leave comes last."""
        turn = next(self._turn)
        staying = [one for one in self.connections if not one.leaves.is_set()]
        candidates = staying or list(self.connections)
        for at in range(len(candidates)):
            connection = candidates[(turn + at) % len(candidates)]
            with contextlib.suppress(ConnectionError):
                await connection.send(frame)
                connection.envelopes.append(frame["envelope_id"])
                return True
        return False

    def _take(self, raw: str) -> None:
        try:
            answer = json.loads(raw)
            waiting = self._pending.get(answer["envelope_id"])
        except (ValueError, KeyError, TypeError):
            return
        if waiting is None or waiting.done():
            self.strays.append(answer)
        else:
            waiting.set_result(answer)


async def _end_leaving(connection: Connection) -> None:
    await connection.leaves.wait()
    await asyncio.sleep(GRACE)
    await connection.socket.close()


def _goodbye(reason: str) -> dict[str, Any]:
    debug = {"host": "applink-sandbox"}
    return {"type": "disconnect", "reason": reason, "debug_info": debug}
