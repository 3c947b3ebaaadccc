"""`dailybite backup`: a whole copy while others write, and never over another file."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Add, Cli


class Writer(threading.Thread):
    """Writes to a database as fast as it can, one row a transaction."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._stop_asked = threading.Event()
        self.began = threading.Event()
        self.written = 0

    def run(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=30)) as database:
            while not self._stop_asked.is_set():
                row = ("discord", f"event {self.written}", "2026-11-24 07:00:00.000000")
                with database:
                    database.execute(
                        "INSERT INTO processed_events VALUES (?, ?, ?)", row
                    )
                self.written += 1
                if self.written == 20:
                    self.began.set()

    def end(self) -> None:
        self._stop_asked.set()
        self.join()


def ask(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def test_a_copy_is_whole_while_somebody_writes(
    cli: Cli, add: Add, tmp_path: Path
) -> None:
    added = [add(), add("--topics", "")]
    writer = Writer(tmp_path / "daily-bite.db")
    writer.start()
    writer.began.wait(30)

    result = cli("backup", "copy.db")
    writer.end()

    copy = tmp_path / "copy.db"
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'daily-bite.db'} is copied to copy.db.\n"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert ask(copy, "PRAGMA integrity_check") == [("ok",)]
    schedules = "SELECT * FROM schedules ORDER BY id"
    assert ask(copy, schedules) == ask(tmp_path / "daily-bite.db", schedules)
    assert {row[0] for row in ask(copy, schedules)} == set(added)
    ((events,),) = ask(copy, "SELECT count(*) FROM processed_events")
    assert 20 <= int(str(events)) <= writer.written


def test_a_copy_put_in_place_brings_the_schedules_back(
    cli: Cli, add: Add, tmp_path: Path
) -> None:
    added = add()
    cli("backup", "copy.db")
    cli("schedule", "remove", added)

    (tmp_path / "daily-bite.db").unlink()
    (tmp_path / "copy.db").rename(tmp_path / "daily-bite.db")

    assert added in cli("schedule", "list", "--json").stdout


def test_no_file_is_ever_overwritten(cli: Cli, add: Add, tmp_path: Path) -> None:
    add()
    (tmp_path / "copy.db").write_text("precious")

    result = cli("backup", "copy.db")

    assert result.exit_code == 1
    assert result.stderr == "Error: copy.db exists already: name another file.\n"
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_failed_copy_leaves_no_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "daily-bite.db").write_text(
        "no database at all, but long enough\n" * 90
    )

    result = cli("backup", "copy.db")

    assert result.exit_code == 1
    assert "cannot be backed up: file is not a database" in result.stderr
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://u:p@127.0.0.1:1/d", "for PostgreSQL, use pg_dump."),
        ("sqlite:///nowhere.db", "There is no database file nowhere.db to back up."),
    ],
)
def test_what_cannot_be_copied_is_one_sentence(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    result = cli("backup", "copy.db")

    assert result.exit_code == 1
    assert result.stderr.endswith(f"{told}\n")
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "copy.db").exists()


def test_a_folder_that_is_not_there_is_one_sentence(cli: Cli, add: Add) -> None:
    add()

    result = cli("backup", "no/such/copy.db")

    assert result.exit_code == 1
    assert "no/such/copy.db cannot be created: No such file or directory." in (
        result.stderr
    )
