"""One `dailybite run` beside others, to be killed, frozen, told to end, and started."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path


class Replica:
    """A process of its own, started again and again on one log."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self._process: Process | None = None

    async def start(self) -> None:
        log = await asyncio.to_thread((self._folder / "log").open, "a")
        with log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self._folder,
                env=self._environment,
                stdout=DEVNULL,
                stderr=log,
            )

    async def kill(self) -> None:
        running = self._running()
        running.kill()
        await running.wait()

    async def freeze(self, seconds: float) -> None:
        frozen = self._running()
        frozen.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        if frozen.returncode is None:
            frozen.send_signal(signal.SIGCONT)

    async def end(self, patience: float) -> float:
        """Tell it to end, and give the seconds that it took."""
        ending = self._running()
        began = time.monotonic()
        ending.terminate()
        async with asyncio.timeout(patience):
            code = await ending.wait()
        assert code == 0, f"it ended with {code}"
        return time.monotonic() - began

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def faults(self) -> list[str]:
        """What it did not expect, in all its lives.

        A frozen replica may hold rows for longer than the others wait for them: that
        fails a tick of theirs, and the next one makes it good.
        """
        lines = (self._folder / "log").read_text().splitlines()
        faults = [line for line in lines if "Traceback" in line]
        return [line for line in faults if "StoreError" not in line]

    def _running(self) -> Process:
        assert self._process is not None
        assert self._process.returncode is None, "it ended by itself"
        return self._process
