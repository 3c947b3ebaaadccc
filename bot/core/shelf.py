"""The library in use, with what is built from it; replaced whole when files change."""

from functools import cached_property

from bot.core.bites import Library
from bot.core.search import Search
from bot.core.selection import Courses


class Edition:
    """One library, its orders and its index, each built when first wanted."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def prepare(self) -> "Edition":
        """Build what somebody would have to wait for; takes a fifth of a second."""
        _ = self.search
        return self

    @cached_property
    def courses(self) -> Courses:
        """The orders of its bites."""
        return Courses(self.library)

    @cached_property
    def search(self) -> Search:
        """The index of its bites."""
        return Search(self.library)


class Shelf:
    """Holds the present edition; whoever asks twice may get two."""

    def __init__(self, library: Library) -> None:
        self.edition = Edition(library)

    def put(self, edition: Edition) -> None:
        """Replace the edition."""
        self.edition = edition

    @property
    def library(self) -> Library:
        """The present library."""
        return self.edition.library

    @property
    def courses(self) -> Courses:
        """The orders of the present library."""
        return self.edition.courses

    @property
    def search(self) -> Search:
        """The index of the present library."""
        return self.edition.search
