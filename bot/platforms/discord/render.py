"""From a card to Discord's message payload; pure, and nothing in it can ping."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from bot.core import phrases
from bot.core.bites import Source
from bot.core.cards import Button, Card, Shape
from bot.core.language import Language, reader
from bot.core.markdown import Block, BlockKind, Span, write_markdown

Payload = dict[str, Any]

# https://docs.discord.com/developers/resources/message
MAX_CONTENT = 2000
MAX_LABEL = 80
MAX_CUSTOM_ID = 100
_MAX_NONCE = 25
_BUTTONS_PER_ROW = 5
_SUPPRESS_EMBEDS = 1 << 2
_EPHEMERAL = 1 << 6
_SILENT = 1 << 12
_NO_BREAK = "\u200b"
_CUT, _CUT_CODE = "\n…", "\n…\n```"
PRIVATE = "-"  # stands for the mark in buttons of a private reply

_STYLE = re.compile(r"[\\*_`\[~|]")
_LINE_START = re.compile(r"^(\s*)(#|>|-|\d+(?=\.\s))", re.MULTILINE)
_ANGLE = re.compile(r"<(?=[@#:/]|a:|t:|id:)")
# What Discord reads as a mention of people, a channel or a command, in code as well.
_PING = re.compile(r"@(?=everyone|here)|(?<=<)(?:@|#(?=\d)|/(?=[^\n<>]*:\d))")


def render_post(card: Card, *, mark: str) -> Payload:
    """Give the body that creates a public message under a mark, in its manner.

    The mention stands last, so that a phone's notification begins with the title.
    """
    silent = _SILENT if card.manner.silent else 0
    return {
        **_message(card, mark, _SUPPRESS_EMBEDS | silent),
        **_mentioning(card),
        "nonce": nonce(mark),
        "enforce_nonce": True,
    }


def render_edit(card: Card, *, mark: str) -> Payload:
    """Give the body that changes a public message and leaves its mark.

    Whoever was mentioned by the post is not mentioned again.
    """
    return _message(card, mark, _SUPPRESS_EMBEDS)


def render_direct(card: Card) -> Payload:
    """Give the body that creates a private message to somebody."""
    return _message(card, PRIVATE, _SUPPRESS_EMBEDS)


def render_reply(card: Card) -> Payload:
    """Give the data of a private answer to an interaction."""
    return _message(card, PRIVATE, _SUPPRESS_EMBEDS | _EPHEMERAL)


def nonce(mark: str) -> str:
    """Give the nonce of a post: the same at every attempt, at most 25 characters."""
    return hashlib.sha256(f"{mark}:post".encode()).hexdigest()[:_MAX_NONCE]


def custom_id(mark: str, button: Button) -> str:
    """Give a button's id, which names the post and the bite for ever."""
    return f"bite:{mark}:{button.action}:{button.bite}"


def parse_custom_id(text: str) -> tuple[str, str, str] | None:
    """Read a button's id as (mark, action, bite), or None if it is not ours."""
    parts = text.split(":", 3)
    if len(parts) != 4 or parts[0] != "bite":
        return None
    return parts[1], parts[2], parts[3]


def mark_of(button_id: str) -> str:
    """Give the mark that a button's id carries, or nothing."""
    parsed = parse_custom_id(button_id)
    return parsed[0] if parsed else ""


def render_content(card: Card, *, most: int = MAX_CONTENT) -> str:
    """Write the message text of a card; one that is too long is cut at a line."""
    return _content(card, most, reader())


@lru_cache(maxsize=1024)  # one bite goes to many channels
def _content(card: Card, most: int, _reader: Language) -> str:
    size = "##" if card.shape is Shape.BITE else "###"
    head = [f"{size} {escape(card.title)}"] if card.title else []
    head += [f"-# {escape(card.meta)}"] if card.meta else []
    parts = ["\n".join(head), render_markdown(card.body)]
    if card.footgun:
        quoted = render_markdown(card.footgun).replace("\n", "\n> ")
        parts.append(f"> **{phrases.footgun()}** {quoted}")
    lines = [*_source_line(card.sources), *map(escape, card.notes)]
    small = _cut("\n".join(f"-# {line}" for line in lines), most // 2)
    large = "\n\n".join(filter(None, parts))
    # Buttons are about what stands in the small lines: the text above gives way.
    large = _cut(large, most - len(small) - 2 if small else most)
    return "\n\n".join(filter(None, (large, small)))


def render_markdown(text: str) -> str:
    """Write our Markdown in Discord's flavour."""
    return write_markdown(text, _block)


def escape(text: str) -> str:
    """Write plain text so that Discord shows it letter by letter, and inert."""
    styled = _STYLE.sub(r"\\\g<0>", text)
    started = _LINE_START.sub(_escape_start, styled)
    return _inert(_ANGLE.sub(r"\\<", started))


def _escape_start(match: re.Match[str]) -> str:
    start = match[2]
    # A number is a list only with its full stop: that is what gets escaped.
    escaped = f"{start}\\" if start.isdigit() else f"\\{start}"
    return match[1] + escaped


def _inert(text: str) -> str:
    return _PING.sub(rf"\g<0>{_NO_BREAK}", text)


def _block(block: Block) -> str:
    if block.kind is BlockKind.CODE:
        code = _inert(block.text).replace("```", f"``{_NO_BREAK}`")
        return f"```\n{code}\n```"
    text = _spans(block.spans)
    return f"{block.marker} {text}" if block.marker else text


def _spans(spans: Sequence[Span]) -> str:
    written = "".join(map(_span, _joined(spans)))
    return _LINE_START.sub(_escape_start, written) if spans else ""


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Join neighbours of one style, so that nothing hides in the seam."""
    for style, group in groupby(spans, key=lambda one: replace(one, text="")):
        yield replace(style, text="".join(one.text for one in group))


def _span(span: Span) -> str:
    if span.channel:
        return f"<#{span.channel}>"
    if span.person:
        return f"<@{span.person}>"
    if span.group:
        return f"<@&{span.group}>"
    text = _code(span.text) if span.code else _escape_inside(span.text)
    if span.bold:
        text = f"**{text}**"
    if span.italic:
        text = f"*{text}*"
    return _link(text, span.url) if span.url else text


def _code(text: str) -> str:
    if "`" not in text:
        return f"`{_inert(text)}`"
    inside = re.sub(r"`(?=`)", f"`{_NO_BREAK}", _inert(text))
    before = " " if inside.startswith("`") else ""
    after = " " if inside.endswith("`") else ""
    return f"``{before}{inside}{after}``"


def _escape_inside(text: str) -> str:
    return _inert(_ANGLE.sub(r"\\<", _STYLE.sub(r"\\\g<0>", text)))


def _link(label: str, url: str) -> str:
    """Link without a preview; spaces and angle brackets would end the address."""
    safe = url
    for one in " <>@\n":
        safe = safe.replace(one, quote(one))
    return f"[{label}](<{safe}>)"


def _source_line(sources: Sequence[Source]) -> list[str]:
    if not sources:
        return []
    label = phrases.source() if len(sources) == 1 else phrases.sources()
    links = (
        _link(_escape_inside(f"{one.title}, {one.year}"), one.url) for one in sources
    )
    return [f"{label} {' · '.join(links)}"]


def _cut(content: str, most: int) -> str:
    if len(content) <= most:
        return content
    kept = _whole_lines(content[: most - len(_CUT)])
    if not _ends_in_code(kept):
        return kept + _CUT
    kept = _whole_lines(content[: most - len(_CUT_CODE)])
    return kept + (_CUT_CODE if _ends_in_code(kept) else _CUT)


def _whole_lines(text: str) -> str:
    at = text.rfind("\n")
    return text[: at if at > 0 else None]


def _ends_in_code(text: str) -> bool:
    return bool(text.count("```") % 2)


def _message(card: Card, mark: str, flags: int) -> Payload:
    return {
        "content": render_content(card),
        "flags": flags,
        "allowed_mentions": {"parse": []},
        "components": _rows(card.buttons, mark),
    }


def _mentioning(card: Card) -> Payload:
    """Give what mentions a card's one role, and nobody else; or nothing."""
    role = card.manner.mention
    if not (role.isascii() and role.isdigit()):
        return {}
    line = f"\n-# <@&{role}>"
    content = render_content(card, most=MAX_CONTENT - len(line))
    allowed = {"parse": [], "roles": [role]}
    return {"content": content + line, "allowed_mentions": allowed}


def _rows(buttons: Sequence[Button], mark: str) -> list[Payload]:
    rendered = [_button(button, mark) for button in buttons]
    return [
        {"type": 1, "components": rendered[start : start + _BUTTONS_PER_ROW]}
        for start in range(0, len(rendered), _BUTTONS_PER_ROW)
    ]


def _button(button: Button, mark: str) -> Payload:
    label = button.label
    if len(label) > MAX_LABEL:
        label = label[: MAX_LABEL - 1] + "…"
    return {
        "type": 2,
        "style": 1 if button.primary else 2,
        "label": label,
        "custom_id": custom_id(mark, button),
    }
