"""Ways to speak to the sandbox: REST, a raw gateway socket, and discord.py as it is."""

import asyncio
import contextlib
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import yarl
import zstandard
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox.discord.sandbox import GATEWAY_PATH
from bot.sandbox.server import Sandbox

Payload = dict[str, Any]
HEARTBEAT, IDENTIFY, RESUME = 1, 2, 6
GUILDS, GUILD_MESSAGES = 1 << 0, 1 << 9


@dataclass(frozen=True)
class Answer:
    """What came back from one request."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> tuple[int, int]:
        """The status with Discord's own code."""
        return self.status, self.body.get("code", 0) if self.body else 0


class Api:
    """Discord's REST API, spoken to with the bot's token."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
        self._session = session
        self._url = sandbox.environment["DISCORD_API_URL"]
        self._token = sandbox.environment["DISCORD_TOKEN"]
        self._application = sandbox.discord.world.application_id
        self._channel_id = sandbox.discord.channel_id

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: str = "",
        token: str | None = None,
        **query: str,
    ) -> Answer:
        """Send one request."""
        sent = self._token if token is None else token
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bot {sent}"} if sent else {}
        data = raw or (None if body is None else json.dumps(body))
        async with self._session.request(
            method, self._url + path, data=data, headers=headers, params=query
        ) as response:
            text = await response.text()
            is_json = response.headers.get("Content-Type") == "application/json"
            parsed = json.loads(text) if is_json else None
            return Answer(response.status, parsed, dict(response.headers))

    def messages(self, channel: str = "general") -> str:
        """Give the path of a channel's messages."""
        return f"/channels/{self._channel_id(channel)}/messages"

    async def post(
        self, content: str = "hi", channel: str = "general", **more: object
    ) -> Answer:
        """Create a message."""
        return await self("POST", self.messages(channel), {"content": content, **more})

    async def register(self, *commands: Payload) -> Answer:
        """Overwrite the commands."""
        return await self("PUT", self.commands, list(commands))

    @property
    def commands(self) -> str:
        """The path of the commands."""
        return f"/applications/{self._application}/commands"

    def hook(self, token: str, rest: str = "") -> str:
        """Give the path of an interaction's webhook."""
        return f"/webhooks/{self._application}/{token}{rest}"


class Socket:
    """One connection to the gateway, without any library between."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, token: str, compress: str
    ) -> None:
        self._socket = socket
        self._token = token
        self._inflate = _inflater(compress)

    async def receive(self, *, patience: float | None = 3) -> Payload:
        """Give the next payload."""
        message = await self._socket.receive(timeout=patience)
        if message.type is aiohttp.WSMsgType.BINARY:
            return dict(json.loads(self._inflate(message.data)))
        return dict(json.loads(message.data))

    async def event(self, name: str, *, patience: float | None = 3) -> Payload:
        """Skip to the next event of this name."""
        while True:
            payload = await self.receive(patience=patience)
            if payload.get("t") == name:
                return payload

    async def close_code(self) -> int | None:
        """Skip to the end, and give the code that the server closed with."""
        async with asyncio.timeout(3):
            async for _ in self._socket:
                pass
        return self._socket.close_code

    async def send(self, op: int, data: object = None) -> None:
        """Send a payload."""
        await self._socket.send_json({"op": op, "d": data})

    async def send_text(self, text: str) -> None:
        """Send whatever text."""
        await self._socket.send_str(text)

    async def identify(self, intents: int = GUILDS, token: str = "") -> None:
        """Begin a session."""
        data = {"token": token or self._token, "intents": intents, "properties": {}}
        await self.send(IDENTIFY, data)

    async def begin(self, intents: int = GUILDS) -> str:
        """Identify, and give the session's id."""
        await self.identify(intents)
        ready = await self.event("READY")
        return str(ready["d"]["session_id"])

    async def resume(self, session: str, seq: int, token: str = "") -> None:
        """Go on with a session."""
        data = {"token": token or self._token, "session_id": session, "seq": seq}
        await self.send(RESUME, data)

    async def close(self) -> None:
        """Go away, as when a network breaks."""
        await self._socket.close(code=4000)


@asynccontextmanager
async def open_socket(
    session: aiohttp.ClientSession, sandbox: Sandbox, compress: str = ""
) -> AsyncIterator[Socket]:
    """Connect to the gateway."""
    url = gateway_url(sandbox).with_query(v="10", encoding="json")
    if compress:
        url = url.update_query(compress=compress)
    async with session.ws_connect(url) as socket:
        yield Socket(socket, sandbox.environment["DISCORD_TOKEN"], compress)


def gateway_url(sandbox: Sandbox) -> yarl.URL:
    """Give the gateway's address."""
    return yarl.URL(sandbox.url).with_scheme("ws").with_path(GATEWAY_PATH)


def _inflater(compress: str) -> Callable[[bytes], bytes]:
    if compress == "zlib-stream":
        return zlib.decompressobj().decompress
    return zstandard.ZstdDecompressor().decompressobj().decompress


class Client(discord.Client):
    """discord.py as it is; it notes what it hears, and does not wait to identify."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.tree = discord.app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        if self.tree.get_commands():
            await self.tree.sync()

    async def before_identify_hook(
        self, shard_id: int | None, *, initial: bool = False
    ) -> None:
        """Leave out the five seconds between two identifies."""

    async def on_ready(self) -> None:
        self.heard.put_nowait("ready")

    async def on_resumed(self) -> None:
        self.heard.put_nowait("resumed")

    async def on_guild_channel_update(self, _before: object, _after: object) -> None:
        self.heard.put_nowait("channel_update")

    async def next(self) -> str:
        """Wait for the next thing it hears."""
        async with asyncio.timeout(10):
            return await self.heard.get()


@asynccontextmanager
async def running(client: Client, sandbox: Sandbox) -> AsyncIterator[Client]:
    """Run a client on the sandbox; only the two addresses are set."""
    Route.BASE = sandbox.environment["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = gateway_url(sandbox)
    async with client:
        task = asyncio.create_task(client.start(sandbox.environment["DISCORD_TOKEN"]))
        try:
            assert await client.next() == "ready"
            yield client
        finally:
            await client.close()
            with contextlib.suppress(asyncio.CancelledError):
                await task
