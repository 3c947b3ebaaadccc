"""`dailybite content` and `preview`: the shipped library, and one's own."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.bites import WORDS_PER_MINUTE
from bot.core.records import Report
from bot.storage.store import open_store
from tests.cli.conftest import Cli
from tests.cli.packs import DAY, imported, make_rows, write_csv

LORA = "llms-generative-ai/lora"


def test_shipped_library_is_clean(cli: Cli) -> None:
    result = cli("content", "lint")

    assert result.stdout == ""
    assert "0 faults" in result.stderr
    assert result.exit_code == 0


def test_lint_prints_file_line_and_code(cli: Cli, tmp_path: Path) -> None:
    topic = tmp_path / "mine" / "topic"
    topic.mkdir(parents=True)
    (topic / "topic.toml").write_text('name = "T"\ndescription = "D"\nopening = []\n')
    (topic / "one.md").write_text("---\ntitle: nothing else\n---\ntext\n")

    result = cli("content", "lint", "mine")

    file = tmp_path / "mine" / "topic" / "one.md"
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert any(line.startswith("mine/topic/one.md:1: BITE002 ") for line in lines)
    assert "mine/topic/one.md:2: BITE006" in result.stdout
    assert "1 bite checked" in result.stderr
    assert file.exists()


def test_stale_bite_is_told_and_fails_nothing(cli: Cli) -> None:
    now, later = (
        cli("content", "lint", "--today", day) for day in ("2026-11-24", "2035-01-01")
    )

    assert now.stdout == ""
    codes = {line.split(" ")[1] for line in later.stdout.splitlines()}
    assert codes == {"BITE111"}
    stale = len(later.stdout.splitlines())
    assert f"0 faults, {stale} warnings." in later.stderr
    assert later.exit_code == 0


def test_lint_refuses_a_day_that_is_none(cli: Cli) -> None:
    result = cli("content", "lint", "--today", "soon")

    assert result.exit_code == 2
    assert "soon" in result.stderr


@pytest.mark.parametrize(
    ("other", "faults"), [(LORA, 0), ("llms-generative-ai/nowhere", 1)]
)
def test_own_bite_may_name_a_shipped_one(
    cli: Cli, tmp_path: Path, other: str, faults: int
) -> None:
    (row,) = make_rows(1)
    write_csv(tmp_path / "a.csv", [row])
    imported(cli, "a.csv")
    file = tmp_path / "mine" / "things" / f"{row['slug']}.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("sources:", f"related: [{other}]\nsources:"), "utf-8")

    result = cli("content", "lint", "mine", *DAY)

    assert result.stdout.count("BITE020") == result.exit_code == faults


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_lint_of_nothing_fails_in_a_sentence(cli: Cli, path: str) -> None:
    result = cli("content", "lint", path)

    assert result.exit_code == 1
    assert "Error: " in result.stderr


def test_list_json_is_the_contract(cli: Cli) -> None:
    entries = json.loads(cli("content", "list", "--json").stdout)

    assert [set(one) for one in entries] == [
        {"id", "topic", "title", "level", "seconds"}
    ] * len(entries)
    assert all(40 <= one["seconds"] <= 60 for one in entries)


def test_list_for_people_has_a_row_per_bite(cli: Cli) -> None:
    rows = cli("content", "list").stdout.splitlines()

    assert any(LORA in row and "intermediate" in row for row in rows)


def test_show_has_all_parts(cli: Cli) -> None:
    shown = cli("content", "show", LORA).stdout

    for part in ("Footgun: ", "Deeper: LoRA", "Quiz: LoRA", "Answer: LoRA"):
        assert part in shown


def test_preview_for_discord_is_the_message(cli: Cli) -> None:
    shown = cli("preview", LORA, "--platform", "discord").stdout

    assert shown.startswith("## LoRA: tune a giant by training a sliver beside it\n-# ")
    assert "> **Footgun:** " in shown


def test_preview_is_text_by_default(cli: Cli) -> None:
    shown = cli("preview", LORA).stdout

    assert shown.startswith("LoRA: tune a giant by training a sliver beside it\n")
    assert "**" not in shown


@pytest.mark.parametrize("command", [("preview",), ("content", "show")])
def test_unknown_bite_is_told_what_is_near(cli: Cli, command: tuple[str, ...]) -> None:
    result = cli(*command, "lorra")

    assert result.exit_code == 1
    assert f"Did you mean {LORA}" in result.stderr


def test_own_folder_joins_the_library(cli: Cli, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "content" / "llms-generative-ai"
    topic = tmp_path / "mine" / "team"
    topic.mkdir(parents=True)
    (topic / "topic.toml").write_text('name = "T"\ndescription = "D"\nopening = []\n')
    (topic / "ours.md").write_text((shipped / "lora.md").read_text("utf-8"), "utf-8")
    (tmp_path / "config.toml").write_text('[content]\npaths = ["mine"]\n')

    entries = json.loads(cli("content", "list", "--json").stdout)

    assert "team/ours" in {one["id"] for one in entries}
    assert WORDS_PER_MINUTE == 238


def test_reports_lists_what_members_found_wrong(cli: Cli, tmp_path: Path) -> None:
    report = Report(
        platform="discord",
        server="42",
        person="7",
        bite="python/slots",
        revision=1,
        reason="old",
        at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )

    async def keep() -> None:
        url = f"sqlite:///{tmp_path / 'daily-bite.db'}"
        async with open_store(url, migrate_first=True) as store:
            await store.add_report(report)

    asyncio.run(keep())
    shown, listed = cli("content", "reports"), cli("content", "reports", "--json")

    assert "it is out of date" in shown.output
    assert "discord 42" in shown.output
    assert json.loads(listed.stdout) == [
        {
            "at": "2026-11-24T09:00:00+00:00",
            "bite": "python/slots",
            "revision": 1,
            "reason": "old",
            "platform": "discord",
            "server": "42",
        }
    ]


def test_reports_says_when_there_are_none(cli: Cli) -> None:
    result = cli("content", "reports")

    assert result.exit_code == 0
    assert "Nobody has reported anything." in result.output
