"""`dailybite content new`: a template that lints to what is still to be written."""

from pathlib import Path

import pytest

from bot.core.content_rules import explain_rules
from tests.cli.conftest import Cli

NEW = ("content", "new", "cooking", "sharp-knife")


def test_template_of_a_new_topic_is_written(cli: Cli, tmp_path: Path) -> None:
    result = cli(*NEW, "--path", "mine")

    assert result.stdout.splitlines() == [
        "mine/cooking/sharp-knife.md",
        "mine/cooking/topic.toml",
    ]
    assert result.exit_code == 0
    assert "## Footgun" in (tmp_path / "mine/cooking/sharp-knife.md").read_text()


def test_template_lints_to_each_gap(cli: Cli, tmp_path: Path) -> None:
    cli(*NEW, "--path", "mine")
    text = (tmp_path / "mine/cooking/sharp-knife.md").read_text()
    gaps = [n for n, line in enumerate(text.splitlines(), 1) if "TODO" in line]

    result = cli("content", "lint", "mine")

    told = [line for line in result.stdout.splitlines() if "BITE112" in line]
    assert [int(line.split(":")[1]) for line in told] == gaps
    assert "topic.toml:1: BITE011 description: is still to be written" in result.stdout
    codes = {line.split(" ")[1] for line in result.stdout.splitlines()}
    assert codes == {"BITE007", "BITE009", "BITE010", "BITE011", "BITE112"}
    assert codes < set(explain_rules())


def test_second_bite_leaves_the_topic_alone(cli: Cli, tmp_path: Path) -> None:
    cli(*NEW, "--path", "mine")
    about = tmp_path / "mine/cooking/topic.toml"
    about.write_text('name = "Cooking"\ndescription = "D"\nopening = []\n')

    result = cli("content", "new", "cooking", "blunt-knife", "--path", "mine")

    assert result.stdout.splitlines() == ["mine/cooking/blunt-knife.md"]
    assert "Cooking" in about.read_text()


def test_bite_of_a_shipped_topic_brings_its_topic_along(
    cli: Cli, tmp_path: Path
) -> None:
    cli("content", "new", "python", "our-own", "--path", "mine")

    about = (tmp_path / "mine/python/topic.toml").read_text("utf-8")
    shipped = Path(__file__).parents[2] / "content/python/topic.toml"
    name = next(one for one in shipped.read_text("utf-8").splitlines() if "name" in one)
    assert name in about
    assert "TODO" not in about


def test_first_folder_of_the_configuration_is_taken(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "config.toml").write_text('[content]\npaths = ["ours"]\n')

    result = cli(*NEW)

    assert result.exit_code == 0, result.output
    assert (tmp_path / "ours/cooking/sharp-knife.md").is_file()


def test_without_any_folder_it_asks_for_one(cli: Cli) -> None:
    result = cli(*NEW)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Say where your content is: --path FOLDER")


@pytest.mark.parametrize(
    ("topic", "slug", "told"),
    [
        ("python", "pickle", "python/pickle is in the shipped library already"),
        ("cooking", "sharp-knife", "sharp-knife.md is there already"),
        ("Cooking", "knife", "`Cooking/knife` is no id"),
        ("cooking", "../knife", "is no id"),
        ("cooking", "k" * 60, "60 at most"),
    ],
)
def test_id_that_cannot_be_is_refused(
    cli: Cli, tmp_path: Path, topic: str, slug: str, told: str
) -> None:
    cli(*NEW, "--path", "mine")
    before = sorted(tmp_path.rglob("*"))

    result = cli("content", "new", topic, slug, "--path", "mine")

    assert result.exit_code == 1
    assert told in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_former_id_is_refused(cli: Cli, tmp_path: Path) -> None:
    topic = tmp_path / "mine" / "cooking"
    topic.mkdir(parents=True)
    (topic / "topic.toml").write_text(
        'name = "C"\ndescription = "D"\nopening = []\n'
        '[moved]\n"cooking/sharp-knife" = "cooking/knife"\n'
    )

    result = cli(*NEW, "--path", "mine")

    assert "cooking/sharp-knife is the former id of cooking/knife" in result.stderr


def test_folder_that_is_a_file_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")

    result = cli(*NEW, "--path", "mine")

    assert result.stderr == "Error: mine is a file: name a folder.\n"
