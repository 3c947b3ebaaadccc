"""What a platform would format unasked is a fault; what our renderers escape is none."""

import pytest

from bot.core.content_rules import check_draft
from tests.core.make import make_draft


def faults(text: str) -> list[str]:
    found = check_draft(make_draft(deeper=text))
    return [one.message for one in found if one.code == "BITE106"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("> a quotation", "begins with `>`", id="quotation"),
        pytest.param(r"\> 5 are left", "begins with `>`", id="escaped quotation"),
        pytest.param("### Example", "begins with `#`", id="heading"),
        pytest.param("| a | b |", "chat has no tables", id="table"),
        pytest.param("all is well :tada: now", "`:tada:`: reads as an emoji", id="emoji"),
        pytest.param("vote :+1: or :100:\n:a1:", "`:a1:`", id="emoji with digits"),
        pytest.param("see https://a.org/b", "`https://a.org/b`: a bare", id="bare address"),
        pytest.param("see [it](http://a.org)", "https:// address", id="link to http"),
        pytest.param("call f[x](y)", "`](y)`: only a link", id="call of an item"),
        pytest.param("![a plot](https://a.org/b.png)", "a picture is lost", id="picture"),
        pytest.param("define __init__ first", "`__init__`: turns bold", id="dunder"),
        pytest.param("take 2*3*4 of them", "`3` is emphasis inside", id="product"),
        pytest.param(r"write \*args\* here", "`*args*` is formatted", id="escaped star"),
        pytest.param("from ~5 ms~ on", "`~5 ms~` is formatted", id="tilde pair"),
        pytest.param("~~gone~~ now", "`~~gone~~` is formatted", id="struck out"),
        pytest.param(r"a \`b\` c", "`` `b` ``", id="escaped backticks"),
    ],
)  # fmt: skip
def test_what_a_platform_would_format_is_found(text: str, told: str) -> None:
    found = faults(text)

    assert len(found) == 1
    assert told in found[0].replace("``b``", "`` `b` ``")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("**bold**, *italic* and `code`", id="our own Markdown"),
        pytest.param("see [it](https://a.org/b_c) and <https://a.org>", id="links"),
        pytest.param("- one\n- two\n\n1. first\n2. second", id="lists"),
        pytest.param("`a | b`, `__init__`, `:tada:` and `https://a.org`", id="in code"),
        pytest.param("```\n# a comment\n> x | y :tada: __init__\n```", id="in a block"),
        pytest.param("``a ` b`` and `c\nd *e`", id="code with backticks and lines"),
        pytest.param("snake_case and _private, 2 * 3 * 4", id="loose signs"),
        pytest.param("*args and **kwargs", id="stars that open only"),
        pytest.param("between ~5 and ~6 ms", id="about"),
        pytest.param("at 10:30:45, std::vector::push, a:b:c", id="colons"),
        pytest.param("x < y and y > z, a || b", id="signs that get escaped"),
        pytest.param("List<int> and #1 of 3", id="no mention, no heading"),
    ],
)
def test_what_is_shown_as_it_stands_passes(text: str) -> None:
    assert faults(text) == []


def test_finding_points_at_its_line() -> None:
    draft = make_draft(deeper="First.\n\nThen:\n\nwrite \\*args\\* here")

    (finding,) = (one for one in check_draft(draft) if one.code == "BITE106")

    assert draft.text.splitlines()[finding.line - 1].startswith("write ")


def test_question_and_answer_are_read_as_well() -> None:
    draft = make_draft(recall={"question": "What is :tada:?", "answer": "> no"})

    told = [one.message for one in check_draft(draft) if one.code == "BITE106"]

    assert len(told) == 2
