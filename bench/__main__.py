"""Run the benchmarks: `python -m bench`, or some of them by name; exit 1 over a limit."""

import asyncio
import sys

from bench import choosing, discord_commands, memory, slack_commands, start, wave

BENCHMARKS = {
    "start": start,
    "discord": discord_commands,
    "slack": slack_commands,
    "choosing": choosing,
    "wave": wave,
    "memory": memory,
}


async def main(names: list[str]) -> int:
    """Print a line per figure; count those over their limit."""
    over = 0
    for name in names:
        async for figure in BENCHMARKS[name].measure():
            over += figure.ratio > 1
            print(f"{'OVER' if figure.ratio > 1 else 'ok  '} {figure}", flush=True)
    return over


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(chosen) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {unknown.pop()}: use {', '.join(BENCHMARKS)}.")
    sys.exit(bool(asyncio.run(main(chosen))))
