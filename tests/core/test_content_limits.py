"""The limits of each rule, at the last value that passes and the first that does not."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.core.bites import Library, Topic
from bot.core.content_drafts import Draft, Finding
from bot.core.content_rules import check_draft, check_library
from tests.conftest import make_bite
from tests.core.make import make_draft, words


def findings(draft: Draft, code: str) -> list[Finding]:
    return [one for one in check_draft(draft) if one.code == code]


def library_messages(library: Library, code: str) -> list[str]:
    found: Iterator[Finding] = check_library(library, {}, {})
    return [f"{one.file}: {one.message}" for one in found if one.code == code]


SIZES = [
    pytest.param("summary", "BITE007", 55, 85, id="summary"),
    pytest.param("footgun", "BITE008", 10, 45, id="footgun"),
    pytest.param("deeper", "BITE009", 80, 140, id="deeper"),
]


@pytest.mark.parametrize(("part", "code", "low", "high"), SIZES)
def test_part_may_have_so_many_words(part: str, code: str, low: int, high: int) -> None:
    drafts: list[Any] = [make_draft(**{part: words(n)}) for n in (low, high)]

    assert [findings(one, code) for one in drafts] == [[], []]


@pytest.mark.parametrize(("part", "code", "low", "high"), SIZES)
def test_part_with_one_word_too_few_or_too_many_is_refused(
    part: str, code: str, low: int, high: int
) -> None:
    drafts: list[Any] = [make_draft(**{part: words(n)}) for n in (low - 1, high + 1)]

    messages = [one.message for draft in drafts for one in findings(draft, code)]
    assert f"has {low - 1} words, not {low} to {high}" in messages[0]
    assert any(f"has {high + 1} words" in one for one in messages[1:])


@pytest.mark.parametrize(
    ("deeper", "faults"),
    [
        pytest.param(93, 1, id="158 words"),
        pytest.param(94, 0, id="159 words"),
        pytest.param(173, 0, id="238 words"),
        pytest.param(174, 1, id="239 words"),
    ],
)
def test_whole_bite_reads_in_40_to_60_seconds(deeper: int, faults: int) -> None:
    draft = make_draft(summary=words(55), footgun=words(10), deeper=words(deeper))

    assert len(findings(draft, "BITE010")) == faults


@pytest.mark.parametrize(
    ("bite_id", "faults"),
    [
        pytest.param("topic/" + "a" * 54, 0, id="60 characters"),
        pytest.param("topic/" + "a" * 55, 1, id="61 characters"),
        pytest.param("topic/two-words-2", 0, id="hyphens and digits"),
        pytest.param("topic/Upper", 1, id="upper case"),
        pytest.param("topic/two--hyphens", 1, id="two hyphens"),
        pytest.param("topic/a b", 1, id="space"),
        pytest.param("topic/a:b", 1, id="colon, which parts a button's id"),
        pytest.param("topic/a\n", 1, id="line end"),
    ],
)
def test_id_is_checked(bite_id: str, faults: int) -> None:
    assert len(findings(make_draft(bite_id), "BITE005")) == faults


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f"])
def test_control_character_is_found_where_it_stands(sign: str) -> None:
    draft = make_draft(deeper=f"First.\nThen{sign} more", title="Name: hook")

    (finding,) = findings(draft, "BITE001")

    assert finding.message == f"holds the control character U+{ord(sign):04X}"
    assert findings(make_draft(aliases=[f"a{sign}"]), "BITE001")


@pytest.mark.parametrize(
    ("title", "faults"),
    [
        pytest.param("Name: " + "x" * 64, 0, id="70 characters"),
        pytest.param("Name: " + "x" * 65, 1, id="71 characters"),
        pytest.param("Name:hook", 1, id="no space"),
        pytest.param("Name:  ", 1, id="no hook"),
        pytest.param("N: hook", 1, id="a letter is no name"),
        pytest.param("x" * 71, 2, id="long and without a hook"),
    ],
)
def test_title_is_checked(title: str, faults: int) -> None:
    assert len(findings(make_draft(title=title), "BITE006")) == faults


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        pytest.param("\n".join(["x" * 40] * 8), 0, id="8 lines of 40"),
        pytest.param("\n".join(["x"] * 9), 1, id="9 lines"),
        pytest.param("x" * 41, 1, id="41 columns"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_code_fits_a_phone(code: str, faults: int) -> None:
    draft = make_draft(deeper=f"See:\n\n```py\n{code}\n```")

    assert len(findings(draft, "BITE101")) == faults


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hello @here", id="here"),
        pytest.param("ask <@123>", id="person"),
        pytest.param("see <#123>", id="channel"),
        pytest.param("now <!channel>", id="all of a Slack channel"),
    ],
)
def test_mention_is_found(text: str) -> None:
    assert len(findings(make_draft(deeper=text), "BITE103")) == 1


@pytest.mark.parametrize("text", ["ana@heretic.org", "List<int>", "a @decorator"])
def test_what_only_resembles_a_mention_passes(text: str) -> None:
    assert findings(make_draft(deeper=text), "BITE103") == []


def test_recall_that_gives_its_answer_away_is_found() -> None:
    recall = {"question": "Is it the random part?", "answer": "The random part."}

    found = findings(make_draft(recall=recall), "BITE105")

    assert "holds its own answer" in found[0].message


def test_short_answer_inside_another_word_gives_nothing_away() -> None:
    recall = {"question": "Do you know whether one key is enough?", "answer": "No."}

    assert findings(make_draft(recall=recall), "BITE105") == []


def test_summary_that_begins_with_a_short_line_is_found_there() -> None:
    draft = make_draft(summary="Too short.\n\nStill too short.")

    (finding,) = findings(draft, "BITE007")

    assert draft.text.splitlines()[finding.line - 1] == "Too short."


def test_opening_may_name_five_bites() -> None:
    slugs = [f"topic/b{n}" for n in range(6)]
    bites = [make_bite(one) for one in slugs]
    topics = [
        Topic(id="topic", name="T", description="D", opening=tuple(slugs[:n]))
        for n in (5, 6)
    ]

    told = [library_messages(Library.of([one], bites), "BITE023") for one in topics]

    assert told == [[], ["topic: the opening names more than five bites"]]


def test_opening_that_names_a_bite_twice_is_found() -> None:
    topic = Topic(id="t", name="T", description="D", opening=("t/a", "t/a"))

    told = library_messages(Library.of([topic], [make_bite("t/a")]), "BITE023")

    assert told == ["t: the opening names `t/a` twice"]


def test_bite_that_refers_to_itself_is_found() -> None:
    topic = Topic(id="t", name="T", description="D")
    bite = make_bite("t/a", related=("t/a",))

    told = library_messages(Library.of([topic], [bite]), "BITE020")

    assert told == ["t/a: `t/a` is no other bite"]


def test_bites_of_two_topics_may_not_begin_alike() -> None:
    topics = [Topic(id=one, name=one, description="D") for one in ("a", "b")]
    bites = [
        make_bite("a/x", summary="It is late. A"),
        make_bite("b/y", summary="It, is late: B"),
    ]

    told = library_messages(Library.of(topics, bites), "BITE120")

    assert told == ['b/y: opens with "it is late" like `a/x`']


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        pytest.param({"t/old": "t/a", "t/older": "t/a"}, [], id="two to one"),
        pytest.param({"u/old": "t/a"}, [], id="from another topic"),
        pytest.param({"t/a": "t/b"}, ["`t/a`, which is still a bite"], id="still there"),
        pytest.param({"t/old": "t/gone"}, ["`t/gone`, which is no bite"], id="to nowhere"),
        pytest.param({"t/1": "t/2", "t/2": "t/a"}, ["which moved on itself"], id="chain"),
        pytest.param(
            {"t/1": "t/2", "t/2": "t/1"}, ["which moved on itself"] * 2, id="circle"
        ),
    ],
)  # fmt: skip
def test_moves_are_checked(moved: dict[str, str], told: list[str]) -> None:
    topic = Topic(id="t", name="T", description="D")
    library = Library.of([topic], [make_bite("t/a"), make_bite("t/b")], moved)

    found = library_messages(library, "BITE025")

    assert len(found) == len(told)
    assert all(one in line for one, line in zip(told, found, strict=True))


@pytest.mark.parametrize(("size", "faults"), [(1400, 0), (1401, 1)])
def test_card_of_1400_characters_fits(size: int, faults: int) -> None:
    library = Library.of([Topic(id="t", name="T", description="D")], [make_bite("t/a")])

    found = [*check_library(library, {"text": lambda _: "x" * size}, {})]

    assert [one.code for one in found] == ["BITE024"] * faults
