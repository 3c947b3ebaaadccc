"""The real delivery engine under crashes, freezes, lost answers and forgetful databases.

A failed seed tells its story with `python -m tests.simulation VARIANT SEED`.
"""

import os
from collections.abc import Iterable

import pytest

from tests.simulation.bugs import BUGS, planted
from tests.simulation.variants import VARIANTS
from tests.simulation.world import simulate

SEEDS = 500
MANY_SEEDS = 110 if os.environ.get("DAILYBITE_SLOW") == "reduced" else 20_000
CHUNK = 10 if MANY_SEEDS < 1_000 else 50
EXAMPLE = 7
# Where each planted bug shows, and what the watch says then.
SHOWN = {
    "no_unique": ("dumb-changed", "two rows for one local date"),
    "no_claim_tx": ("dumb", "claimed before its time"),
    "no_fence": ("slack", "written under an old fence"),
    "no_deadline": ("slack", "of lease left"),
    "no_late_check": ("slack-forgetful", "planned late and sent without a look"),
    "no_nonce": ("discord", "with 2 posts"),
    "sdk_retry": ("dumb", "with 2 posts"),
    "endless_lease": ("dumb", "still sending"),
    "no_look": ("dumb", "with 2 posts"),
    "no_policy": ("slack-blind-skip", "with 2 posts"),
    "gives_all_back": ("dumb", "with 2 posts"),
}
ENOUGH = 60  # seeds until a planted bug must have been seen


def faults_in(variant: str, seeds: Iterable[int]) -> list[str]:
    """Name each seed in which something went wrong, and how to run it again."""
    return [
        f"python -m tests.simulation {variant} {seed}  # {found[0]}"
        for seed in seeds
        if (found := simulate(VARIANTS[variant], seed).watch.faults)
    ]


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_goes_wrong_that_must_not(variant: str) -> None:
    assert faults_in(variant, range(SEEDS // len(VARIANTS) + 1)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", range(SEEDS, SEEDS + MANY_SEEDS // len(VARIANTS), CHUNK)
)
@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_goes_wrong_in_many_more_runs(variant: str, first: int) -> None:
    assert faults_in(variant, range(first, first + CHUNK)) == []


def seen_with(bug: str) -> int:
    """Give the first seed that shows a planted bug."""
    variant, told = SHOWN[bug]
    for seed in range(ENOUGH):
        with planted(bug):
            faults = simulate(VARIANTS[variant], seed, frozenset({bug})).watch.faults
        if any(told in fault for fault in faults):
            return seed
    pytest.fail(f"{bug} was not seen in {ENOUGH} runs on {variant}")


@pytest.mark.parametrize("bug", BUGS)
def test_planted_bug_is_seen_where_it_shows(bug: str) -> None:
    seed = seen_with(bug)

    assert simulate(VARIANTS[SHOWN[bug][0]], seed).watch.faults == []


def test_same_seed_is_the_same_run() -> None:
    first, second = (simulate(VARIANTS["discord"], EXAMPLE) for _ in range(2))

    assert first.trace == second.trace
    assert first.watch.rows() == second.watch.rows()


def test_runs_meet_what_they_are_about() -> None:
    """Guards against a weather so fine that nothing is tested."""
    told = " ".join(
        what
        for seed in range(20)
        for _, _, what in simulate(VARIANTS["discord"], seed).trace
    )

    kinds = ("dies at", "frozen at", "looks for", "sending", "told to stop")
    assert [one for one in kinds if one not in told] == []
