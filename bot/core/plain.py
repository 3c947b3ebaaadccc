"""A card as plain text: what a screen reader says, and what a terminal shows."""

from bot.core import phrases
from bot.core.cards import Card
from bot.core.markdown import Block, BlockKind, parse_markdown


def plain_text(card: Card) -> str:
    """Write a card in reading order, without any markup."""
    parts = ["\n".join(filter(None, (card.title, card.meta))), _plain(card.body)]
    if card.footgun:
        parts.append(f"{phrases.FOOTGUN} {_plain(card.footgun)}")
    if card.sources:
        label = phrases.SOURCE if len(card.sources) == 1 else phrases.SOURCES
        lines = [f"{one.title}, {one.year}: {one.url}" for one in card.sources]
        parts.append("\n".join([label, *lines]) if lines[1:] else f"{label} {lines[0]}")
    parts.append("\n".join(card.notes))
    parts.append(" ".join(f"[{button.label}]" for button in card.buttons))
    return "\n\n".join(filter(None, parts))


def _plain(markdown: str) -> str:
    blocks = parse_markdown(markdown)
    return "".join(
        _gap(before, block) + _line(block)
        for before, block in zip((None, *blocks), blocks, strict=False)
    )


def _gap(before: Block | None, block: Block) -> str:
    if before is None:
        return ""
    both_items = before.kind is block.kind is BlockKind.ITEM
    return "\n" if both_items else "\n\n"


def _line(block: Block) -> str:
    if block.kind is BlockKind.CODE:
        return "\n".join(f"    {line}" for line in block.text.splitlines())
    return f"{block.marker} {block.text}".strip()
