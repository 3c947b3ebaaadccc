"""Bites as the rows of a CSV file, both ways."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from bot.cli.output import fail

_TEXTS = ("title", "summary", "footgun", "deeper", "level")
_LISTS = ("aliases", "after", "related")
ONE_SOURCE = ("source_title", "source_url", "source_year")
TOPIC = ("topic_name", "topic_description")
COLUMNS = (
    *("topic", "slug", *_TEXTS, "sources", "question", "answer"),
    *(*_LISTS, "checked", "stale_after", "revision"),
    *("correction_date", "correction_what"),
)
_NEEDED = frozenset(("topic", "slug", *_TEXTS, "question", "answer"))
_KNOWN = frozenset((*COLUMNS, *ONE_SOURCE, *TOPIC))
_SEPARATORS = ",;\t"

Row = dict[str, str]


def read_rows(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Give each row's line with its fields, or with what is wrong with its shape."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, delimiter=_separator(lines), strict=True)
            columns = _columns(file, next(reader, []))
            line = reader.line_num + 1
            for cells in reader:
                if any(one.strip() for one in cells):
                    yield line, _row(columns, cells)
                line = reader.line_num + 1
    except OSError as exc:
        fail(f"{file} cannot be read: {exc.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file} cannot be read: save it as CSV in UTF-8.")
    except csv.Error as exc:
        fail(f"{file}:{reader.line_num}: this is no CSV ({exc}). Nothing was imported.")


def _separator(lines: TextIO) -> str:
    """Give what stands between the names of the first line: spreadsheets differ."""
    first = lines.readline()
    lines.seek(0)
    return max(_SEPARATORS, key=first.count)


def _columns(file: Path, names: Iterable[str]) -> list[str]:
    columns = [one.strip().lower() for one in names]
    needed = set(_NEEDED)
    if not {*ONE_SOURCE} <= {*columns}:
        needed.add("sources")
    faults = [f'the column "{one}" is missing' for one in sorted(needed - {*columns})]
    faults += [f'there is no column "{one}"' for one in columns if one not in _KNOWN]
    twice = sorted({one for one in columns if columns.count(one) > 1})
    faults += [f'the column "{one}" stands there twice' for one in twice]
    if faults:
        fail(*(f"{file}:1: {one}." for one in faults), "Nothing was imported.")
    return columns


def _row(columns: list[str], cells: list[str]) -> dict[str, Any] | str:
    if len(cells) != len(columns):
        return (
            f"the row has {len(cells)} cells and the first line {len(columns)}: "
            "put quotes round texts that hold commas"
        )
    return _fields(
        {key: cell.strip() for key, cell in zip(columns, cells, strict=True)}
    )


def _fields(row: Row) -> dict[str, Any]:
    fields: dict[str, Any] = {"topic": row["topic"], "slug": row["slug"]}
    fields |= {key: row[key] for key in (*_TEXTS, *TOPIC) if row.get(key)}
    fields |= {key: _split(row[key]) for key in _LISTS if key in row}
    fields["sources"] = [_source(one) for one in row.get("sources", "").splitlines()]
    if row.get("source_url") or row.get("source_title"):
        values = (row["source_title"], row["source_url"], row["source_year"])
        fields["sources"].insert(0, _source(" | ".join(values)))
    fields["recall"] = {key: row[key] for key in ("question", "answer")}
    fields |= {
        key: _number(row[key]) for key in ("stale_after", "revision") if row.get(key)
    }
    if row.get("correction_date") or row.get("correction_what"):
        when, what = row.get("correction_date", ""), row.get("correction_what", "")
        fields["correction"] = {"date": day(when), "what": what}
    if row.get("checked"):
        fields["checked"] = day(row["checked"])
    return fields


def _split(text: str) -> list[str]:
    parts = text.replace("\n", ";").split(";")
    return [one.strip() for one in parts if one.strip()]


def _source(line: str) -> object:
    """Read `title | address | year`; what is none stays a text, for the lint to tell."""
    parts = [one.strip() for one in line.rsplit("|", 2)]
    if len(parts) != 3:
        return line
    title, url, year = parts
    return {"title": title, "url": url, "year": _number(year)}


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 10 else text


def day(text: str) -> date | str:
    """Read a date; what is none stays a text, for the lint to tell."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def write_rows(bites: Iterable[Mapping[str, Any]], out: TextIO) -> None:
    """Write bites as rows, so that reading them gives the same again."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for fields in bites:
        row = {
            key: fields[key] for key in (*_TEXTS, "checked", "stale_after", "revision")
        }
        row["topic"], _, row["slug"] = fields["id"].partition("/")
        row |= fields["recall"]
        correction = fields.get("correction", {})
        row |= {
            f"correction_{key}": correction.get(key, "") for key in ("date", "what")
        }
        row |= {key: _joined(fields, key) for key in _LISTS}
        row["sources"] = "\n".join(
            f"{one['title']} | {one['url']} | {one['year']}"
            for one in fields["sources"]
        )
        writer.writerow([row[key] for key in COLUMNS])


def _joined(fields: Mapping[str, Any], key: str) -> str:
    values: list[str] = fields[key]
    if any(";" in one or "\n" in one for one in values):
        fail(f"{fields['id']}: CSV holds no `;` inside {key}; export JSON instead.")
    return "; ".join(values)
