"""Reading folders of topics: what is used, what is left out, what is reported."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import MAX_BYTES, Loaded, load_content, shipped_content
from bot.core.bites import Level, Topic
from bot.errors import ContentError
from bot.kinds import RENDERERS

TOPIC = 'name = "Topic"\ndescription = "About it"\nopening = []\n'
GOOD = (Path(__file__).parent / "core" / "passing" / "backoff.md").read_text()
GOOD = GOOD.replace("related: [passing/idempotency-key]\n", "")
OTHER = (
    GOOD.replace("Backoff with jitter:", "Pause:")
    .replace("[exponential backoff, jitter, retry storm]", "[]")
    .replace("A server that has just", "Nobody that has just")
)


def write(folder: Path, bites: dict[str, str], *, topic: str | bytes = TOPIC) -> Path:
    """Write a topic, and give the folder that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    data = topic if isinstance(topic, bytes) else topic.encode()
    (folder / "topic.toml").write_bytes(data)
    for slug, text in bites.items():
        (folder / f"{slug}.md").write_text(text)
    return folder.parent


def codes(loaded: Loaded) -> list[str]:
    return [one.code for one in loaded.findings]


def names(paths: tuple[str, ...]) -> list[str]:
    return [Path(one).name for one in paths]


def test_bite_is_read_with_all_its_parts(tmp_path: Path) -> None:
    loaded = load_content([write(tmp_path / "topic", {"backoff": GOOD})])

    bite = loaded.library.bites["topic/backoff"]
    assert bite.title == "Backoff with jitter: wait longer, and never in step"
    assert bite.aliases == ("exponential backoff", "jitter", "retry storm")
    assert (bite.level, bite.stale_after, bite.revision) == (Level.BEGINNER, None, 1)
    assert bite.sources[0].year == 2015
    assert bite.recall.question.endswith("Why do they still arrive together?")
    assert bite.summary.startswith("A server that")
    assert bite.footgun.startswith("Doubling without chance")
    assert bite.deeper.endswith("and says so.")


def test_folder_of_one_topic_may_be_named_itself(tmp_path: Path) -> None:
    opened = TOPIC.replace("[]", '["backoff"]')
    write(tmp_path / "data", {"backoff": GOOD}, topic=opened)

    loaded = load_content([tmp_path / "data"])

    assert list(loaded.library.bites) == ["data/backoff"]
    assert loaded.library.topics["data"] == Topic(
        id="data", name="Topic", description="About it", opening=("data/backoff",)
    )


def test_later_folder_adds_to_a_topic_and_wins(tmp_path: Path) -> None:
    first = write(tmp_path / "one" / "topic", {"a": GOOD, "b": OTHER})
    changed = GOOD.replace("revision: 1", "revision: 2")
    topic = TOPIC.replace("Topic", "New")
    second = write(tmp_path / "two" / "topic", {"a": changed}, topic=topic)

    loaded = load_content([first, second])

    assert loaded.library.topics["topic"].name == "New"
    assert list(loaded.library.bites) == ["topic/a", "topic/b"]
    assert loaded.library.bites["topic/a"].revision == 2
    assert loaded.files["topic/a"] == str(second / "topic" / "a.md")
    assert loaded.files["topic/b"] == str(first / "topic" / "b.md")


def test_moves_of_all_folders_are_kept(tmp_path: Path) -> None:
    moved = TOPIC + '[moved]\n"topic/{0}" = "topic/a"\n'
    first = write(tmp_path / "one" / "topic", {"a": GOOD}, topic=moved.format("x"))
    second = write(tmp_path / "two" / "topic", {}, topic=moved.format("y"))

    library = load_content([first, second]).library

    assert dict(library.moved) == {"topic/x": "topic/a", "topic/y": "topic/a"}
    assert library.find("topic/x") == library.bites["topic/a"]


def test_moves_of_a_topic_with_another_fault_are_kept(tmp_path: Path) -> None:
    to_write = TOPIC.replace("About it", "TODO: what it is about")
    moved = '[moved]\n"topic/x" = "topic/a"\n"topic/y" = 5\n'
    folder = write(tmp_path / "topic", {"a": GOOD}, topic=to_write + moved)

    loaded = load_content([folder])

    assert set(codes(loaded)) == {"BITE011"}
    assert dict(loaded.library.moved) == {"topic/x": "topic/a"}


def test_broken_file_is_left_out_and_reported(tmp_path: Path) -> None:
    broken = GOOD.replace("level: beginner", "level: expert")
    folder = write(tmp_path / "topic", {"bad": broken, "good": OTHER})

    loaded = load_content([folder])

    assert list(loaded.library.bites) == ["topic/good"]
    assert names(loaded.left_out) == ["bad.md"]
    assert [str(one) for one in loaded.findings] == [
        f"{folder / 'topic' / 'bad.md'}:4: BITE003 "
        "`level` must be beginner, intermediate or advanced"
    ]


def test_broken_file_of_a_later_folder_leaves_the_earlier_one(tmp_path: Path) -> None:
    first = write(tmp_path / "one" / "topic", {"a": GOOD})
    second = write(tmp_path / "two" / "topic", {"a": "nothing"})

    loaded = load_content([first, second])

    assert loaded.library.bites["topic/a"].revision == 1
    assert names(loaded.left_out) == ["a.md"]


def test_broken_topic_toml_of_a_later_folder_leaves_the_earlier_one(
    tmp_path: Path,
) -> None:
    first = write(tmp_path / "one" / "topic", {})
    second = write(tmp_path / "two" / "topic", {}, topic="name = ")

    loaded = load_content([first, second])

    assert codes(loaded) == ["BITE011"]
    assert loaded.library.topics["topic"].name == "Topic"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no front matter", id="no front matter"),
        pytest.param(b"---\ntitle: x\n", id="no end of the front matter"),
        pytest.param(b"---\n- a\n- b\n---\ntext", id="a list"),
        pytest.param(b"---\ntitle: [x\n---\ntext", id="no YAML"),
        pytest.param(b"---\ntitle: " + b"[" * 5000 + b"\n---\n", id="deeply nested"),
        pytest.param(b"---\nchecked: 2026-13-40\n---\n", id="no date"),
        pytest.param(b"---\ntitle: !!python/name:os.system\n---\n", id="Python object"),
        pytest.param(b"---\nrevision: " + b"9" * 5000 + b"\n---\n", id="huge number"),
        pytest.param(b"---\ntitle: \0\n---\n", id="NUL"),
        pytest.param(b'{"a": ' + b"[" * 5000 + b"}\n\n", id="JSON"),
        pytest.param(b"---\naliases: &a [*a]\n---\n", id="a list inside itself"),
        pytest.param(b"---\na: &a [x, x]\nb: [*a, *a]\n---\n", id="written twice by a name"),
        pytest.param(GOOD.encode() + b"\xff\xfe", id="not UTF-8"),
        pytest.param(GOOD.encode("utf-16"), id="UTF-16"),
        pytest.param(GOOD.encode() + b"x" * MAX_BYTES, id="huge"),
    ],
)  # fmt: skip
def test_unreadable_file_is_reported_once(content: bytes, tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"good": OTHER})
    (tmp_path / "topic" / "bad.md").write_bytes(content)

    loaded = load_content([folder])

    assert codes(loaded) == ["BITE001"]
    assert names(loaded.left_out) == ["bad.md"]
    assert list(loaded.library.bites) == ["topic/good"]


def test_what_is_no_file_is_reported_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"good": OTHER})
    (tmp_path / "topic" / "folder.md").mkdir()
    (tmp_path / "topic" / "gone.md").symlink_to(tmp_path / "nowhere")

    loaded = load_content([folder])

    assert codes(loaded) == ["BITE001", "BITE001"]
    assert list(loaded.library.bites) == ["topic/good"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="byte-order mark"),
    ],
)
def test_file_of_any_editor_is_read(data: bytes, tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {})
    (tmp_path / "topic" / "backoff.md").write_bytes(data)

    loaded = load_content([folder])

    assert loaded.findings == ()
    assert loaded.library.bites["topic/backoff"].deeper.endswith("and says so.")


def test_heading_inside_code_ends_no_part(tmp_path: Path) -> None:
    code = "```\n## Footgun\n```\n\nTwo more parts"
    text = GOOD.replace("Two more parts", code)

    loaded = load_content([write(tmp_path / "topic", {"backoff": text})])

    assert "## Footgun" in loaded.library.bites["topic/backoff"].deeper


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    derandomize=True,
)
@given(st.binary(max_size=200), st.text(max_size=200))
def test_any_file_is_read_or_reported(tmp_path: Path, binary: bytes, text: str) -> None:
    folder = write(tmp_path / "topic", {})
    (tmp_path / "topic" / "a.md").write_bytes(b"---\n" + binary + b"\n---\ntext")
    (tmp_path / "topic" / "b.md").write_bytes(f"---\n{text}\n---\n".encode())

    loaded = load_content([folder])

    assert names(loaded.left_out) == ["a.md", "b.md"]
    assert loaded.findings


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_missing_folder_is_an_error_in_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ContentError) as caught:
        load_content([tmp_path / name])

    assert str(caught.value) == f"There is no content folder {tmp_path / name}."


@pytest.mark.parametrize(
    "topic",
    [
        pytest.param("name = ", id="no TOML"),
        pytest.param(b'name = "\xff"', id="not UTF-8"),
        pytest.param("", id="empty"),
        pytest.param('description = "D"\nopening = []', id="no name"),
        pytest.param('name = "N"\nopening = []', id="no description"),
        pytest.param('name = "N"\ndescription = "D"', id="no opening"),
        pytest.param('name = ""\ndescription = "D"\nopening = []', id="empty name"),
        pytest.param('name = 5\ndescription = "D"\nopening = []', id="name is a number"),
        pytest.param('name = "N"\ndescription = "D"\nopening = 5', id="opening is a number"),
        pytest.param('name = "N"\ndescription = "D"\nopening = "abc"', id="opening is a text"),
        pytest.param(TOPIC + 'colour = "blue"', id="strange key"),
        pytest.param(TOPIC + "number = " + "9" * 5000, id="huge number"),
        pytest.param(TOPIC + "deep = " + "[" * 5000, id="deeply nested"),
        pytest.param(TOPIC + 'moved = ["a"]', id="moved is a list"),
        pytest.param(TOPIC + "[moved]\nold = 5", id="moved to a number"),
        pytest.param('name = "N"\ndescription = "TODO: x"\nopening = []', id="to be written"),
    ],
)  # fmt: skip
def test_faulty_topic_toml_is_reported(topic: str | bytes, tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"backoff": GOOD}, topic=topic)

    loaded = load_content([folder])

    assert set(codes(loaded)) == {"BITE011"}
    assert loaded.findings[0].file == str(folder / "topic" / "topic.toml")


def test_bites_of_a_faulty_topic_are_kept_under_its_id(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"backoff": GOOD}, topic="name = ")

    loaded = load_content([folder])

    bite = loaded.library.bites["topic/backoff"]
    assert loaded.library.topic_of(bite).name == "topic"


def test_shipped_library_loads() -> None:
    loaded = load_content([shipped_content()], renderers=RENDERERS)

    assert len(loaded.library) > 0
    assert loaded.left_out == ()


def test_shipped_library_is_clean() -> None:
    bites = load_content([shipped_content()]).library
    last = max(one.checked for one in bites)

    loaded = load_content([shipped_content()], renderers=RENDERERS, today=last)

    assert [str(one) for one in loaded.findings if not one.is_warning] == []
