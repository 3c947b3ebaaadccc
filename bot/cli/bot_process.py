"""The demo's hand on its bot: a process that is started, asked, and killed."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.cli.demo_clock import MovableClock
from bot.errors import BotError

Answer = dict[str, Any]
_ENDS_IN = 9.0  # seconds: 8 of them are for what is under way
GONE = "The bot's process ended by itself; what it said stands above."


class BotProcess:
    """The bot on one database; it can be killed and started again at will."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._environment: Mapping[str, str] = {}
        self._process: Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._asking = asyncio.Lock()
        self._is_over = False
        self.started_at = 0.0  # monotonic
        self.lost = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """Give the id of the process, if there is one."""
        return self._process.pid if self._process else None

    async def spawn(self) -> None:
        """Start a process: it loads its libraries, then waits to be opened."""
        if self._is_over:
            raise BotError("The demo is over.")
        self.started_at = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli.demo_bot", stdin=PIPE, stdout=PIPE
        )
        self._watching = asyncio.create_task(self._watch(self._process))

    async def open(self, environment: Mapping[str, str]) -> Answer:
        """Let it into the rooms; gives the records as it found them on its disk."""
        self._environment = dict(environment)
        return await self.ask("open", environment=self._environment)

    async def restart(self) -> Answer:
        """Start again on the same database; gives what was found there."""
        await self.spawn()
        return await self.open(self._environment)

    async def ask(self, what: str, **more: Any) -> Answer:
        """Give an order, always with the time, and wait for its answer.

        Raises:
            BotError: It cannot be done, or the process is gone.
        """
        async with self._asking:
            process = self._process
            if process is None or process.stdin is None or process.stdout is None:
                raise BotError("The bot is not running.")
            ahead = self._clock.ahead.total_seconds()
            order = json.dumps({"do": what, "ahead": ahead, **more})
            process.stdin.write(f"{order}\n".encode())
            line = await process.stdout.readline()
        if not line:
            raise BotError(GONE)
        answer: Answer = json.loads(line)
        if "error" in answer:
            raise BotError(answer["error"])
        return answer

    async def kill(self) -> int:
        """End the process as `kill -9` does, and give the id that it had."""
        process, self._process = self._process, None
        if process is None:
            raise BotError("The bot is not running.")
        process.kill()
        await process.wait()
        return process.pid

    async def stop(self) -> None:
        """Let it end in order: it stops when its stdin closes."""
        self._is_over = True
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            async with asyncio.timeout(_ENDS_IN):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _watch(self, process: Process) -> None:
        await process.wait()
        if process is self._process:
            self.lost.set()


@asynccontextmanager
async def spawn_bot(clock: MovableClock) -> AsyncIterator[BotProcess]:
    """Start a bot's process at once, to be opened later; stops it at the end."""
    bot = BotProcess(clock)
    await bot.spawn()
    try:
        yield bot
    finally:
        await bot.stop()
