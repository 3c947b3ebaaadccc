"""Rules about Markdown that our renderers lose, or that a platform makes something of."""

import re
from collections.abc import Iterator, Sequence

from bot.core.content_drafts import Draft, Fault
from bot.core.markdown import BlockKind, Span, parse_markdown

_FENCE = re.compile(r"^```.*?^```[^\n]*$|^```.*\Z", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(https://[^)\s]*\)|<https://[^>\s]*>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINES = (
    (re.compile(r"\s{0,3}\\?>"), "begins with `>`, which makes a quotation or is lost"),
    (re.compile(r"\s{0,3}#{1,6}\s"), "begins with `#`: a part has no headings inside"),
    (re.compile(r"\s*\|"), "begins with `|`: chat has no tables"),
)
_WORDS = (
    (re.compile(r"!\[[^\]]*\]\("), "a picture is lost"),
    (re.compile(r"\]\([^)]*\)"), "only a link to an https:// address is kept"),
    (re.compile(r"https?://[^\s)>]+"), "a bare address turns into a link"),
    (re.compile(r"(?<![\w:]):(?=[\w+-]*[a-z])[\w+-]+:(?![\w:])"), "reads as an emoji"),
    (re.compile(r"(?<!\w)__\w+__(?!\w)"), "turns bold and loses its underscores"),
)
_MARKS = re.compile(r"[*_~\\]")  # without one of these there is no emphasis
# Pairs that Slack formats though Markdown does not: our renderer cannot escape them.
_PAIRS = tuple(
    re.compile(
        rf"(?<![\w{mark}]){mark}+(?=[^\s{mark}])[^{mark}\n]*?(?<=[^\s{mark}]){mark}+(?![\w{mark}])"
    )
    for mark in (r"\*", "_", "~", "`")
)


def plain_markdown(draft: Draft) -> Iterator[Fault]:
    """Outside of code stands nothing that a platform formats unasked, or that is lost."""
    for text in _texts(draft):
        prose = _prose(text)
        for line in prose.splitlines():
            yield from _in_line(line)
        if not _MARKS.search(prose):
            continue
        spans = list(_spans(text))
        for found, why in (*_formatted(spans), *_torn(spans)):
            yield _line_with(prose, found), f"`{found}` {why}"


def _texts(draft: Draft) -> Iterator[str]:
    yield from draft.sections.values()
    recall = draft.meta.get("recall")
    if isinstance(recall, dict):
        yield from map(str, recall.values())


def _prose(text: str) -> str:
    """Take code out; each line stays in its place."""
    for code in (_FENCE, _CODE):
        text = code.sub(lambda match: "\n" * match[0].count("\n"), text)
    return text


def _in_line(line: str) -> Iterator[Fault]:
    for pattern, why in _LINES:
        if pattern.match(line):
            yield line[:20], f"the line {why}"
    left = _LINK.sub("", line)
    for pattern, why in _WORDS:
        if found := pattern.search(left):
            yield found[0].partition("\n")[0], f"`{found[0]}`: {why}"
            return


def _formatted(spans: Sequence[Span]) -> Iterator[Fault]:
    """Find what is plain text to Markdown and formatted by Slack."""
    for span in spans:
        if span.code or span.url:
            continue
        for pattern in _PAIRS:
            if found := pattern.search(span.text):
                yield found[0], "is formatted by Slack: write it as code, or in words"


def _torn(spans: Sequence[Span]) -> Iterator[Fault]:
    """Find emphasis inside a word, which is a formula or a name more often."""
    for before, span, after in zip(
        [Span(""), *spans], spans, [*spans[1:], Span("")], strict=False
    ):
        is_styled = (span.bold or span.italic) and not span.code
        touches = before.text[-1:].isalnum() or after.text[:1].isalnum()
        if is_styled and touches:
            yield span.text, "is emphasis inside a word: write it as code"


def _spans(text: str) -> Iterator[Span]:
    for block in parse_markdown(text):
        if block.kind is not BlockKind.CODE:
            yield from block.spans
            yield Span(" ")


def _line_with(prose: str, found: str) -> str:
    """Give the line that holds a text once nothing in it is escaped."""
    plain = found.split()[0]
    for line in prose.splitlines():
        if plain in _ESCAPED.sub(r"\1", line):
            return line[:20]
    return ""
