"""Reads the files of content, and reads them anew when they have changed."""

import logging
from asyncio import to_thread
from collections.abc import Sequence
from pathlib import Path

from bot.content import Loaded, content_files, load_content
from bot.core.shelf import Edition, Shelf

log = logging.getLogger(__name__)


class Watch:
    """Reads files of content, and looks whether they have changed since."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._seen = self._look()
        self.loaded = load_content(paths)  # as read last

    def changed(self) -> Loaded | None:
        """Read everything anew where a file came, went or changed; blocks meanwhile.

        Raises:
            ContentError: A folder is gone.
        """
        now = self._look()
        if now == self._seen:
            return None
        self.loaded = load_content(self._paths, former_moves=self.loaded.moves)
        self._seen = now
        return self.loaded

    def _look(self) -> dict[Path, tuple[int, ...]]:
        """Give size and times of every file that would be read."""
        return {one: _stamp(one) for one in content_files(self._paths)}


async def take_up(watch: Watch, shelf: Shelf) -> None:
    """Put on the shelf what changed in the files; those with faults stay out.

    Raises:
        ContentError: A folder is gone.
    """
    await to_thread(watch.changed)
    found = watch.loaded
    if found.library is shelf.library:
        return
    shelf.put(await to_thread(Edition(found.library).prepare))
    for file in found.not_used:
        log.warning("%s is left out: see `dailybite content lint`", file)
    log.info("content was read anew: %s bites", len(found.library))


def _stamp(file: Path) -> tuple[int, ...]:
    """Give what changes with a file, also where it is replaced or its rights are."""
    try:
        found = file.stat()
    except OSError:  # such as a link to nowhere
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
