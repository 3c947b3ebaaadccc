"""Rows of bites that fit all rules, drawn by chance, and how they are imported."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from random import Random

from bot.content import load_content
from bot.core.bites import Library
from tests.cli.conftest import Cli, Result

Row = dict[str, str]
DAY = ("--today", "2026-11-24")
MINE = ("--path", "mine")


def make_rows(count: int, *, topic: str = "things") -> list[Row]:
    """Draw so many bites, no two of which are alike."""
    chance = Random(7)  # noqa: S311
    drawn: dict[str, None] = {}
    while len(drawn) < max(200, count) * 10:
        length = chance.randint(5, 9)
        drawn["".join(chance.choices("bdfgklmnprstvzaeiou", k=length))] = None
    return [_row(topic, number, list(drawn), chance) for number in range(count)]


def _row(topic: str, number: int, words: list[str], chance: Random) -> Row:
    def sentence(count: int) -> str:
        return " ".join(chance.choices(words, k=count)).capitalize() + "."

    name = words[number]
    return {
        "topic": topic,
        "slug": f"{name}-{number}",
        "title": f"{name.capitalize()}: {words[-number - 1]}",
        "summary": " ".join(sentence(12) for _ in range(5)),
        "footgun": sentence(14),
        "deeper": "\n\n".join(sentence(33) for _ in range(3)),
        "level": chance.choice(("beginner", "intermediate", "advanced")),
        "sources": f"The paper on {name} | https://example.org/{name} | 2020",
        "question": f"What goes wrong with {name}?",
        "answer": sentence(6),
        "checked": "2026-11-20",
        "stale_after": "12",
        "revision": "1",
    }


def write_csv(file: Path, rows: Iterable[Mapping[str, str]]) -> list[int]:
    """Write rows, and give the line on which each of them begins."""
    rows = list(rows)
    out, lines, line = StringIO(), [], 2
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row.values())
        writer.writerow(row)
    file.write_text(out.getvalue(), "utf-8")
    return lines


def imported(cli: Cli, file: str, *more: str) -> Result:
    return cli("content", "import", file, *MINE, *DAY, *more)


def library_of(folder: Path) -> Library:
    return load_content([folder]).library
