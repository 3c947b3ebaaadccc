"""What members would type finds the right bite: 300 queries, written before tuning."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

from bot.content import load_content, shipped_content
from bot.core.search import Search

QUERIES = Path(__file__).with_name("queries.csv")
BAR = 0.95
KINDS = ("name", "abbreviation", "typo", "paraphrase", "question")


@cache
def rows() -> list[dict[str, str]]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def misses() -> Counter[str]:
    """Count, by kind, the queries whose bite is not among the first three."""
    library = load_content([shipped_content()]).library
    search = Search(library)
    missed: Counter[str] = Counter()
    for row in rows():
        found = search.find(row["query"])
        shown = {one.id for one in (found.bites or found.near)[:3]}
        missed[row["kind"]] += shown.isdisjoint(row["expected"].split())
    return missed


def test_the_queries_are_many_and_of_all_kinds() -> None:
    library = load_content([shipped_content()]).library
    asked = {one for row in rows() for one in row["expected"].split()}

    assert len({row["query"] for row in rows()}) == 300
    assert Counter(row["kind"] for row in rows()) == dict.fromkeys(KINDS, 60)
    assert asked <= set(library.bites)
    assert len(asked) > 220


def test_the_right_bite_is_among_the_first_three() -> None:
    assert misses().total() <= (1 - BAR) * len(rows())


def test_names_abbreviations_and_typos_nearly_always_find_theirs() -> None:
    assert sum(misses()[kind] for kind in KINDS[:3]) <= 3
