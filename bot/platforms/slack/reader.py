"""Reads installations: whoever asks at the same moment is served by one query."""

import asyncio
from collections.abc import Mapping

from bot.core.installs import Installation
from bot.errors import DeliveryError, StoreError
from bot.ports import Installs

Found = asyncio.Future[Installation | None]


class Reader:
    """Many workspaces are due at the same moment, and each wants its token."""

    def __init__(self, installs: Installs, platform: str) -> None:
        self._installs = installs
        self._platform = platform
        self._asked: dict[str, Found] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def read(self, server: str) -> Installation | None:
        """Give an installation, if there is one.

        Raises:
            DeliveryError: The store did not say.
        """
        if not self._asked:
            task = asyncio.create_task(self._serve(), name="installations")
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        if server not in self._asked:
            self._asked[server] = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._asked[server])

    async def _serve(self) -> None:
        await asyncio.sleep(0)  # until everybody of this moment has asked
        asked, self._asked = self._asked, {}
        try:
            await self._serve_all(asked)
        finally:  # nobody waits for ever, whatever went wrong
            for waiting in asked.values():
                if not waiting.done():
                    _refuse(waiting, "the tokens cannot be read")

    async def _serve_all(self, asked: Mapping[str, Found]) -> None:
        try:
            rows = await self._installs.installations(self._platform, list(asked))
        except StoreError:
            await self._serve_each(asked)
            return
        found = {one.server: one for one in rows}
        for server, waiting in asked.items():
            waiting.set_result(found.get(server))

    async def _serve_each(self, asked: Mapping[str, Found]) -> None:
        """One by one: a token that no key opens must not stop the others."""
        for server, waiting in asked.items():
            try:
                found = await self._installs.installation(self._platform, server)
            except StoreError as error:
                _refuse(waiting, str(error))
            else:
                waiting.set_result(found)


def _refuse(waiting: Found, why: str) -> None:
    waiting.set_exception(DeliveryError(why))
    waiting.exception()  # heard, also where nobody waits any more
