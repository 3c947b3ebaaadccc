"""Each rule has an example that breaks it, and good bites break none."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.content import Loaded, load_content
from bot.core.content_drafts import WARNINGS, Finding
from bot.core.content_rules import TOPIC_FILE, Renderer, explain_rules
from bot.core.plain import plain_text

HERE = Path(__file__).parent
FAILING, PASSING = HERE / "failing", HERE / "passing"
CODES = list(explain_rules())
TODAY = date(2026, 11, 24)
RENDERERS: Mapping[str, Renderer] = {"text": plain_text}
TOPIC = 'name = "Topic"\ndescription = "About it"\nopening = []\n'


def load_failing(code: str, folder: Path) -> Loaded:
    """Load the example of a code: a folder of topics, or one file as a topic."""
    if (FAILING / code).is_dir():
        return load_content([FAILING / code], renderers=RENDERERS, today=TODAY)
    topic = folder / "topic"
    topic.mkdir()
    (topic / "topic.toml").write_text(TOPIC)
    shutil.copy(FAILING / f"{code}.md", topic / "example.md")
    return load_content([folder], renderers=RENDERERS, today=TODAY)


@pytest.mark.parametrize("code", CODES)
def test_failing_example_triggers_its_code_alone(code: str, tmp_path: Path) -> None:
    loaded = load_failing(code, tmp_path)

    assert {one.code for one in loaded.findings} == {code}


def test_every_example_belongs_to_a_rule() -> None:
    examples = sorted(path.stem for path in FAILING.iterdir())

    assert examples == CODES


@pytest.mark.parametrize("code", [one for one in CODES if one < TOPIC_FILE])
def test_format_fault_leaves_the_file_out(code: str, tmp_path: Path) -> None:
    loaded = load_failing(code, tmp_path)

    assert len(loaded.library) == 0
    assert len(loaded.left_out) == 1


@pytest.mark.parametrize("code", [one for one in CODES if one > TOPIC_FILE])
def test_other_fault_keeps_the_file(code: str, tmp_path: Path) -> None:
    loaded = load_failing(code, tmp_path)

    assert len(loaded.library) > 0
    assert loaded.left_out == ()


def test_passing_examples_have_no_findings() -> None:
    loaded = load_content([PASSING], renderers=RENDERERS, today=TODAY)

    assert loaded.findings == ()
    assert set(loaded.library.bites) == {
        f"passing/{path.stem}" for path in PASSING.glob("*.md")
    }


@pytest.mark.parametrize(
    ("code", "start"),
    [
        pytest.param("BITE002", "author:", id="unknown key"),
        pytest.param("BITE003", "level:", id="wrong value"),
        pytest.param("BITE006", "title:", id="title"),
        pytest.param("BITE007", "A server that", id="summary"),
        pytest.param("BITE008", "## Footgun", id="footgun"),
        pytest.param("BITE009", "## Deeper", id="deeper"),
        pytest.param("BITE101", "wait = random", id="code"),
        pytest.param("BITE102", "Take 1,000 clients", id="symbol"),
        pytest.param("BITE103", "Tell @everyone", id="mention"),
        pytest.param("BITE104", "Imagine a server", id="stock phrase"),
        pytest.param("BITE105", "  question:", id="recall"),
        pytest.param("BITE106", "Doubling without", id="emoji"),
        pytest.param("BITE107", "  - {title:", id="weak source"),
        pytest.param("BITE108", "  - {title:", id="source named twice"),
        pytest.param("BITE109", "  - {title:", id="year of a source"),
        pytest.param("BITE110", "checked:", id="checked ahead"),
        pytest.param("BITE111", "checked:", id="stale"),
        pytest.param("BITE112", "  answer:", id="to be written"),
    ],
)
def test_finding_points_at_the_faulty_line(
    code: str, start: str, tmp_path: Path
) -> None:
    loaded = load_failing(code, tmp_path)

    finding = loaded.findings[-1]
    line = (FAILING / f"{code}.md").read_text().splitlines()[finding.line - 1]
    assert line.startswith(start)


@pytest.mark.parametrize(
    ("code", "file"),
    [
        pytest.param("BITE020", "backoff.md", id="the bite that refers"),
        pytest.param("BITE021", "timeout.md", id="the bite that came second"),
        pytest.param("BITE023", "topic.toml", id="the topic"),
        pytest.param("BITE024", "backoff.md", id="the bite that is too long"),
        pytest.param("BITE025", "topic.toml", id="the topic that tells of a move"),
        pytest.param("BITE121", "timeout.md", id="the bite whose name came second"),
        pytest.param("BITE122", "prompt-engineering.md", id="the bite that repeats"),
    ],
)
def test_library_finding_names_the_file(code: str, file: str, tmp_path: Path) -> None:
    loaded = load_failing(code, tmp_path)

    assert {Path(one.file).name for one in loaded.findings} == {file}


def test_circle_is_reported_for_each_bite_in_it(tmp_path: Path) -> None:
    loaded = load_failing("BITE022", tmp_path)

    assert [Path(one.file).stem for one in loaded.findings] == ["backoff", "timeout"]


def test_finding_reads_as_file_line_code_message() -> None:
    finding = Finding("content/a/b.md", 12, "BITE006", "the title is odd")

    assert str(finding) == "content/a/b.md:12: BITE006 the title is odd"


def test_only_what_time_brings_is_a_warning(tmp_path: Path) -> None:
    (stale,) = load_failing("BITE111", tmp_path).findings

    assert stale.is_warning
    assert stale.message.startswith("stale since 2026-10-20: ")
    assert frozenset({"BITE111"}) == WARNINGS


def test_bot_that_starts_asks_for_no_day(tmp_path: Path) -> None:
    loaded = load_content([FAILING / "BITE122"], renderers=RENDERERS)

    assert loaded.findings == ()


def test_texts_that_are_alike_are_told_with_their_likeness(tmp_path: Path) -> None:
    (finding,) = load_failing("BITE122", tmp_path).findings

    assert "the same as `topic/prompt-design` (likeness 0." in finding.message


def test_every_rule_explains_itself_in_a_sentence() -> None:
    sentences = explain_rules()

    assert sorted(sentences) == CODES
    assert all(one.endswith(".") and "\n" not in one for one in sentences.values())
