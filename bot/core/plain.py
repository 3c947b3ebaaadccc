"""A card as plain text: what a screen reader says, and what a terminal shows."""

from bot.core import phrases
from bot.core.cards import Card
from bot.core.markdown import Block, BlockKind, write_markdown


def plain_text(card: Card) -> str:
    """Write a card in reading order, without any markup."""
    parts = [
        "\n".join(filter(None, (card.title, card.meta))),
        write_markdown(card.body, _line),
    ]
    if card.footgun:
        parts.append(f"{phrases.footgun()} {write_markdown(card.footgun, _line)}")
    if card.sources:
        label = phrases.source() if len(card.sources) == 1 else phrases.sources()
        lines = [f"{one.title}, {one.year}: {one.url}" for one in card.sources]
        parts.append("\n".join([label, *lines]) if lines[1:] else f"{label} {lines[0]}")
    parts.append("\n".join(card.notes))
    parts.append(" ".join(f"[{button.label}]" for button in card.buttons))
    return "\n\n".join(filter(None, parts))


def _line(block: Block) -> str:
    if block.kind is BlockKind.CODE:
        return "\n".join(f"    {line}" for line in block.text.splitlines())
    return f"{block.marker} {block.text}".strip()
