"""Run one seed again and tell what happened: `python -m tests.simulation VARIANT SEED`."""

import sys

from tests.simulation.bugs import planted
from tests.simulation.variants import VARIANTS
from tests.simulation.world import simulate


def main(variant: str, seed: str, *bugs: str) -> int:
    """Print the story of a run, and what went wrong in it."""
    with planted(*bugs):
        world = simulate(VARIANTS[variant], int(seed), frozenset(bugs))
    for at, who, what in world.trace:
        sys.stdout.write(f"{at:10.3f} {who:9} {what}\n")
    for fault in world.watch.faults:
        sys.stdout.write(f"WRONG: {fault}\n")
    return 1 if world.watch.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
