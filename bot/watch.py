"""Reads the files of content, and reads them anew when they have changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.content import Loaded, content_files, load_content
from bot.core.content_rules import Renderer


class Watch:
    """Reads files of content, and looks whether they have changed since."""

    def __init__(
        self, paths: Sequence[Path], *, renderers: Mapping[str, Renderer] | None = None
    ) -> None:
        self._paths = paths
        self._renderers = renderers
        self._seen = self._look()
        self.loaded = load_content(paths, renderers=renderers)  # as read last

    def changed(self) -> Loaded | None:
        """Read everything anew where a file came, went or changed; blocks meanwhile.

        Raises:
            ContentError: A folder is gone.
        """
        now = self._look()
        if now == self._seen:
            return None
        self.loaded = load_content(
            self._paths,
            renderers=self._renderers,
            former_moves=self.loaded.moves,
        )
        self._seen = now
        return self.loaded

    def _look(self) -> dict[Path, tuple[int, ...]]:
        """Give size and times of every file that would be read."""
        return {one: _stamp(one) for one in content_files(self._paths)}


def _stamp(file: Path) -> tuple[int, ...]:
    """Give what changes with a file, also where it is replaced or its rights are."""
    try:
        found = file.stat()
    except OSError:  # such as a link to nowhere
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
