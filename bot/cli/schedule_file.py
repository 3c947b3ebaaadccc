"""Reads the CSV file of schedules that `schedule import` takes."""

import csv
from pathlib import Path
from typing import Any

from bot.cli.output import fail
from bot.core.posting import OPTIONS

_COLUMNS = ("platform", "server", "channel", "time", "timezone", "topics", "days")
# Columns that a file may have as well.
_OPTIONAL = ("levels", "holidays", "dates", "days_off", *OPTIONS)
_MAX_ROWS = 10_000


def read_csv(file: Path) -> list[tuple[int, dict[str, str]]]:
    """Give each row with its line; a file that is none ends the command."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if not _are_columns(tuple(reader.fieldnames or ())):
                fail(
                    f"{file}: the first line must read {','.join(_COLUMNS)} "
                    f"(and {','.join(_OPTIONAL)} where you want them)"
                )
            rows = [(reader.line_num, _columns(file, reader, row)) for row in reader]
    except OSError as exc:
        fail(f"{file} cannot be read: {exc.strerror}.")
    except (UnicodeDecodeError, csv.Error):
        fail(f"{file} cannot be read: save it as CSV in UTF-8.")
    if len(rows) > _MAX_ROWS:
        fail(f"{file} has {len(rows)} rows; import at most {_MAX_ROWS} at a time.")
    return rows


def _are_columns(names: tuple[str, ...]) -> bool:
    more = names[len(_COLUMNS) :]
    is_known = set(more) <= set(_OPTIONAL) and len(set(more)) == len(more)
    return names[: len(_COLUMNS)] == _COLUMNS and is_known


def _columns(
    file: Path, reader: "csv.DictReader[str]", row: dict[str | Any, str | Any]
) -> dict[str, str]:
    if None in row:
        fail(
            f"{file}:{reader.line_num}: there are more columns than names. "
            'Put several topics or days in quotes: "mon,wed".',
            "Nothing was imported.",
        )
    return {key: row.get(key) or "" for key in _COLUMNS + _OPTIONAL}
