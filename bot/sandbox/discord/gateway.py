"""Discord's gateway: sessions, heartbeats, resuming, and ways to fail."""

import asyncio
import json
import time
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.discord.connection import Connection, Session, compressor
from bot.sandbox.discord.world import World

# https://docs.discord.com/developers/events/gateway
_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME = 0, 1, 2, 6
_RECONNECT, _INVALID_SESSION, _HELLO, _ACK = 7, 9, 10, 11
_STARTS = 1000  # sessions that may be started on a day
_MAX_PAYLOAD = 4096
_ROUND_TRIP = 0.02  # seconds
_GUILDS, _GUILD_MESSAGES = 1 << 0, 1 << 9
RESUME_PATH = "/resume"  # as on Discord, sessions are resumed at another address
_ALWAYS = ("READY", "RESUMED", "INTERACTION_CREATE")


class Gateway:
    """All sessions; hands events to each."""

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self.url = url
        self.heartbeat = 41.25  # seconds
        self._renewed_at = 0.0  # when sessions may be started again, monotonic
        self.refuse_connections = False  # 503, at every address
        self.refuse_resume_url = False  # 503, where sessions are resumed
        self.refuses_resume = False  # op 9
        self.ignores_resume = False  # no answer at all
        self.more_servers: Iterable[dict[str, Any]] = ()
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.ready = asyncio.Event()

    @property
    def start_limit(self) -> dict[str, int]:
        """How many sessions may be started, as the API says it."""
        wait = max(self._renewed_at - time.monotonic(), 0)
        remaining = 0 if wait else max(_STARTS - self.identified, 0)
        reset = {"remaining": remaining, "reset_after": int(wait * 1000)}
        return {"total": _STARTS, **reset, "max_concurrency": 1}

    def use_up_starts(self, seconds: float) -> None:
        """Let no session be started for so long."""
        self._renewed_at = time.monotonic() + seconds

    @property
    def is_online(self) -> bool:
        """Tell whether a bot is connected and ready."""
        return any(one.connection for one in self.sessions.values())

    def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Send an event to every session that asked for its kind."""
        for session in self.sessions.values():
            if name in _ALWAYS or session.intents & _intent_of(name):
                self.send_event(session, name, data)

    def send_event(self, session: Session, name: str, data: dict[str, Any]) -> None:
        """Number an event, keep it for a resume, and send it."""
        session.sequence += 1
        event = {"op": _DISPATCH, "t": name, "s": session.sequence, "d": data}
        session.sent.append(event)
        if session.connection:
            session.connection.send(event)

    async def close_all(self, code: int) -> None:
        """Close every connection with a code."""
        for session in list(self.sessions.values()):
            if session.connection:
                await session.connection.socket.close(code=code)

    def send_all(self, payload: dict[str, Any]) -> None:
        """Send a raw payload, such as op 7, on every connection."""
        for session in self.sessions.values():
            if session.connection:
                session.connection.send(payload)

    def go_silent(self) -> None:
        """Send nothing more on the connections there are, and keep them open."""
        for session in self.sessions.values():
            if session.connection:
                session.connection.is_mute = True

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from hello to its end."""
        is_resume = request.path.rstrip("/").endswith(RESUME_PATH)
        if self.refuse_connections or (self.refuse_resume_url and is_resume):
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        compress = compressor(request.query.get("compress", ""))
        connection = Connection(socket, compress)
        connection.send(
            {"op": _HELLO, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}}
        )
        writer = asyncio.create_task(connection.write())
        watcher = asyncio.create_task(self._watch(connection))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive(connection, message.data)
        finally:
            for task in (writer, watcher):
                task.cancel()
            self._forget(connection)
        return socket

    def _forget(self, connection: Connection) -> None:
        session = connection.session
        if session and session.connection is connection:
            session.connection = None
            self._world.emit("BOT", {"online": self.is_online})
        if not self.is_online:
            self.ready.clear()

    async def _watch(self, connection: Connection) -> None:
        """Close a connection whose heart stopped."""
        while True:
            await asyncio.sleep(self.heartbeat / 4)
            if time.monotonic() - connection.heard_at > 1.5 * self.heartbeat:
                await connection.socket.close(code=4009)
                return

    async def _receive(self, connection: Connection, raw: str) -> None:
        if len(raw.encode()) > _MAX_PAYLOAD:
            await connection.socket.close(code=4002)
            return
        try:
            payload = json.loads(raw)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            await connection.socket.close(code=4002)
            return
        if op == _HEARTBEAT:
            connection.heard_at = time.monotonic()
            # As a network does; discord.py takes an ack at once for a very late one.
            asyncio.get_running_loop().call_later(
                _ROUND_TRIP, connection.send, {"op": _ACK}
            )
        elif op == _IDENTIFY:
            await self._identify(connection, data)
        elif op == _RESUME:
            await self._resume(connection, data)

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if connection.session:
            await connection.socket.close(code=4005)
            return
        # Discord resets the token of a bot that starts too many sessions.
        if data.get("token") != self._world.token or not self.start_limit["remaining"]:
            await connection.socket.close(code=4004)
            return
        self.identified += 1
        session = Session(intents=int(data.get("intents", 0)))
        self.sessions[session.id] = session
        connection.session, session.connection = session, connection
        self.send_event(session, "READY", self._ready(session, data))
        if session.intents & _GUILDS:
            for server in (*self._own(), *self.more_servers):
                self.send_event(session, "GUILD_CREATE", server)
        self.ready.set()
        self._world.emit("BOT", {"online": True})

    async def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        if self.ignores_resume:
            return
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or self.refuses_resume or session.lost(data.get("seq") or 0):
            connection.send({"op": _INVALID_SESSION, "d": False})
            return
        if data.get("token") != self._world.token:
            await connection.socket.close(code=4004)
            return
        connection.session, session.connection = session, connection
        for event in list(session.sent):
            if event["s"] > (data.get("seq") or 0):
                connection.send(event)
        self.send_event(session, "RESUMED", {})
        self.ready.set()
        self._world.emit("BOT", {"online": True})

    def _ready(self, session: Session, data: dict[str, Any]) -> dict[str, Any]:
        world = self._world
        return {
            "v": 10,
            "user": world.user(world.bot_id),
            "guilds": [
                {"id": one["id"], "unavailable": True}
                for one in (*self._own(), *self.more_servers)
            ],
            "session_id": session.id,
            "resume_gateway_url": self.url + RESUME_PATH,
            "shard": data.get("shard") or [0, 1],
            "application": {"id": world.application_id, "flags": 0},
            "private_channels": [],
        }

    def _own(self) -> list[dict[str, Any]]:
        return [self.server()] if self._world.has_bot else []

    def server(self) -> dict[str, Any]:
        """Give the server as an event describes it."""
        world = self._world
        channels = [world.channel_object(one) for one in world.channels.values()]
        return {
            **world.server_object(),
            "joined_at": world.joined_at.isoformat(),
            "large": False,
            "unavailable": False,
            "member_count": len(world.people) + 1,
            "voice_states": [],
            "members": [world.member(world.bot_id)],
            "channels": channels,
            "threads": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def _intent_of(name: str) -> int:
    return _GUILD_MESSAGES if name.startswith("MESSAGE_") else _GUILDS
