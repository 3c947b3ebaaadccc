"""From a card to Slack's blocks; pure, and nothing in it can ping."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core import phrases
from bot.core.bites import Source
from bot.core.cards import Button, Card, Shape
from bot.core.markdown import Block, BlockKind, Span, write_markdown
from bot.core.plain import plain_text

Json = dict[str, Any]

# https://docs.slack.dev/reference/block-kit/blocks
MAX_HEADER, MAX_SECTION, MAX_CONTEXT = 150, 3000, 2000
MAX_BLOCKS, MAX_LABEL, MAX_HINT = 50, 75, 75
MAX_MODAL_TITLE, MAX_METADATA = 24, 3000
MAX_TEXT = 4000
EVENT_TYPE = "daily_bite_posted"
PRIVATE = "-"  # stands for the mark in buttons of a private answer
ACTION_PREFIX = "bite_"
_NO_BREAK = "\u200b"
_PING = re.compile(r"@(?=everyone|here|channel)")
_GROUP = re.compile(r"S[A-Z0-9]+")


def render_post(card: Card, *, channel: str, mark: str) -> Json:
    """Give the arguments that post a card under a mark, with its one mention."""
    return {
        "channel": channel,
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": _metadata(mark),
        **_mentioning(card, render_message(card, mark=mark)),
    }


def is_group(text: str) -> bool:
    """Tell whether a text is the id of a user group."""
    return bool(_GROUP.fullmatch(text))


def _mentioning(card: Card, message: Json) -> Json:
    """Add the mention of a card's user group: last, as the title comes first."""
    group = card.manner.mention
    if not is_group(group):
        return message
    mention = f"<!subteam^{group}>"
    text = _clip(message["text"], MAX_TEXT - len(mention) - 2)
    blocks = message["blocks"]
    at = len(blocks) - bool(card.buttons)  # the buttons stay at the end
    blocks = [*blocks[:at], _context(mention), *blocks[at:]]
    return {"text": f"{text}\n\n{mention}", "blocks": blocks[:MAX_BLOCKS]}


def render_edit(card: Card, *, channel: str, message_id: str, mark: str) -> Json:
    """Give the arguments that change a message and leave its mark.

    Whoever was mentioned by the post is not mentioned again.
    """
    where = {"channel": channel, "ts": message_id, "metadata": _metadata(mark)}
    return {**where, **render_message(card, mark=mark)}


def _metadata(mark: str) -> Json:
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery": mark}}


def render_direct(card: Card, *, person: str) -> Json:
    """Give the arguments that post a card to one person, in private."""
    quiet = {"unfurl_links": False, "unfurl_media": False}
    return {"channel": person, **quiet, **render_message(card)}


def mark_of(message: Mapping[str, Any]) -> str:
    """Give the mark in a message's metadata, or nothing."""
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("delivery", ""))


def render_message(card: Card, *, mark: str = PRIVATE) -> Json:
    """Give the text and blocks of a card; the text alone holds the whole of it."""
    return {"text": render_text(card), "blocks": render_blocks(card, mark=mark)}


def render_private(card: Card) -> Json:
    """Give the answer to a command, which only who asked sees."""
    return {"response_type": "ephemeral", **render_message(card)}


def render_text(card: Card) -> str:
    """Write a card for notifications, screen readers and clients without blocks."""
    if card.shape is Shape.TEXT:
        words = render_markdown(card.body)
    else:
        bare = Card(title=card.title, body=card.body, footgun=card.footgun)
        words = escape(plain_text(bare))
    small = filter(None, (card.meta, *card.notes))
    parts = (words, *(escape(f"({one})") for one in small))
    return _clip("\n\n".join(filter(None, parts)), MAX_TEXT)


def render_blocks(card: Card, *, mark: str = PRIVATE) -> list[Json]:
    """Write a card as header, context, sections, context and buttons."""
    blocks = [_header(card.title)] if card.title else []
    blocks += [_context(escape(card.meta))] if card.meta else []
    blocks += _sections(render_markdown(card.body))
    if card.footgun:
        footgun = render_markdown(card.footgun).replace("\n", "\n> ")
        blocks += _sections(f"> *{phrases.footgun()}* {footgun}")
    small = [*_source_lines(card.sources), *map(escape, card.notes)]
    blocks += [_context(line) for line in small]
    if card.buttons:
        blocks.append(_actions(card.buttons, mark))
    return blocks[:MAX_BLOCKS]


def render_view(card: Card, *, metadata: str = "") -> Json:
    """Write a card as a modal: what stands before its colon is the modal's title."""
    title, colon, rest = card.title.partition(": ")
    if not colon or len(title) > MAX_MODAL_TITLE:
        title, rest = phrases.NAME, card.title
    inside = Card(
        title=rest,
        meta=card.meta,
        body=card.body,
        footgun=card.footgun,
        sources=card.sources,
        notes=card.notes,
        buttons=card.buttons,
    )
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain(phrases.close()),
        "private_metadata": metadata[:MAX_METADATA],
        "blocks": render_blocks(inside),
    }


def render_markdown(text: str) -> str:
    """Write our Markdown in Slack's flavour."""
    return write_markdown(text, _block)


def escape(text: str) -> str:
    """Write plain text so that it can neither mention nor link."""
    inert = _PING.sub(f"@{_NO_BREAK}", text)
    return inert.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> Json:
    """Give a text object without any markup."""
    return {"type": "plain_text", "text": text, "emoji": False}


def button(label: str, action_id: str, value: str, hint: str = "") -> Json:
    """Give a button; a screen reader says the hint in place of the label."""
    made = {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": plain(_clip(label, MAX_LABEL)),
    }
    return made | ({"accessibility_label": _clip(hint, MAX_HINT)} if hint else {})


def _header(title: str) -> Json:
    return {"type": "header", "text": plain(_clip(title, MAX_HEADER))}


def _context(text: str) -> Json:
    element = {"type": "mrkdwn", "text": _clip(text, MAX_CONTEXT)}
    return {"type": "context", "elements": [element]}


def _sections(text: str) -> list[Json]:
    return [
        {
            "type": "section",
            "expand": True,
            "text": {"type": "mrkdwn", "text": part},
        }
        for part in _parts(text)
    ]


def _parts(text: str) -> list[str]:
    """Cut a long text at its lines, so that each part fits a section."""
    parts: list[str] = []
    for line in text.split("\n"):
        piece = _clip(line, MAX_SECTION)
        if parts and len(parts[-1]) + len(piece) < MAX_SECTION:
            parts[-1] += f"\n{piece}"
        else:
            parts.append(piece)
    return [part.strip("\n") for part in parts if part.strip()]


def _block(block: Block) -> str:
    if block.kind is BlockKind.CODE:
        return f"```\n{escape(block.text).replace('```', f'``{_NO_BREAK}`')}\n```"
    text = "".join(map(_span, block.spans))
    if block.kind is BlockKind.ITEM:
        return f"{'•' if block.marker == '-' else block.marker} {text}"
    return text


def _span(span: Span) -> str:
    if span.channel:
        return f"<#{span.channel}>"
    if span.person:
        return f"<@{span.person}>"
    if span.group:
        return f"`{span.group}`"  # a mention would call them all
    text = escape(span.text)
    if span.code:
        text = f"`{text}`"
    if span.bold:
        text = f"*{text}*"
    if span.italic:
        text = f"_{text}_"
    return f"<{_address(span.url)}|{text}>" if span.url else text


def _address(url: str) -> str:
    return escape(url).replace("|", "%7C").replace(" ", "%20")


def _source_lines(sources: Sequence[Source]) -> list[str]:
    if not sources:
        return []
    label = phrases.source() if len(sources) == 1 else phrases.sources()
    links = (
        f"<{_address(one.url)}|{escape(f'{one.title}, {one.year}')}>" for one in sources
    )
    return [f"{label} {' · '.join(links)}"]


def _actions(buttons: Sequence[Button], mark: str) -> Json:
    seen: Counter[str] = Counter()
    elements = []
    for one in buttons:
        number = seen[one.action]
        seen[one.action] += 1
        name = f"{ACTION_PREFIX}{one.action}" + (f"_{number}" if number else "")
        elements.append(button(one.label, name, f"{mark} {one.bite}", one.hint))
    return {"type": "actions", "elements": elements}


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
