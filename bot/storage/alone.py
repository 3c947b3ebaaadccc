"""Be the only bot on a SQLite file, and know that a former one is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import StoreError
from bot.storage.engine import parse_url


@contextmanager
def hold_alone(url: str) -> Iterator[bool]:
    """Hold the lock beside a SQLite file; tell whether there is one to hold.

    The system gives the lock back when its process dies, however it dies. So whoever
    gets it knows that nobody else is in the middle of a post.

    Raises:
        StoreError: Another bot runs on this file.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, ":memory:"):
        yield False
        return
    file = Path(str(parsed.database)).resolve()
    lock = FileLock(f"{file}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as exc:
        raise StoreError(
            f"Another Daily Bite runs on {parsed.database}: stop it first, "
            "or use PostgreSQL, which several can share."
        ) from exc
    except OSError as exc:
        raise StoreError(
            f"The lock beside {parsed.database} cannot be taken: {exc.strerror}."
        ) from exc
    try:
        yield True
    finally:
        lock.release()
