"""`dailybite content import`: all or none, and every fault by its line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import load_content, shipped_content
from tests.cli.conftest import Cli
from tests.cli.packs import DAY, Row, imported, library_of, make_rows, write_csv


def test_rows_become_bites_of_a_new_topic(cli: Cli, tmp_path: Path) -> None:
    rows = make_rows(3)
    rows[0] |= {"aliases": "one; two words", "related": f"things/{rows[1]['slug']}"}
    write_csv(tmp_path / "a.csv", [dict.fromkeys(("aliases", "related"), "") | one for one in rows])  # fmt: skip

    result = imported(cli, "a.csv")

    assert result.exit_code == 0, result.output
    assert "3 bites read, 0 faults. 3 written to mine." in result.stderr
    found = library_of(tmp_path / "mine")
    assert set(found.bites) == {f"things/{one['slug']}" for one in rows}
    first = found.bites[f"things/{rows[0]['slug']}"]
    assert first.aliases == ("one", "two words")
    assert first.sources[0].year == 2020
    assert first.deeper == rows[0]["deeper"]
    assert found.topics["things"].name == "Things"
    lint = cli("content", "lint", "mine", *DAY)
    assert lint.exit_code == 0, lint.output


def test_rows_may_name_their_topic_and_one_source(cli: Cli, tmp_path: Path) -> None:
    (row,) = make_rows(1)
    del row["sources"]
    row |= {
        "source_title": "The paper | part two",
        "source_url": "https://example.org/paper",
        "source_year": "1999",
        "topic_name": "All things",
        "topic_description": "What there is",
    }
    write_csv(tmp_path / "a.csv", [row])

    result = imported(cli, "a.csv")

    assert result.exit_code == 0, result.output
    found = library_of(tmp_path / "mine")
    (bite,) = found
    assert (bite.sources[0].title, bite.sources[0].year) == (
        "The paper | part two",
        1999,
    )
    assert found.topics["things"].name == "All things"
    assert found.topics["things"].description == "What there is"


def test_what_a_row_leaves_out_stays_as_it_was(cli: Cli, tmp_path: Path) -> None:
    (row,) = make_rows(1)
    fixed = {"correction_date": "2026-11-20", "correction_what": "It was 7, not 8."}
    known = row | fixed | {"stale_after": "never", "revision": "3"}
    write_csv(tmp_path / "a.csv", [known])
    imported(cli, "a.csv")
    short = {
        key: row[key]
        for key in row
        if key not in ("checked", "stale_after", "revision")
    }
    write_csv(tmp_path / "b.csv", [short])

    result = imported(cli, "b.csv")

    assert result.stdout.split("\n")[1].split() == [
        "same",
        f"things/{row['slug']}",
        "ok",
    ]


def test_import_says_what_is_new_changed_and_same(cli: Cli, tmp_path: Path) -> None:
    rows = make_rows(3)
    write_csv(tmp_path / "a.csv", rows[:2])
    imported(cli, "a.csv")
    rows[1]["answer"] = "Something else altogether."
    write_csv(tmp_path / "b.csv", rows)

    result = imported(cli, "b.csv")

    told = [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert told == ["same", "changed", "new"]
    assert "2 written to mine" in result.stderr
    changed = library_of(tmp_path / "mine").bites[f"things/{rows[1]['slug']}"]
    assert changed.recall.answer == "Something else altogether."


def test_dry_run_writes_nothing(cli: Cli, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", make_rows(2))

    result = imported(cli, "a.csv", "--dry-run")

    assert result.exit_code == 0
    assert "2 would be written" in result.stderr
    assert not (tmp_path / "mine").exists()


def _cut(part: str, words: int) -> Callable[[Row], None]:
    def spoil(row: Row) -> None:
        row[part] = " ".join(row[part].split()[:words])

    return spoil


def _set(key: str, value: str) -> Callable[[Row], None]:
    return lambda row: row.__setitem__(key, value)


SPOILED: list[tuple[str, Callable[[Row], None]]] = [
    ("BITE003", _set("level", "expert")),
    ("BITE003", _set("sources", "The paper, 2020")),
    ("BITE003", _set("checked", "yesterday")),
    ("BITE005", _set("slug", "Upper Case")),
    ("BITE006", _set("title", "A title without its hook")),
    ("BITE007", _cut("summary", 20)),
    ("BITE009", _cut("deeper", 60)),
    ("BITE107", _set("sources", "Deadlock | https://en.wikipedia.org/wiki/X | 2020")),
    ("BITE105", _set("question", "No question.")),
    ("BITE020", _set("related", "things/nowhere")),
]


def test_each_of_50_faults_among_1000_rows_is_named(cli: Cli, tmp_path: Path) -> None:
    rows = [one | {"related": ""} for one in make_rows(1000)]
    planted = {number * 20 + 3: SPOILED[number % 10] for number in range(50)}
    for at, (_, spoil) in planted.items():
        spoil(rows[at])
    lines = write_csv(tmp_path / "big.csv", rows)

    result = imported(cli, "big.csv")

    places = {f"big.csv:{lines[at]}: {code} " for at, (code, _) in planted.items()}
    told = [one for one in result.stdout.splitlines() if one.startswith("big.csv:")]
    assert [
        one for one in places if not any(line.startswith(one) for line in told)
    ] == []
    assert {one.split(" ")[0] for one in told} == {one.split(" ")[0] for one in places}
    assert result.exit_code == 1
    assert "Nothing was imported." in result.stderr
    assert not (tmp_path / "mine").exists()


def test_id_that_comes_twice_is_a_fault(cli: Cli, tmp_path: Path) -> None:
    first, second = make_rows(2)
    lines = write_csv(tmp_path / "a.csv", [first, second | {"slug": first["slug"]}])

    result = imported(cli, "a.csv")

    bite_id = f"things/{first['slug']}"
    assert (
        f"a.csv:{lines[1]}: BITE001 `{bite_id}` stood at a.csv:2 before"
        in result.stdout
    )
    assert result.exit_code == 1


def test_bite_that_says_what_a_shipped_one_says_is_a_fault(
    cli: Cli, tmp_path: Path
) -> None:
    cli("content", "export", "all.json", "--topic", "python")
    pack = json.loads((tmp_path / "all.json").read_text("utf-8"))
    bite = pack["bites"][0]
    bite |= {"id": "things/copy", "title": "Qwxz: a copy", "aliases": []}
    (tmp_path / "copy.json").write_text(json.dumps([bite]))

    result = imported(cli, "copy.json")

    codes = {
        line.split(" ")[1] for line in result.stdout.splitlines() if "BITE" in line
    }
    assert codes == {"BITE120", "BITE122"}
    assert "copy.json:1: BITE122" in result.stdout


def test_id_of_the_shipped_library_is_told(cli: Cli, tmp_path: Path) -> None:
    cli("content", "export", "one.json", "--topic", "python")
    pack = json.loads((tmp_path / "one.json").read_text("utf-8"))
    pack["bites"] = pack["bites"][:1]
    pack["bites"][0]["revision"] += 1
    fixed = {"date": "2026-11-24", "what": "It was 7, not 8."}
    pack["bites"][0]["correction"] = fixed
    (tmp_path / "one.json").write_text(json.dumps(pack))

    result = imported(cli, "one.json")

    bite_id = pack["bites"][0]["id"]
    assert result.exit_code == 0, result.output
    assert f"{bite_id} is a bite of the shipped library" in result.stderr
    assert set(library_of(tmp_path / "mine").bites) == {bite_id}
    written = library_of(tmp_path / "mine").topics["python"]
    shipped = load_content([shipped_content()]).library.topics["python"]
    assert written.name == shipped.name


def test_folder_of_markdown_keeps_its_own_lines(cli: Cli, tmp_path: Path) -> None:
    cli("content", "export", "all", "--topic", "python")
    file = tmp_path / "all" / "python" / "pickle.md"
    text = file.read_text("utf-8").replace("level: ", "level: very ")
    file.write_text(text, "utf-8")

    result = imported(cli, "all")

    line = text.splitlines().index(
        next(one for one in text.splitlines() if "very" in one)
    )
    assert f"all/python/pickle.md:{line + 1}: BITE003" in result.stdout


def test_json_fault_stands_on_the_line_of_its_bite(cli: Cli, tmp_path: Path) -> None:
    cli("content", "export", "a.json", "--topic", "python")
    file = tmp_path / "a.json"
    text = file.read_text("utf-8").replace('"revision": 1', '"revision": 0', 1)
    file.write_text(text, "utf-8")

    result = imported(cli, "a.json")

    lines = text.splitlines()
    at = next(n for n, one in enumerate(lines) if '"revision": 0' in one)
    begin = max(n for n in range(at) if lines[n].strip() == "{")
    assert f"a.json:{begin + 1}: BITE003 `revision` must be" in result.stdout


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        pytest.param("a.csv", "", 'a.csv:1: the column "answer" is missing.', id="empty CSV"),
        pytest.param("a.csv", "topic,slug,colour\n", 'there is no column "colour"', id="column"),
        pytest.param("a.csv", "topic,slug,slug\n", 'the column "slug" stands there twice', id="twice"),
        pytest.param("a.json", "[", "a.json:1: this is no JSON", id="no JSON"),
        pytest.param("a.json", "[" * 100_000, "a.json", id="deep JSON"),
        pytest.param("a.json", "{}", "it must be a list of bites", id="no bites key"),
        pytest.param("a.json", "7", "it must be a list of bites", id="a number"),
        pytest.param("a.json", "[]", "a.json holds no bites.", id="no bites"),
        pytest.param("a.json", '{"bites": [], "topics": [{}]}', "each of `topics` needs", id="topics"),
        pytest.param("a.json", '{"bites": [], "topics": [{"id": "a", "name": "A", "description": "A", "moved": {"a": 7}}]}', "each of `topics` needs", id="moves"),
        pytest.param("a.json", '{"bites": [], "topics": [{"id": "a", "name": "A", "description": "A", "moved": ["a"]}]}', "each of `topics` needs", id="moves in a list"),
        pytest.param("a.txt", "x", "name a .csv or .json file, or a folder", id="kind"),
        pytest.param("a.csv", "\udcff", "save it as CSV in UTF-8", id="not UTF-8"),
        pytest.param("a.json", "\udcff", "save it as JSON in UTF-8", id="JSON not UTF-8"),
    ],
)  # fmt: skip
def test_unusable_file_is_told_in_a_sentence(
    cli: Cli, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))

    result = imported(cli, name)

    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_missing_file_is_told_in_a_sentence(cli: Cli) -> None:
    result = imported(cli, "nowhere.csv")

    assert (
        result.stderr
        == "Error: nowhere.csv cannot be read: No such file or directory.\n"
    )


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("7", "this is no bite"),
        ('{"id": "a/b", "summary": 7}', "`summary` must be a text"),
        ('{"id": "a/b", "colour": "red"}', "there is no key `colour`"),
        ('{"id": "../b"}', "`../b` is no id"),
        ('{"id": 7}', "`7` is no id"),
        ('{"id": "a/b", "after": ' + "[" * 500 + "]" * 500 + "}", "nested too deeply"),
        (r'{"id": "a/b", "title": "\ud800"}', "half a character"),
        (r'{"id": "a/b", "title": "\u0000"}', "the control character U+0000"),
        ('{"id": "a/b", "topic_name": []}', "there is no key `topic_name`"),
        ("{}", "`/` is no id"),
    ],
)
def test_item_that_is_no_bite_is_told_with_its_line(
    cli: Cli, tmp_path: Path, item: str, told: str
) -> None:
    (tmp_path / "a.json").write_text(f"[\n\n{item}]")

    result = imported(cli, "a.json")

    assert result.exit_code == 1
    assert any(
        line.startswith("a.json:3: ") and told in line
        for line in result.stdout.splitlines()
    )


def test_row_with_too_many_cells_is_told_with_the_others(
    cli: Cli, tmp_path: Path
) -> None:
    rows = make_rows(3)
    rows[2]["level"] = "expert"
    lines = write_csv(tmp_path / "a.csv", rows)
    text = (tmp_path / "a.csv").read_text("utf-8").splitlines(keepends=True)
    text[lines[1] - 1] = text[lines[1] - 1].replace(",", ",,", 1)
    (tmp_path / "a.csv").write_text("".join(text), "utf-8")

    result = imported(cli, "a.csv")

    assert f"a.csv:{lines[1]}: BITE001 the row has 14 cells" in result.stdout
    assert f"a.csv:{lines[2]}: BITE003 `level`" in result.stdout


def test_csv_of_a_european_spreadsheet_is_read(cli: Cli, tmp_path: Path) -> None:
    rows = make_rows(1)
    names = list(rows[0])
    cells = ['"' + rows[0][key].replace('"', '""') + '"' for key in names]
    data = f"\ufeff{';'.join(names)}\r\n{';'.join(cells)}\r\n;;;;;;;;;;;;\r\n"
    (tmp_path / "a.csv").write_bytes(data.encode())

    result = imported(cli, "a.csv")

    assert result.exit_code == 0, result.output
    assert len(library_of(tmp_path / "mine")) == 1


def test_place_that_cannot_be_written_stays_as_it_was(cli: Cli, tmp_path: Path) -> None:
    rows = make_rows(2)
    write_csv(tmp_path / "a.csv", rows)
    blocked = tmp_path / "mine" / "things" / f"{rows[1]['slug']}.md"
    blocked.mkdir(parents=True)

    result = imported(cli, "a.csv")

    assert result.exit_code == 1
    assert "mine cannot be written: " in result.stderr
    assert [one.name for one in blocked.parent.iterdir()] == [blocked.name]
