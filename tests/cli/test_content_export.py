"""`dailybite content export`: what it writes, import takes back unchanged."""

from pathlib import Path

import pytest

from bot.content import load_content, shipped_content
from tests.cli.conftest import Cli
from tests.cli.packs import imported, library_of


@pytest.mark.parametrize("name", ["all.csv", "all.json", "all"])
def test_what_was_exported_is_the_same_again(
    cli: Cli, tmp_path: Path, name: str
) -> None:
    exported = cli("content", "export", name)

    result = imported(cli, name)

    shipped = load_content([shipped_content()]).library
    assert exported.exit_code == 0, exported.output
    assert f"{len(shipped)} bites written" in exported.stderr
    told = {line.split()[0] for line in result.stdout.splitlines()[1:]}
    assert told == {"same"}
    assert f"{len(shipped)} bites read, 0 faults" in result.stderr
    assert not (tmp_path / "mine").exists()


def test_exported_folder_is_a_library(cli: Cli, tmp_path: Path) -> None:
    cli("content", "export", "all")

    found, shipped = library_of(tmp_path / "all"), library_of(shipped_content())

    assert found.bites == shipped.bites
    assert found.topics == shipped.topics


def test_export_overwrites_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine")

    result = cli("content", "export", "a.csv")

    assert result.exit_code == 1
    assert "a.csv is there already" in result.stderr
    assert (tmp_path / "a.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a.xml",), ".xml is unknown"),
        (("a.csv", "--topic", "cooking"), 'There is no topic "cooking"'),
        (("nowhere/../a.csv/b.csv",), ""),
    ],
)
def test_export_that_cannot_be_is_told(
    cli: Cli, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "a.csv").write_text("x")

    result = cli("content", "export", *words)

    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
