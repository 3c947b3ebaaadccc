"""`dailybite content export`: what it writes, import takes back unchanged."""

from pathlib import Path

import pytest

from bot.content import load_content, shipped_content
from tests.cli.conftest import Cli
from tests.cli.packs import imported, library_of, make_rows, write_csv


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
    assert found.moved == shipped.moved


@pytest.fixture
def moved(cli: Cli, tmp_path: Path) -> dict[str, str]:
    """Configure a library of which two bites had other ids; give those."""
    first, second = make_rows(2)
    write_csv(tmp_path / "a.csv", [first])
    write_csv(tmp_path / "b.csv", [second | {"topic": "places"}])
    imported(cli, "a.csv")
    imported(cli, "b.csv")
    new_ids = f"things/{first['slug']}", f"places/{second['slug']}"
    moves = dict(zip(("things/former", "things/other"), new_ids, strict=True))
    for old, new in moves.items():
        topic = tmp_path / "mine" / new.partition("/")[0] / "topic.toml"
        topic.write_text(topic.read_text() + f'[moved]\n"{old}" = "{new}"\n')
    (tmp_path / "config.toml").write_text('[content]\npaths = ["mine"]\n')
    return moves


@pytest.mark.parametrize("name", ["all.json", "all"])
def test_moves_come_back_as_they_were(
    cli: Cli, tmp_path: Path, moved: dict[str, str], name: str
) -> None:
    topics = ("--topic", "things", "--topic", "places")
    exported = cli("content", "export", name, *topics)
    before = library_of(tmp_path / "mine")
    (tmp_path / "mine").rename(tmp_path / "former")
    (tmp_path / "config.toml").unlink()

    result = imported(cli, name)

    assert (exported.exit_code, result.exit_code) == (0, 0), result.output
    assert dict(before.moved) == moved
    assert library_of(tmp_path / "mine") == before


def test_export_of_one_topic_holds_what_moved_into_it(
    cli: Cli, tmp_path: Path, moved: dict[str, str]
) -> None:
    cli("content", "export", "all", "--topic", "places")

    found = library_of(tmp_path / "all").moved
    assert dict(found) == {"things/other": moved["things/other"]}


def test_import_of_moves_alone_adds_them_to_what_is_there(
    cli: Cli, tmp_path: Path, moved: dict[str, str]
) -> None:
    cli("content", "export", "all", "--topic", "things", "--topic", "places")
    there = [tmp_path / "mine" / one / "topic.toml" for one in ("things", "places")]
    bare = "# ours\n" + there[0].read_text().partition("[moved]")[0].rstrip() + "\n"
    there[0].write_text(bare)
    more = there[1].read_text().replace("things/other", "places/older") + "# the end\n"
    there[1].write_text(more)

    dry = imported(cli, "all", "--dry-run")
    result = imported(cli, "all")
    again = imported(cli, "all")

    assert result.exit_code == 0, result.output
    assert "0 bites and 2 moves would be written" in dry.stderr
    assert "0 bites and 2 moves written to mine" in result.stderr
    assert "0 written to mine" in again.stderr
    assert there[0].read_text().startswith(bare)
    assert "# the end" in there[1].read_text()
    older = {"places/older": moved["things/other"]}
    assert dict(library_of(tmp_path / "mine").moved) == moved | older


def test_import_of_moves_leaves_a_topic_that_cannot_be_read(
    cli: Cli, tmp_path: Path, moved: dict[str, str]
) -> None:
    cli("content", "export", "all", "--topic", "things")
    about = tmp_path / "mine" / "things" / "topic.toml"
    about.write_text("name = ")

    result = imported(cli, "all")

    assert result.exit_code == 1
    assert "mine/things/topic.toml cannot be read: " in result.stderr
    assert about.read_text() == "name = "


def test_import_refuses_a_move_away_from_a_bite(
    cli: Cli, tmp_path: Path, moved: dict[str, str]
) -> None:
    cli("content", "export", "all", "--topic", "things")
    topic = tmp_path / "all" / "things" / "topic.toml"
    topic.write_text(topic.read_text().replace("things/former", "python/slots"))

    result = imported(cli, "all")

    assert result.exit_code == 1
    assert "all/things/topic.toml:1: BITE025 `moved` names `python/slots`" in result.stdout  # fmt: skip
    assert "Nothing was imported." in result.stderr


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
