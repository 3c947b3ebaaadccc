"""What several scenarios begin with."""

import pytest

from bot.sandbox.server import Sandbox
from tests.conftest import MovedClock


@pytest.fixture
def not_invited(sandbox: Sandbox, clock: MovedClock) -> None:
    """Let nobody have invited the bot yet, where an invitation is heard."""
    sandbox.discord.world.has_bot = False
    sandbox.discord.world.now = clock.now
