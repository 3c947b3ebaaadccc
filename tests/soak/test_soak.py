"""The soak in its short form; `python -m tests.soak --minutes 10` is the long one."""

import os
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.databases import Postgres
from tests.soak.report import report, wrong
from tests.soak.soak import soak

SECONDS = 40.0 if os.environ.get("DAILYBITE_SLOW") == "reduced" else 120.0
SEED = 7


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_bad_weather_loses_and_doubles_nothing(
    sandbox: Sandbox, postgres: Postgres, tmp_path: Path
) -> None:
    with postgres.database() as url:
        found = await soak(
            sandbox, url, tmp_path, seconds=SECONDS, warm_up=SECONDS / 3, seed=SEED
        )

    assert wrong(found) == [], "\n".join(report(found))
    assert found.added > SECONDS
    assert min(sum(one.answers.values()) for one in found.people.values()) > 5
