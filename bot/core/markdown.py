"""Markdown as a few kinds of blocks and spans, for each platform to write in its way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str = ""  # https only
    channel: str = ""  # the id of a channel to name
    person: str = ""  # the id of somebody to name
    group: str = ""  # the id of a role or user group to name


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item or a piece of code."""

    kind: BlockKind
    spans: tuple[Span, ...]
    marker: str = ""  # of an item: "-" or "1."

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(span.text for span in self.spans)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def parse_markdown(text: str) -> tuple[Block, ...]:
    """Read Markdown; what it cannot say in these blocks becomes a paragraph."""
    return tuple(_blocks(_parser().parse(text)))


def bare(text: str) -> str:
    """Give a sentence without its markup, in one line."""
    return " ".join(block.text for block in parse_markdown(text))


@lru_cache(maxsize=1024)  # one bite goes to many channels
def write_markdown(text: str, write: Callable[[Block], str]) -> str:
    """Write our Markdown in another flavour, block by block.

    Blocks stand apart by an empty line, the items of a list do not.
    """
    lines: list[str] = []
    before: Block | None = None
    for block in parse_markdown(text):
        if before and not before.kind is block.kind is BlockKind.ITEM:
            lines.append("")
        lines.append(write(block))
        before = block
    return "\n".join(lines)


def _blocks(tokens: Iterable[Token]) -> Iterator[Block]:
    numbers: list[int | None] = []  # of each open list; None where it has bullets
    for token in tokens:
        if token.type == "bullet_list_open":
            numbers.append(None)
        elif token.type == "ordered_list_open":
            start = token.attrGet("start")
            numbers.append(int(1 if start is None else start) - 1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open" and (last := numbers[-1]) is not None:
            numbers[-1] = last + 1
        elif token.type in ("fence", "code_block"):
            yield Block(BlockKind.CODE, (Span(token.content.rstrip("\n")),))
        elif token.type == "inline":
            yield _inline(token, numbers)


def _inline(token: Token, numbers: list[int | None]) -> Block:
    spans = tuple(_spans(token.children or ()))
    if not numbers:
        return Block(BlockKind.PARAGRAPH, spans)
    number = numbers[-1]
    return Block(BlockKind.ITEM, spans, "-" if number is None else f"{number}.")


def _spans(tokens: Iterable[Token]) -> Iterator[Span]:
    style = Span("")
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                style = replace(style, bold=token.nesting == 1)
            case "em_open" | "em_close":
                style = replace(style, italic=token.nesting == 1)
            case "link_open":
                style = _linked(style, str(token.attrGet("href") or ""))
            case "link_close":
                style = replace(style, url="", channel="", person="", group="")
            case "code_inline":
                yield replace(style, text=token.content, code=True)
            case "softbreak" | "hardbreak":
                yield replace(style, text=" ")
            case "image":
                yield replace(style, text=token.content)
            case _ if token.content:
                yield replace(style, text=token.content)


def _linked(style: Span, target: str) -> Span:
    scheme, _, rest = target.partition(":")
    if scheme == "https":
        return replace(style, url=target)
    if scheme == "channel" and rest.isalnum():
        return replace(style, channel=rest)
    if scheme == "person" and rest.isalnum():
        return replace(style, person=rest)
    if scheme == "group" and rest.isalnum():
        return replace(style, group=rest)
    return style
