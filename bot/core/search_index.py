"""A full-text index over one library: by stems, either spelling, names before texts."""

import re
import sqlite3
from collections.abc import Iterable, Sequence

from bot.core.bites import Bite, Library, normalise
from bot.errors import ContentError

_SELECT = """
    SELECT id FROM bites WHERE bites MATCH ?
    ORDER BY bm25(bites, 0.0, 6.0, 1.5, 1.0) LIMIT ?"""
# British spellings become American ones, on both sides of a search.
_SPELLINGS = (
    (re.compile(r"\b(\w{3,})is(e|es|ed|ing|er|ers|ation|ations)\b"), r"\1iz\2"),
    (re.compile(r"\b(\w{2,})our(s|ed|ing|al)?\b"), r"\1or\2"),
    (re.compile(r"ll(ed|ing)\b"), r"l\1"),
)


def fold(text: str) -> str:
    """Normalise a text, and spell it one way."""
    folded = normalise(text)
    for british, american in _SPELLINGS:
        folded = british.sub(american, folded)
    return folded


def given_names(bite: Bite) -> tuple[str, ...]:
    """List what a bite is called: its concept, its title, its aliases."""
    return (bite.name, bite.title, *bite.aliases)


class Index:
    """Finds bites by words; kept in memory."""

    def __init__(self, library: Library) -> None:
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            self._rows.execute(
                "CREATE VIRTUAL TABLE bites USING fts5(id UNINDEXED, names, recall, "
                "text, tokenize='porter unicode61', prefix='2 3')"
            )
        except sqlite3.OperationalError as exc:
            self._rows.close()
            raise ContentError(
                [
                    "This Python's SQLite lacks full-text search (FTS5): use another build."
                ]
            ) from exc
        self._rows.executemany(
            "INSERT INTO bites VALUES (?, ?, ?, ?)", map(_row, library)
        )

    def holds(self, word: str, *, column: str = "") -> bool:
        """Tell whether any bite has a word, in whatever form."""
        return bool(self._run(_scoped(column, quote(word)), 1))

    def all_of(
        self, terms: Sequence[Iterable[str]], *, most: int, column: str = ""
    ) -> list[str]:
        """Give bites that have one expression of each term, best first."""
        groups = (f"({' OR '.join(term)})" for term in terms)
        return self._run(_scoped(column, " AND ".join(groups)), most)

    def any_of(self, terms: Sequence[Iterable[str]], *, most: int) -> list[str]:
        """Give bites that have as much of the terms as possible, best first."""
        return self._run(" OR ".join(one for term in terms for one in term), most)

    def _run(self, expression: str, most: int) -> list[str]:
        return [row[0] for row in self._rows.execute(_SELECT, (expression, most))]


def quote(word: str, *, is_begun: bool = False) -> str:
    """Write a word as an expression; one that is only begun may end in any way."""
    return f'"{word}"' + "*" * is_begun


def _scoped(column: str, expression: str) -> str:
    return f"{column} : ({expression})" if column else expression


def _row(bite: Bite) -> tuple[str, str, str, str]:
    names = " ".join(map(fold, (bite.slug, *given_names(bite))))
    recall = fold(f"{bite.recall.question} {bite.recall.answer}")
    return bite.id, names, recall, fold(f"{bite.summary} {bite.footgun} {bite.deeper}")
