"""A sandbox that is meant to be abused, and ways to speak to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.server import Sandbox, open_sandbox
from tests.sandbox.puppet import Puppet, open_puppet
from tests.sandbox.talk import Api


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def bare() -> AsyncIterator[Sandbox]:
    """Serve without the OpenAPI file: these tests break its rules on purpose."""
    async with open_sandbox() as served:
        yield served


@pytest.fixture
def api(session: aiohttp.ClientSession, bare: Sandbox) -> Api:
    return Api(session, bare)


@pytest.fixture
async def puppet(
    session: aiohttp.ClientSession, bare: Sandbox, api: Api
) -> AsyncIterator[Puppet]:
    async with open_puppet(session, bare, api) as connected:
        yield connected
