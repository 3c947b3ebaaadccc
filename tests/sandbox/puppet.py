"""A bot on strings: it gives prepared answers to interactions, and notes what it heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp

from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Answer, Api, Payload, Socket, open_socket


class Puppet:
    """Answers each interaction with the next of its answers; silent without one."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.answers: list[Payload] = []
        self.heard: list[Payload] = []
        self.taken: list[Answer] = []

    def will(self, kind: int, **data: object) -> None:
        """Prepare one more answer."""
        self.answers.append({"type": kind, "data": data})

    async def listen(self, socket: Socket) -> None:
        """Answer until cancelled."""
        while True:
            event = await socket.event("INTERACTION_CREATE", patience=None)
            interaction = event["d"]
            self.heard.append(interaction)
            if self.answers:
                path = f"/interactions/{interaction['id']}/{interaction['token']}"
                answer = self.answers.pop(0)
                self.taken.append(await self.api("POST", path + "/callback", answer))


@asynccontextmanager
async def open_puppet(
    session: aiohttp.ClientSession, sandbox: Sandbox, api: Api
) -> AsyncIterator[Puppet]:
    """Connect a bot that does what a test says."""
    puppet = Puppet(api)
    async with open_socket(session, sandbox) as socket:
        await socket.identify(intents=0)
        await sandbox.discord.bot_ready()
        task = asyncio.create_task(puppet.listen(socket))
        yield puppet
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
