"""What the chat page asks the sandbox, and what the sandbox tells the page."""

import asyncio
import contextlib
import ipaddress
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.controls import Controls
from bot.sandbox.page_room import Answer, Ask, PageRoom, text_in


class PageApi:
    """The page's routes; only the page itself may call them."""

    def __init__(self, rooms: Sequence[PageRoom], controls: Controls | None) -> None:
        self._rooms = {one.id: one for one in rooms}
        self._controls = controls
        self._pages: set[asyncio.Queue[str]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Serve the page's API from an application."""
        app.router.add_get("/page/state", self._state)
        app.router.add_get("/page/events", self._events)
        app.router.add_post("/page/clock", _answered(self._clock))
        app.router.add_post("/page/plug", _answered(self._plug))
        app.router.add_post("/page/fresh", _answered(self._begin_anew))
        names = {name: None for room in self._rooms.values() for name in room.acts}
        for name in names:
            handler = _answered(partial(self._act, name))
            app.router.add_post(f"/page/{name}", handler)

    def tell(self, room: str, name: str, data: dict[str, Any]) -> None:
        """Pass on to every page what happened in a room."""
        event = self._rooms[room].event(name, data)
        if event is not None:
            self._send({"platform": room, **event})

    async def _state(self, _request: web.Request) -> web.Response:
        shown = [room.state() for room in self._rooms.values()]
        return web.json_response({"clock": self._time(), "platforms": shown})

    def _time(self) -> dict[str, str] | None:
        if self._controls is None:
            return None
        now = self._controls.now()
        return {"now": now.isoformat(), "zone": str(now.tzinfo)}

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        _refuse_strangers(request)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._pages.add(queue)
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for _ in socket:
                pass
        finally:
            writer.cancel()
            self._pages.discard(queue)
        return socket

    def _send(self, event: dict[str, Any]) -> None:
        text = json.dumps(event)  # now: what it tells of may change
        for queue in self._pages:
            queue.put_nowait(text)

    async def _act(self, name: str, ask: Ask) -> Answer:
        """Act in a room; what names none is meant for the first."""
        room = self._room(ask.get("platform", next(iter(self._rooms))))
        if name not in room.acts:
            raise ValueError(f"{room.name} knows no {name}.")
        return await room.acts[name](ask)

    def _room(self, key: str) -> PageRoom:
        if key not in self._rooms:
            raise ValueError(f"There is no platform {key} here.")
        return self._rooms[key]

    async def _clock(self, ask: Ask) -> Answer:
        controls = self._controlled("There is no clock to move here.")
        # Between two posts hours pass, as far as people can tell.
        for room in self._rooms.values():
            room.forget_limits()
        if ask.get("skip"):
            await controls.skip()
        else:
            to = datetime.fromisoformat(text_in(ask, "to"))
            zone = controls.now().tzinfo
            await controls.jump(to if to.tzinfo else to.replace(tzinfo=zone))
        return self._tell_time()

    async def _plug(self, ask: Ask) -> Answer:
        """Pull the plug, and tell each step as it happens."""
        controls = self._controlled("There is no bot to kill from here.")
        room = self._room(text_in(ask, "platform"))
        steps = []
        try:
            async for step in controls.pull(room.id):
                steps.append(asdict(step))
                self._send({"platform": room.id, "type": "plug", "step": steps[-1]})
        finally:
            self._tell_time()
        return {"steps": steps}

    async def _begin_anew(self, ask: Ask) -> Answer:
        controls = self._controlled("There is no bot to invite from here.")
        room = self._room(text_in(ask, "platform"))
        who = text_in(ask, "person")
        return {"channel": await controls.begin_anew(room.id, who)}

    def _controlled(self, otherwise: str) -> Controls:
        if self._controls is None:
            raise web.HTTPConflict(text=otherwise)
        return self._controls

    def _tell_time(self) -> Answer:
        shown = self._time() or {}
        self._send({"platform": "", "type": "clock", **shown})
        return dict(shown)


def _answered(act: Callable[[Ask], Awaitable[Answer]]) -> Any:
    async def handle(request: web.Request) -> web.Response:
        _refuse_strangers(request)
        try:
            return web.json_response(await act(_object(await request.json())))
        except (ValueError, LookupError, TypeError) as exc:
            return web.json_response({"error": _sentence(exc)}, status=400)

    return handle


def _sentence(exc: Exception) -> str:
    said = str(exc).strip("'\"")
    return said if " " in said else f"There is no {said or 'such thing'} in this."


def _object(ask: object) -> Ask:
    if not isinstance(ask, dict):
        raise TypeError("The page asks with a JSON object.")
    return ask


def _refuse_strangers(request: web.Request) -> None:
    """Let no other page in the same browser drive this one."""
    origin = request.headers.get("Origin")
    host = request.headers.get("Host", "")
    if (origin and urlsplit(origin).netloc != host) or not _is_ours(request, host):
        raise web.HTTPForbidden(text="Only the sandbox's own page may do that.")


def _is_ours(request: web.Request, host: str) -> bool:
    """Know a name that somebody else's server points at this machine."""
    name = urlsplit(f"//{host}").hostname or ""
    here = request.transport.get_extra_info("sockname") if request.transport else None
    return name == "localhost" or _is_address(name) or not _is_loopback(here)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(here: tuple[str, ...] | None) -> bool:
    return here is not None and ipaddress.ip_address(here[0]).is_loopback


async def _write(socket: web.WebSocketResponse, queue: "asyncio.Queue[str]") -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_str(await queue.get())
