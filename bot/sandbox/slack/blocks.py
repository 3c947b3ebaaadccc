"""Walks through blocks: their texts, their interactive elements, their ids."""

import copy
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

Block = dict[str, Any]
_TEXTS = ("plain_text", "mrkdwn", "markdown")


def text_objects(part: object) -> Iterator[dict[str, Any]]:
    """Find every text, in the order in which it is shown."""
    if isinstance(part, list | tuple):
        for one in part:
            yield from text_objects(one)
    elif isinstance(part, dict):
        if part.get("type") in _TEXTS and isinstance(part.get("text"), str):
            yield part
        else:
            for one in part.values():
                yield from text_objects(one)


def shown_text(blocks: Sequence[Block]) -> str:
    """Join every text of some blocks."""
    return "\n".join(str(one["text"]) for one in text_objects(list(blocks)))


def elements_of(block: Block) -> list[dict[str, Any]]:
    """List what a person can use in a block."""
    found = [*(block.get("elements") or []), block.get("accessory")]
    found.append(block.get("element"))
    is_part = block["type"] in ("actions", "section", "input")
    return [one for one in found if one and is_part and one["type"] != "image"]


def with_ids(blocks: Sequence[Block]) -> list[Block]:
    """Copy blocks, with the ids that Slack makes up where there are none."""
    copied = copy.deepcopy(list(blocks))
    for block in copied:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return copied


def find_element(blocks: Sequence[Block], wanted: str) -> tuple[Block, dict[str, Any]]:
    """Find an element by its action id, its block's id, or its label.

    Raises:
        KeyError: There is none.
    """
    pairs = [(block, one) for block in blocks for one in elements_of(block)]
    for names in (_action_id, _block_id, _label):
        for block, one in pairs:
            if names(block, one) == wanted:
                return block, one
    for block, one in pairs:
        if wanted and wanted in label_of(one):
            return block, one
    known = ", ".join(label_of(one) or one.get("action_id", "") for _, one in pairs)
    raise KeyError(f"there is no {wanted}; there is {known or 'nothing to press'}")


def label_of(element: dict[str, Any]) -> str:
    """Give the words on an element."""
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text") or "")


def _action_id(_block: Block, element: dict[str, Any]) -> str:
    return str(element.get("action_id"))


def _block_id(block: Block, _element: dict[str, Any]) -> str:
    return str(block.get("block_id"))


def _label(_block: Block, element: dict[str, Any]) -> str:
    return label_of(element)
