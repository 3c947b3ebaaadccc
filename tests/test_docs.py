"""What the documents say is what the code does."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.content_csv import COLUMNS, ONE_SOURCE, TOPIC
from bot.cli.root import app
from bot.config import ENVIRONMENT, Config, known_settings, load_config
from bot.core.content_rules import explain_rules
from bot.core.requests import FOR_ADMINS, Command

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")
CONTENT = (ROOT / "docs/content.md").read_text("utf-8")
ADMINS = (ROOT / "docs/admins.md").read_text("utf-8")
_COMMAND = re.compile(r"dailybite ((?:[a-z]+(?:-[a-z]+)* ?)+)")
_WRITTEN = (*ROOT.glob("bot/**/*"), *ROOT.glob("bench/*"), *ROOT.glob("tests/**/*"))
_CODE = {".py", ".js", ".css", ".html"}


def _commands() -> list[str]:
    blocks = re.findall(
        r"```bash\n(.*?)```|`(dailybite [^`]*)`",
        README + OPERATING + CONTENT,
        re.DOTALL,
    )
    text = "\n".join(filter(None, (one for pair in blocks for one in pair)))
    return sorted({" ".join(one.split()[:2]) for one in _COMMAND.findall(text)})


@pytest.mark.parametrize("line", _commands())
def test_every_command_in_the_documents_exists(line: str) -> None:
    words = line.split()
    if words[0] not in ("schedule", "content", "db", "delivery"):
        words = words[:1]

    result = CliRunner().invoke(app, [*words, "--help"])

    assert result.exit_code == 0, result.output


def test_ci_runs_the_readmes_own_test_command() -> None:
    command = next(line for line in README.splitlines() if "pytest -q" in line)

    assert command in (ROOT / ".ci/run").read_text("utf-8")


def test_example_configuration_loads_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text((ROOT / "config.example.toml").read_text("utf-8"))

    config = load_config({}, file)

    assert config.discord == Config().discord
    assert config.content.paths == ()


def test_example_configuration_names_every_key() -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    found = {
        f"{section}.{key}"
        for section, values in tomllib.loads(text).items()
        for key in values
    }
    secrets = {one.key for one in ENVIRONMENT.values() if one.is_secret}

    assert found == set(known_settings()) - secrets
    assert [name for name in ENVIRONMENT if name not in text] == []


def test_readme_names_every_environment_variable() -> None:
    assert [name for name in ENVIRONMENT if f"`{name}" not in README] == []


def test_contributing_lists_every_content_rule() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

    rows = dict(re.findall(r"^\| (BITE\d{3}) \| (.+) \|$", text, re.MULTILINE))

    assert rows == explain_rules()


def test_content_page_names_every_column_of_an_import() -> None:
    columns = (*COLUMNS, *ONE_SOURCE, *TOPIC)

    assert [one for one in columns if f"`{one}`" not in CONTENT] == []


def test_the_admins_guide_names_every_admin_command() -> None:
    by_buttons = {
        Command.SET_UP,
        Command.OPTIONS_FORM,
        Command.REPOST,
        Command.UNDO,
        Command.RESET_NOW,
        Command.ERASE,
        Command.SAVE,
        Command.CHECK_AGAIN,
        Command.SAVE_ANYWAY,
        Command.FIRST_POST,
        Command.HOME,
    }
    by_words = {Command.APPOINT: "managers add", Command.DISMISS: "managers remove"}

    commands = FOR_ADMINS - by_buttons

    typed = [by_words.get(one, one.value) for one in commands]
    assert [one for one in typed if f"/bite-admin {one}" not in ADMINS] == []


def test_linked_files_exist() -> None:
    pages = {ROOT: README, ROOT / "docs": OPERATING + CONTENT}
    targets = [
        folder / one
        for folder, text in pages.items()
        for one in re.findall(r"\]\(([^):]+)\)", text)
    ]

    assert len(targets) > 2
    assert [one for one in targets if not one.exists()] == []


def test_every_module_opens_with_a_sentence() -> None:
    modules = [one for one in ROOT.glob("bot/**/*.py") if one.stat().st_size]

    without = [
        str(one)
        for one in modules
        if not re.match(r'"""[^"\n]+[.:!?]("""|\n)', one.read_text("utf-8"))
    ]

    assert without == []


def test_no_file_is_longer_than_a_room() -> None:
    long = [
        str(one.relative_to(ROOT))
        for one in _WRITTEN
        if one.suffix in _CODE and len(one.read_text("utf-8").splitlines()) > 400
    ]

    assert long == []
