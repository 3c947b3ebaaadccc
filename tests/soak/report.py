"""What a soak found, in a few lines and as a list of what is wrong."""

from collections import Counter
from collections.abc import Iterator

from tests.soak.lives import Memory
from tests.soak.soak import Found

GROWTH, SLACK = 1.15, 8.0  # of a life's memory: the factor, and megabytes beside it


def wrong(found: Found) -> list[str]:
    """List every promise that was broken."""
    ledger = found.ledger
    asked = [line for one in found.people.values() for line in one.unanswered]
    return [
        *(f"lost: {one}" for one in ledger.lost),
        *(f"twice: {one}" for one in ledger.doubled),
        *(f"not sent: {one}" for one in ledger.not_sent),
        *(f"not answered: {one}" for one in asked),
        *(f"memory grew: {_sizes(one)}" for one in _memories(found) if grew(one)),
        *(f"in a log: {one}" for one in found.faults),
        *([f"{ledger.deadlocks} deadlocks"] if ledger.deadlocks else []),
    ]


def grew(memory: Memory) -> bool:
    """Tell whether a life took clearly more in the end than when it was warm."""
    return memory.last > memory.warm * GROWTH + SLACK


def report(found: Found) -> Iterator[str]:
    """Tell what happened."""
    ledger = found.ledger
    yield f"{found.seconds:.0f} s, {found.added} slots: {_counts(ledger.states)}"
    yield f"lost {len(ledger.lost)}, twice {len(ledger.doubled)}"
    yield f"receipts of late posts {ledger.receipts}, deadlocks {ledger.deadlocks}"
    yield f"weather: {_counts(found.weather.met)}; refused by limits: {found.refused}"
    troubles = sum((one.met for one in found.lives), Counter[str]())
    ends = [seconds for one in found.lives for seconds in one.ends]
    yield f"replicas: {_counts(troubles)}; the slowest end took {max(ends):.1f} s"
    for name, one in found.people.items():
        yield (
            f"{name}: {_counts(one.answers)}; slowest {one.slowest:.2f} s, "
            f"nobody listened for {one.longest_away:.1f} s at most"
        )
    yield from (f"memory of {_sizes(one)}" for one in _memories(found))
    yield f"unexpected lines in the logs: {len(found.faults)}"


def _memories(found: Found) -> list[Memory]:
    return [memory for one in found.lives for memory in one.memories]


def _sizes(one: Memory) -> str:
    return (
        f"replica {one.replica} over {one.seconds:.0f} s: "
        f"{one.warm:.1f} MB when warm, {one.half:.1f} half-way, {one.last:.1f} in the end"
    )


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common())
