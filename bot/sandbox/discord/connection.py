"""One websocket of the gateway, what outlives it, and how it is compressed."""

import asyncio
import contextlib
import json
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import zstandard
from aiohttp import web

_KEPT = 500  # events that a session can replay


class Connection:
    """One websocket; what is sent goes out in order."""

    def __init__(
        self, socket: web.WebSocketResponse, compress: Callable[[bytes], bytes] | None
    ) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.heard_at = time.monotonic()
        self.is_mute = False
        self._compress = compress
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def send(self, payload: dict[str, Any]) -> None:
        """Put a payload into the line; a mute connection loses it, without a word."""
        if not self.is_mute:
            self._queue.put_nowait(payload)

    async def write(self) -> None:
        """Send what is in the line, until cancelled or closed."""
        with contextlib.suppress(ConnectionError):
            while not self.socket.closed:
                raw = json.dumps(await self._queue.get()).encode()
                if self._compress:
                    await self.socket.send_bytes(self._compress(raw))
                else:
                    await self.socket.send_str(raw.decode())


def compressor(name: str) -> Callable[[bytes], bytes] | None:
    """Give the transport compression that a client asked for, one per connection."""
    if name == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda raw: deflate.compress(raw) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if name == "zstd-stream":
        stream = zstandard.ZstdCompressor().compressobj()
        block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return lambda raw: stream.compress(raw) + stream.flush(block)
    return None


@dataclass
class Session:
    """What outlives a connection, so that it can be resumed."""

    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    sent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    connection: "Connection | None" = None

    def lost(self, seen: int) -> bool:
        """Tell whether an event after this one is no longer kept."""
        return bool(self.sent) and int(self.sent[0]["s"]) > seen + 1
