"""The soak in its short form; `python -m tests.soak --minutes 10` is the long one."""

import os
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.databases import Postgres
from tests.soak.ledger import Ledger
from tests.soak.lives import Memory
from tests.soak.report import grew, report, wrong
from tests.soak.soak import soak

SECONDS = 40.0 if os.environ.get("DAILYBITE_SLOW") == "reduced" else 120.0
SEED = 7


ROWS = {
    "d_1": ("sent", ""),
    "d_2": ("sent", ""),
    "d_3": ("sending", "no answer"),
    "d_4": ("unconfirmed", "nobody may look"),
}


def test_what_went_wrong_is_seen() -> None:
    """Guards against a soak that is content with anything."""
    ledger = Ledger(schedules=5, rows=ROWS, posts={"d_1": 2, "d_3": 1})

    assert ledger.lost == [
        "1 schedules without a delivery",
        "d_2: sent , 0 posts",
        "d_3: sending no answer, 1 posts",
    ]
    assert ledger.doubled == ["d_1: 2 posts"]
    assert ledger.not_sent == [
        "d_3: sending: no answer",
        "d_4: unconfirmed: nobody may look",
    ]
    assert not ledger.is_over


def test_memory_may_breathe_and_not_grow() -> None:
    breathes = Memory(replica=0, seconds=600, warm=120, half=128, last=130)
    grows = Memory(replica=0, seconds=600, warm=120, half=140, last=160)

    assert (grew(breathes), grew(grows)) == (False, True)


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
