"""Slack's own models, and their round trip, as the judge of what we render."""

import warnings
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View


def faults_of_blocks(blocks: list[dict[str, Any]]) -> list[str]:
    """List what Slack's models refuse, or silently leave out, of each block."""
    return [fault for block in blocks for fault in _faults_of_block(block)]


def _faults_of_block(block: dict[str, Any]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = Block.parse(block)
        if parsed is None:
            return [f"{block['type']} is unknown"]
        try:
            again = parsed.to_dict()
        except Exception as exc:  # noqa: BLE001 - whatever the models dislike
            return [f"{block['type']}: {exc}"]
    return [] if again == block else [f"{block} comes back as {again}"]


def faults_of_view(view: dict[str, Any]) -> list[str]:
    """List what Slack's models refuse of a modal or a home."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            again = View(**view).to_dict()
        except Exception as exc:  # noqa: BLE001 - whatever the models dislike
            return [str(exc)]
    bare = {key: one for key, one in again.items() if key != "blocks"}
    expected = {key: one for key, one in view.items() if key != "blocks" and one}
    lost = [] if bare == expected else [f"{expected} comes back as {bare}"]
    return lost + faults_of_blocks(view["blocks"])
