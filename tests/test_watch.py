"""Watching the files of content: whatever changed in them is read anew."""

import os
import shutil
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.watch import Watch
from tests.test_content import GOOD, OTHER, TOPIC, names, write


def test_watch_sees_what_came_changed_and_went(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD})
    watch = Watch([folder])

    same = watch.changed()
    write(tmp_path / "topic", {"b": OTHER})
    added = watch.changed()
    (tmp_path / "topic" / "a.md").unlink()
    gone = watch.changed()

    assert same is None
    assert added
    assert set(added.library.bites) == {"topic/a", "topic/b"}
    assert gone
    assert set(gone.library.bites) == {"topic/b"}
    assert watch.changed() is None


def test_watch_reports_a_broken_file_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD, "b": OTHER})
    watch = Watch([folder])

    (tmp_path / "topic" / "b.md").write_text("half a fi")
    found = watch.changed()

    assert found
    assert set(found.library.bites) == {"topic/a"}
    assert names(found.left_out) == ["b.md"]


def test_watch_sees_a_topic_behind_a_link(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "topic", {"a": GOOD})
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "topic").symlink_to(tmp_path / "elsewhere" / "topic")
    watch = Watch([folder])

    write(tmp_path / "elsewhere" / "topic", {"b": OTHER})
    found = watch.changed()

    assert found
    assert set(found.library.bites) == {"topic/a", "topic/b"}


def test_watch_overlooks_what_is_no_content(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD})
    watch = Watch([folder])

    (folder / "notes").mkdir()
    (folder / "notes" / "todo.md").write_text("more bites")
    (folder / "README.md").write_text("my bites")
    (folder / "topic" / "pictures.toml").write_text("")

    assert watch.changed() is None


def test_watch_sees_a_file_put_in_with_the_old_time(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD})
    file, other = folder / "topic" / "a.md", tmp_path / "other"
    watch = Watch([folder])

    other.write_text(GOOD.replace("revision: 1", "revision: 7"))
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)

    assert watch.changed()


def test_watch_tries_a_reading_that_failed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD})
    watch = Watch([folder])
    write(tmp_path / "topic", {"b": OTHER})

    with monkeypatch.context() as failing:
        failing.setattr(Path, "read_text", _out_of_memory)
        with pytest.raises(MemoryError):
            watch.changed()
    found = watch.changed()

    assert found
    assert set(found.library.bites) == {"topic/a", "topic/b"}


def _out_of_memory(file: Path, encoding: str) -> None:
    raise MemoryError(file, encoding)


def test_watch_reads_a_folder_that_came_back(tmp_path: Path) -> None:
    folder = write(tmp_path / "data" / "topic", {"a": GOOD})
    watch = Watch([folder])
    folder.rename(tmp_path / "away")
    write(tmp_path / "away" / "topic", {"b": OTHER})

    with pytest.raises(ContentError):
        watch.changed()
    (tmp_path / "away").rename(folder)
    found = watch.changed()

    assert found
    assert set(found.library.bites) == {"topic/a", "topic/b"}


def test_watch_says_that_a_folder_is_gone(tmp_path: Path) -> None:
    folder = write(tmp_path / "data" / "topic", {"a": GOOD})
    watch = Watch([folder])
    shutil.rmtree(folder)

    with pytest.raises(ContentError):
        watch.changed()


MOVED = TOPIC + '[moved]\n"topic/old" = "topic/a"\n'


def test_moves_outlast_a_topic_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD}, topic=MOVED)
    watch = Watch([folder])

    write(tmp_path / "topic", {}, topic="name = ")
    broken = watch.changed()
    (tmp_path / "topic" / "topic.toml").unlink()
    gone = watch.changed()
    write(tmp_path / "topic", {}, topic="")
    empty = watch.changed()
    write(tmp_path / "topic", {}, topic=TOPIC)
    mended = watch.changed()

    assert broken
    assert broken.library.ids_of("topic/a") == ("topic/a", "topic/old")
    assert [Path(one).name for one in broken.not_used] == ["topic.toml"]
    assert gone
    assert dict(gone.library.moved) == {}
    assert empty
    assert empty.library.ids_of("topic/a") == ("topic/a", "topic/old")
    assert mended
    assert dict(mended.library.moved) == {}


def test_moves_of_one_folder_are_not_kept_for_another(tmp_path: Path) -> None:
    first = write(tmp_path / "one" / "topic", {"a": GOOD}, topic=MOVED)
    second = write(tmp_path / "two" / "topic", {"b": OTHER})
    watch = Watch([first, second])

    write(tmp_path / "one" / "topic", {})
    write(tmp_path / "two" / "topic", {}, topic="name = ")
    found = watch.changed()

    assert found
    assert dict(found.library.moved) == {}


def test_watch_has_read_what_it_compares_with(tmp_path: Path) -> None:
    folder = write(tmp_path / "topic", {"a": GOOD})

    watch = Watch([folder])

    assert list(watch.loaded.library.bites) == ["topic/a"]
    assert watch.changed() is None
