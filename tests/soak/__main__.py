"""Let three replicas live in bad weather: `python -m tests.soak --minutes 10`."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.sandbox.server import open_sandbox
from tests.databases import open_postgres
from tests.soak.lives import WARM_UP
from tests.soak.report import report, wrong
from tests.soak.soak import Found, soak

SEED = 20261124


def main() -> int:
    """Run one soak, and tell how it ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep-logs", type=Path, help="an empty folder for the logs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daily-bite-soak-") as folder:
        logs = given.keep_logs or Path(folder)
        logs.mkdir(exist_ok=True)
        found = asyncio.run(_soak(logs, given.minutes * 60, given.seed))
    for line in [*report(found), *(f"WRONG: {one}" for one in wrong(found))]:
        sys.stdout.write(f"{line}\n")
    return 1 if wrong(found) else 0


async def _soak(folder: Path, seconds: float, seed: int) -> Found:
    warm_up = min(WARM_UP, seconds / 4)
    with open_postgres() as postgres, postgres.database() as url:
        async with open_sandbox() as sandbox:
            return await soak(
                sandbox, url, folder, seconds=seconds, warm_up=warm_up, seed=seed
            )


if __name__ == "__main__":
    sys.exit(main())
