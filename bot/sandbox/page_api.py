"""What the chat page asks the sandbox, and what the sandbox tells the page."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.controls import Controls
from bot.sandbox.discord.people import Outcome
from bot.sandbox.discord.sandbox import DiscordSandbox

_KINDS = {
    "MESSAGE_CREATE": "message",
    "MESSAGE_UPDATE": "message_update",
    "MESSAGE_DELETE": "message_delete",
    "BOT": "bot",
    "COMMANDS": "commands",
}
Ask = dict[str, Any]


class PageApi:
    """The page's routes; only the page itself may call them."""

    def __init__(self, discord: DiscordSandbox, controls: Controls | None) -> None:
        self._discord = discord
        self._controls = controls
        self._pages: set[asyncio.Queue[dict[str, Any]]] = set()
        discord.world.listeners.append(self._tell)

    def add_routes(self, app: web.Application) -> None:
        """Serve the page's API from an application."""
        app.router.add_get("/page/state", self._state)
        app.router.add_get("/page/events", self._events)
        acts: dict[str, Callable[[Ask], Awaitable[dict[str, Any]]]] = {
            "command": self._command,
            "autocomplete": self._autocomplete,
            "click": self._click,
            "modal": self._modal,
            "say": self._say,
            "clock": self._clock,
        }
        for name, act in acts.items():
            app.router.add_post(f"/page/{name}", _answered(act))

    async def _state(self, _request: web.Request) -> web.Response:
        world = self._discord.world
        shown = {
            "id": "discord",
            "name": "Discord",
            "bot": {
                "id": world.bot_id,
                "name": world.bot_name,
                "online": self._discord.bot_online,
            },
            "server": {"id": world.server_id, "name": world.server_name},
            "channels": [
                {"id": one.id, "name": one.name} for one in world.channels.values()
            ],
            "people": [
                {"id": one.id, "name": one.name, "admin": one.admin}
                for one in world.people.values()
            ],
            "commands": list(world.commands.values()),
            "messages": {key: world.public_messages(key) for key in world.channels},
            "private": self._private(),
        }
        return web.json_response({"clock": self._time(), "platforms": [shown]})

    def _private(self) -> dict[str, dict[str, list[Any]]]:
        shown: dict[str, dict[str, list[Any]]] = {}
        for message_id, person in self._discord.world.private.items():
            message = self._discord.world.messages.get(message_id)
            if message:
                channels = shown.setdefault(person, {})
                channels.setdefault(message["channel_id"], []).append(message)
        return shown

    def _time(self) -> dict[str, str] | None:
        if self._controls is None:
            return None
        now = self._controls.now()
        return {"now": now.isoformat(), "zone": str(now.tzinfo)}

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        _refuse_strangers(request)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pages.add(queue)
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for _ in socket:
                pass
        finally:
            writer.cancel()
            self._pages.discard(queue)
        return socket

    def _tell(self, name: str, data: dict[str, Any]) -> None:
        kind = _KINDS.get(name)
        if kind is None:
            return
        event: dict[str, Any] = {"platform": "discord", "type": kind}
        if name.startswith("MESSAGE_"):
            person = self._discord.world.private.get(data["id"])
            event |= {"channel": data["channel_id"], "message": data}
            if person:
                event |= {"type": kind.replace("message", "private"), "person": person}
        else:
            event |= data
        self._send(event)

    def _send(self, event: dict[str, Any]) -> None:
        for queue in self._pages:
            queue.put_nowait(event)

    async def _command(self, ask: Ask) -> dict[str, Any]:
        who = (_text(ask, "person"), _text(ask, "channel"))
        if "text" in ask:
            return _shown(await self._discord.type(*who, _text(ask, "text")))
        name = " ".join(ask["name"])
        return _shown(await self._discord.slash(*who, name, ask.get("options") or {}))

    async def _autocomplete(self, ask: Ask) -> dict[str, Any]:
        choices = await self._discord.people.autocomplete(
            _text(ask, "person"),
            _text(ask, "channel"),
            " ".join(ask["name"]),
            ask.get("options") or {},
            focused=_text(ask, "focused"),
        )
        return {"choices": choices}

    async def _click(self, ask: Ask) -> dict[str, Any]:
        outcome = await self._discord.people.click(
            _text(ask, "person"), _text(ask, "message"), _text(ask, "custom_id")
        )
        return _shown(outcome)

    async def _modal(self, ask: Ask) -> dict[str, Any]:
        outcome = await self._discord.people.submit(
            _text(ask, "person"), _text(ask, "channel"), ask["modal"], ask["values"]
        )
        return _shown(outcome)

    async def _say(self, ask: Ask) -> dict[str, Any]:
        message = self._discord.people.say(
            _text(ask, "person"), _text(ask, "channel"), _text(ask, "text")
        )
        return {"result": "message", "message": message}

    async def _clock(self, ask: Ask) -> dict[str, Any]:
        if self._controls is None:
            raise web.HTTPConflict(text="There is no clock to move here.")
        # Between two posts hours pass, as far as people can tell.
        self._discord.limits.reset()
        if ask.get("skip"):
            await self._controls.skip()
        else:
            to = datetime.fromisoformat(_text(ask, "to"))
            zone = self._controls.now().tzinfo
            await self._controls.jump(to if to.tzinfo else to.replace(tzinfo=zone))
        shown = self._time() or {}
        self._send({"platform": "", "type": "clock", **shown})
        return dict(shown)


def _answered(act: Callable[[Ask], Awaitable[dict[str, Any]]]) -> Any:
    async def handle(request: web.Request) -> web.Response:
        _refuse_strangers(request)
        try:
            ask = await request.json()
            return web.json_response(await act(ask))
        except (ValueError, KeyError, TypeError) as exc:
            return web.json_response({"error": str(exc).strip("'\"")}, status=400)

    return handle


def _refuse_strangers(request: web.Request) -> None:
    """Let no other page in the same browser drive this one."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.headers.get("Host"):
        raise web.HTTPForbidden(text="Only the sandbox's own page may do that.")


async def _write(
    socket: web.WebSocketResponse, queue: "asyncio.Queue[dict[str, Any]]"
) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_str(json.dumps(await queue.get()))


def _shown(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": outcome.kind,
        "message": outcome.message,
        "modal": outcome.modal,
        "error": outcome.error,
    }


def _text(ask: Ask, key: str) -> str:
    value = ask.get(key)
    if not isinstance(value, str):
        raise TypeError(f"{key} is missing")
    return value
