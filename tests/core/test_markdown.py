"""Markdown as blocks and spans, and what stays mere text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.markdown import Block, BlockKind, Span, parse_markdown

PARAGRAPH, ITEM, CODE = BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CODE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain", [Span("plain")], id="text"),
        pytest.param("**b**", [Span("b", bold=True)], id="bold"),
        pytest.param("*i* _j_", [Span("i", italic=True), Span(" "), Span("j", italic=True)], id="italic"),
        pytest.param("**a *b***", [Span("a ", bold=True), Span("b", bold=True, italic=True)], id="both"),
        pytest.param("`x * y`", [Span("x * y", code=True)], id="code"),
        pytest.param("**`x`**", [Span("x", bold=True, code=True)], id="bold code"),
        pytest.param("[a](https://b.c)", [Span("a", url="https://b.c")], id="link"),
        pytest.param("[**a**](https://b.c) d", [Span("a", bold=True, url="https://b.c"), Span(" d")], id="link ends"),
        pytest.param("<https://b.c>", [Span("https://b.c", url="https://b.c")], id="bare link"),
        pytest.param("[a](channel:12)", [Span("a", channel="12")], id="channel"),
        pytest.param("![a picture](https://b.c/d.png)", [Span("a picture")], id="picture"),
        pytest.param("a\nb", [Span("a"), Span(" "), Span("b")], id="line end"),
        pytest.param("a  \nb", [Span("a"), Span(" "), Span("b")], id="hard line end"),
        pytest.param(r"\*a\* &amp; \[b\]", [Span("*a* & [b]")], id="escapes"),
    ],
)  # fmt: skip
def test_spans_are_read(text: str, expected: list[Span]) -> None:
    assert parse_markdown(text) == (Block(PARAGRAPH, tuple(expected)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a\n\nb", [(PARAGRAPH, "", "a"), (PARAGRAPH, "", "b")], id="paragraphs"),
        pytest.param("- a\n- b", [(ITEM, "-", "a"), (ITEM, "-", "b")], id="bullets"),
        pytest.param("1. a\n2. b", [(ITEM, "1.", "a"), (ITEM, "2.", "b")], id="numbers"),
        pytest.param("3. a\n3. b", [(ITEM, "3.", "a"), (ITEM, "4.", "b")], id="numbers from three"),
        pytest.param("0. a\n1. b", [(ITEM, "0.", "a"), (ITEM, "1.", "b")], id="numbers from zero"),
        pytest.param("- a\n  - b\n- c", [(ITEM, "-", "a"), (ITEM, "-", "b"), (ITEM, "-", "c")], id="bullets in bullets"),
        pytest.param("1. a\n   - b\n2. c", [(ITEM, "1.", "a"), (ITEM, "-", "b"), (ITEM, "2.", "c")], id="bullets in numbers"),
        pytest.param("1. a\n   1. b\n   2. c\n2. d", [(ITEM, "1.", "a"), (ITEM, "1.", "b"), (ITEM, "2.", "c"), (ITEM, "2.", "d")], id="numbers in numbers"),
        pytest.param("- a\n\nb", [(ITEM, "-", "a"), (PARAGRAPH, "", "b")], id="paragraph after a list"),
        pytest.param("```py\nx = 1\n\ny\n```", [(CODE, "", "x = 1\n\ny")], id="code"),
        pytest.param("    x = 1", [(CODE, "", "x = 1")], id="indented code"),
        pytest.param("```\n**x**", [(CODE, "", "**x**")], id="code without an end"),
        pytest.param("# a", [(PARAGRAPH, "", "a")], id="heading"),
        pytest.param("> a", [(PARAGRAPH, "", "a")], id="quotation"),
        pytest.param("a\n\n---\n\nb", [(PARAGRAPH, "", "a"), (PARAGRAPH, "", "b")], id="rule"),
    ],
)  # fmt: skip
def test_blocks_are_read(text: str, expected: list[tuple[BlockKind, str, str]]) -> None:
    found = [(one.kind, one.marker, one.text) for one in parse_markdown(text)]

    assert found == expected


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "file:///etc/passwd",
        "http://example.org",
        "mailto:a@b.c",
        "//example.org",
        "/relative",
        "discord://-/channels/1",
        "channel:1>2",
    ],
)
def test_link_to_anything_but_https_is_inert(target: str) -> None:
    spans = [span for one in parse_markdown(f"[go]({target})") for span in one.spans]

    assert {(span.url, span.channel) for span in spans} == {("", "")}
    assert "go" in "".join(span.text for span in spans)


@pytest.mark.parametrize("text", ["<script>x</script>", "<b>x</b>", "<!-- x -->"])
def test_html_is_mere_text(text: str) -> None:
    (block,) = parse_markdown(text)

    assert block.text == text


@given(st.text(alphabet="ab *_`[]()<>!#-+1.\n\t\\:/", max_size=60))
def test_any_text_becomes_safe_spans(text: str) -> None:
    spans = [span for block in parse_markdown(text) for span in block.spans]

    assert all(not one.url or one.url.startswith("https:") for one in spans)
    assert all(one.text for one in spans if one.bold or one.italic)
