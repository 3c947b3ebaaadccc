"""Rules about a bite's words: what a phone, a platform or a reader stumbles over."""

import re
from collections.abc import Iterator

from bot.core.bites import normalise
from bot.core.content_drafts import Draft, Fault, start_of
from bot.core.markdown import BlockKind, parse_markdown

CODE_LINES, CODE_COLUMNS = 8, 40
_TO_WRITE = re.compile(r"\bTODO\b:?\s*([^\"}\n]*)")  # as the template marks a gap
_ODD = re.compile(r"[\u0370-\u03ff\u00b2\u00b3\u00b9\u2070-\u209f]|\$\$|\\\(|\\frac")
_MENTION = re.compile(r"\]\(person:|@(?:everyone|here|channel)\b|<[@#!][^>]*>")
_FILLER = re.compile(
    r"(?:in this bite|in today's world|have you ever|let's dive|imagine |think of )",
    re.IGNORECASE,
)


def phone_code(draft: Draft) -> Iterator[Fault]:
    """Code has at most 8 lines of 40 columns, or a phone breaks it."""
    for block in parse_markdown(draft.sections.get("Deeper", "")):
        if block.kind is not BlockKind.CODE:
            continue
        lines = block.text.splitlines() or [""]
        if len(lines) > CODE_LINES or max(map(len, lines)) > CODE_COLUMNS:
            yield (
                lines[0],
                f"code must fit {CODE_LINES} lines of {CODE_COLUMNS} columns",
            )


def plain_symbols(draft: Draft) -> Iterator[Fault]:
    """Formulas are words or code: no LaTeX, Greek letters or superscripts."""
    for line in "\n".join(draft.sections.values()).splitlines():
        if found := _ODD.search(line):
            yield line[:20], f"write `{found[0]}` as a word or as code"


def no_mentions(draft: Draft) -> Iterator[Fault]:
    """Nothing in a bite looks like a mention or a channel link of a platform."""
    for line in draft.text.splitlines():
        if found := _MENTION.search(line):
            yield line[:20], f"`{found[0]}` would read as a mention"


def no_filler(draft: Draft) -> Iterator[Fault]:
    """A bite starts with its problem, not with a stock phrase."""
    text = draft.sections.get("Summary", "").strip()
    if found := _FILLER.match(text):
        yield start_of(text), f'opens with the stock phrase "{found[0].strip()}"'


def asks_back(draft: Draft) -> Iterator[Fault]:
    """The recall question is one, and differs from its answer."""
    recall = draft.meta.get("recall")
    if not isinstance(recall, dict):
        return
    question, answer = str(recall.get("question", "")), str(recall.get("answer", ""))
    if not question.strip().endswith("?"):
        yield "  question:", "the recall question does not end with a question mark"
    if f" {normalise(answer)} " in f" {normalise(question)} ":
        yield "  answer:", "the recall question holds its own answer"


def all_written(draft: Draft) -> Iterator[Fault]:
    """Nothing of the template is left over: no `TODO` stands where words should be."""
    for line in draft.text.splitlines():
        if found := _TO_WRITE.search(line):
            yield line, f"still to be written: {found[1].strip() or 'this line'}"
