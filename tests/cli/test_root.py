"""The command line as a whole: help, version, usage, and what errors look like."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__
from bot.errors import ConfigError
from tests.cli.conftest import Cli

COMMANDS = (
    "demo|sandbox|run|check|preview|db upgrade|content lint|content list|content show|"
    "schedule list|schedule add|schedule remove|schedule pause|schedule resume|"
    "schedule import|schedule next"
).split("|")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli: Cli, command: str) -> None:
    result = cli(*command.split(), "--help")

    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: dailybite {command}") or (
        f"{command} [OPTIONS]" in result.output
    )


def test_version_is_told(cli: Cli) -> None:
    assert cli("--version").stdout == f"Daily Bite {__version__}\n"


@pytest.mark.parametrize("words", [("nothing",), ("schedule", "add"), ("preview",)])
def test_bad_usage_is_exit_code_two(cli: Cli, words: tuple[str, ...]) -> None:
    assert cli(*words).exit_code == 2


def test_traceback_only_when_asked_for(cli: Cli) -> None:
    quiet = cli("run", "--config", "nowhere.toml")
    verbose = cli("--verbose", "run", "--config", "nowhere.toml")

    assert quiet.stderr.startswith("Error: There is no configuration file")
    assert isinstance(verbose.exception, ConfigError)


def test_db_upgrade_makes_the_database(cli: Cli, tmp_path: Path) -> None:
    result = cli("db", "upgrade")

    assert result.exit_code == 0
    with sqlite3.connect(tmp_path / "daily-bite.db") as database:
        names = database.execute("SELECT name FROM sqlite_master").fetchall()
    database.close()
    assert ("deliveries",) in names


def test_broken_database_file_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "daily-bite.db").write_bytes(b"this is no database" * 100)

    result = cli("schedule", "list")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database")


def test_misspelt_command_names_the_nearest(cli: Cli) -> None:
    assert "'schedule'" in cli("schedul").stderr


@pytest.mark.parametrize("room", ["bot.cli", "bot.cli.demo"])
def test_no_command_waits_for_the_libraries_of_others(room: str) -> None:
    code = f"import sys, {room}; print(sorted({{'discord', 'slack_bolt', 'sqlalchemy'}} & sys.modules.keys()))"

    loaded = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout == "[]\n"
