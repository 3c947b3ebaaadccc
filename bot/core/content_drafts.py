"""A bite's file before anything in it is believed, and the faults found in one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.bites import Library

WARNINGS = frozenset({"BITE111"})  # told and counted, but no reason to fail


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one file; lines count from 1."""

    file: str
    line: int
    code: str
    message: str

    @property
    def is_warning(self) -> bool:
        """Whether it comes by the passing of time, so that nobody's build may fail."""
        return self.code in WARNINGS

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A bite's file as it was read, before anything in it is believed."""

    id: str
    file: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""  # why the front matter could not be read

    def line_of(self, start: str) -> int:
        """Give the line that begins with a text, else one that holds it, else 1."""
        lines = self.text.splitlines()
        begins = (n for n, one in enumerate(lines, 1) if one.startswith(start))
        holds = (n for n, one in enumerate(lines, 1) if start in one)
        return next(begins, None) or next(holds, 1)


Fault = tuple[str, str]  # what begins the line, or the bite's id; and why
Rule = Callable[[Draft], Iterator[Fault]]
DatedRule = Callable[[Draft, date], Iterator[Fault]]
LibraryRule = Callable[[Library], Iterator[Fault]]


def start_of(text: str) -> str:
    """Give the beginning of a text's first line, by which its line is found."""
    return text.strip().split("\n")[0][:20]
