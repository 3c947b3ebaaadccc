"""`dailybite content stats`: for people, as JSON, and for a schedule."""

import json

import pytest

from bot.content import load_content, shipped_content
from tests.cli.conftest import Add, Cli

LIBRARY = load_content([shipped_content()]).library
STATS = ("content", "stats", "--today", "2026-11-24")


def test_figures_as_json(cli: Cli) -> None:
    told = json.loads(cli(*STATS, "--json").stdout)

    assert [one["id"] for one in told["topics"]] == list(LIBRARY.topics)
    assert told["all"]["bites"] == sum(one["bites"] for one in told["topics"])
    assert told["all"]["bites"] == len(LIBRARY)
    assert 159 <= told["all"]["words"]["least"] <= told["all"]["words"]["most"] <= 238
    assert told["lasts"]["days"] == "mon-fri"
    assert told["lasts"]["posts"] == len(LIBRARY)


def test_figures_for_people(cli: Cli) -> None:
    result = cli(*STATS, "--days", "mon")

    rows = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines()[1:]}
    expected = {one: str(len(LIBRARY.of_topic(one))) for one in LIBRARY.topics}
    assert rows == {**expected, "all": str(len(LIBRARY))}
    assert f"A new server has {len(LIBRARY)} bites" in result.stderr
    assert "on mon they last until 20" in result.stderr
    assert f"({len(LIBRARY)} weeks)" in result.stderr


def test_stale_bites_are_named(cli: Cli) -> None:
    result = cli("content", "stats", "--today", "2035-01-01")

    aging = {one.id for one in LIBRARY if one.stale_after}
    assert {one.removeprefix("stale: ") for one in result.stdout.splitlines()[-len(aging) :]} == aging  # fmt: skip


def test_schedule_counts_what_it_has_not_shown(cli: Cli, add: Add) -> None:
    schedule = add("--topics", "python", "--days", "mon,thu")

    told = json.loads(cli(*STATS, "--schedule", schedule, "--json").stdout)["lasts"]

    assert told["schedule"] == schedule
    assert told["days"] == "mon,thu"
    assert told["posts"] == len(LIBRARY.of_topic("python"))
    assert told["until"] > "2026-11-24"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--days", "someday"), 1, '"someday" names no weekdays'),
        (("--schedule", "s_nowhere"), 1, "s_nowhere"),
        (("--schedule", "s1", "--days", "mon"), 2, "leave --days out"),
    ],
)
def test_what_cannot_be_counted_is_told(
    cli: Cli, words: tuple[str, ...], code: int, told: str
) -> None:
    result = cli(*STATS, *words)

    assert result.exit_code == code
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""
