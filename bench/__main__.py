"""Run the benchmarks: `python -m bench`, or some of them by name; exit 1 over a limit."""

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Sequence
from typing import Any

from bench import (
    choosing,
    discord_commands,
    flood,
    idle,
    memory,
    slack_commands,
    start,
    throughput,
    waves,
    workspaces,
)
from bench.report import Figure, write_table

BENCHMARKS: dict[str, Any] = {
    "start": start,
    "discord": discord_commands,
    "slack": slack_commands,
    "choosing": choosing,
    "idle": idle,
    "flood": flood,
    "throughput": throughput,
    "waves": waves,
    "workspaces": workspaces,
    "memory": memory,
}


async def main(names: Sequence[str], *, full: bool) -> int:
    """Print each figure as it comes, and all in a table; count those over a limit."""
    figures: list[Figure] = []
    for name in names:
        began = time.perf_counter()
        chosen = BENCHMARKS[name]
        sizes = getattr(chosen, "FULL", {}) if full else {}
        async for figure in chosen.measure(**sizes):
            figures.append(figure)
            print(figure, flush=True)
        print(f"     {name} took {time.perf_counter() - began:.0f} s", flush=True)
    print(f"\n{_machine()}\n{write_table(figures)}")
    return sum(one.is_over for one in figures)


def _machine() -> str:
    """Say what these figures were measured on."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"Python {platform.python_version()}, {platform.system()}, "
        f"{os.cpu_count()} cores, load {load} at the end"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME")
    parser.add_argument("--full", action="store_true", help="the full sizes; minutes")
    wanted = parser.parse_args()
    over = asyncio.run(main(wanted.names or [*BENCHMARKS], full=wanted.full))
    raise SystemExit(bool(over))
