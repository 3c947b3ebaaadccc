"""Which test holds which promise, and the proof: each safeguard gone makes one go red.

| promise | what is promised | the safeguard that is taken away | seen as |
|---|---|---|---|
| G1 | at most one record for a schedule and local date | the unique key | two rows |
| G2 | every record ends in a named state | a lease that ends | a row still under way |
| G3 | Discord: never a second visible post | the nonce | two posts |
| G4 | Slack that may be read: the same | the look before a repeat | two posts |
| G5 | Slack that may not be read: no second post, unless it is wished for | the setting | two posts |
| G6 | after an outage the same day inside its window, one bite, no backlog | the window | a bite too late |

`HELD_BY` names the tests that hold each one in the usual run, on real platforms'
protocols and real databases where it matters.
"""

import ast
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.core.delivery import Delivery, DeliveryState
from bot.core.shelf import Shelf
from bot.services import plan
from bot.services.plan import Planner
from bot.storage.store import open_store
from tests.conftest import make_library
from tests.databases import sqlite_url
from tests.simulation.test_delivery import SHOWN, seen_with
from tests.simulation.variants import VARIANTS
from tests.simulation.world import simulate
from tests.storage.make import add

TESTS = Path(__file__).parent
_SIMULATED = "simulation/test_delivery.py::test_nothing_goes_wrong_that_must_not"
_KILLED = "crash/test_matrix.py::test_a_killed_bot_keeps_what_is_promised"
_SOAKED = "soak/test_soak.py::test_bad_weather_loses_and_doubles_nothing"
HELD_BY = {
    "G1": (
        _SIMULATED,
        "storage/test_store.py::test_thirty_planners_write_one_row",
        "scenarios/test_daily_posts.py::test_nothing_is_due_twice_on_one_day",
    ),
    "G2": (
        _SIMULATED,
        _KILLED,
        _SOAKED,
        "crash/test_database.py::"
        "test_database_trouble_in_a_wave_loses_and_doubles_nothing",
    ),
    "G3": (
        _SIMULATED,
        _KILLED,
        _SOAKED,
        "crash/test_replicas.py::test_replicas_in_trouble_lose_and_double_nothing",
    ),
    "G4": (
        _SIMULATED,
        _KILLED,
        _SOAKED,
        "scenarios/test_recovery.py::test_a_dead_process_leaves_exactly_one_post",
    ),
    "G5": (
        _SIMULATED,
        _KILLED,
        "scenarios/test_recovery.py::"
        "test_without_the_right_to_look_the_setting_decides",
    ),
    "G6": (
        "scenarios/test_daily_posts.py::"
        "test_after_downtime_the_day_comes_late_and_says_so",
        "scenarios/test_daily_posts.py::"
        "test_after_long_downtime_days_are_skipped_with_a_reason",
        "core/test_schedule.py::test_late_post_must_fit_the_window",
        "core/test_schedule.py::test_late_post_must_be_on_the_same_local_day",
    ),
}
BROKEN_BY = {
    "G1": "no_unique",
    "G2": "endless_lease",
    "G3": "no_nonce",
    "G4": "no_look",
    "G5": "no_policy",
}
P, S = DeliveryState.PLANNED, DeliveryState.SKIPPED
OUTAGES = {
    timedelta(hours=5, minutes=59): [P],
    timedelta(hours=6, minutes=1): [S],
    timedelta(days=3, hours=1): [S, S, S, P],
    timedelta(days=3, hours=7): [S, S, S, S],
}


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(one.name for one in tree.body if isinstance(one, kinds))


@pytest.mark.parametrize("promise", HELD_BY)
def test_each_promise_is_held_by_tests_that_exist(promise: str) -> None:
    named = [one.split("::") for one in HELD_BY[promise]]

    assert [one for one in named if one[1] not in names_in(one[0])] == []


@pytest.mark.parametrize("promise", BROKEN_BY)
def test_without_its_safeguard_a_promise_is_seen_to_break(promise: str) -> None:
    bug = BROKEN_BY[promise]
    seed = seen_with(bug)

    assert simulate(VARIANTS[SHOWN[bug][0]], seed).watch.faults == []


async def planned_after(outage: timedelta, folder: Path) -> list[Delivery]:
    """Let nobody be there for a while after a slot; give what is written then."""
    library = make_library()
    async with open_store(sqlite_url(folder)) as store:
        schedule = await add(store)
        assert schedule.next_at
        planner = Planner(store, Shelf(library))
        return await planner.plan(schedule.next_at + outage)


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
async def test_an_outage_costs_no_more_than_is_promised(
    outage: timedelta, tmp_path: Path
) -> None:
    rows = await planned_after(outage, tmp_path)

    assert [one.state for one in rows] == OUTAGES[outage]
    assert [bool(one.reason) for one in rows] == [one.state is S for one in rows]


async def test_without_the_window_an_outage_is_seen_to_cost_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "may_still_post", lambda *_: True)

    for number, (outage, promised) in enumerate(OUTAGES.items()):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        rows = await planned_after(outage, folder)
        is_kept = [one.state for one in rows] == promised
        assert is_kept is (promised[-1] is P)
