"""The App Home: what admins have set up, and what everybody can do; pure."""

from collections.abc import Sequence

from bot.core import phrases
from bot.core.cards import Card
from bot.platforms.slack.render import (
    ACTION_PREFIX,
    Json,
    button,
    plain,
    render_blocks,
)

SET_UP_ACTION = "setup"
_MAX_BLOCKS = 100


def render_home(cards: Sequence[Card], *, is_admin: bool) -> Json:
    """Give the view of the Home tab."""
    blocks: list[Json] = [{"type": "header", "text": plain(phrases.NAME)}]
    for card in cards:
        blocks += render_blocks(card)
    if is_admin:
        name = f"{ACTION_PREFIX}{SET_UP_ACTION}"
        set_up = button(phrases.SET_UP_BUTTON, name, "-")
        blocks.append({"type": "actions", "elements": [set_up]})
    return {"type": "home", "blocks": blocks[:_MAX_BLOCKS]}
