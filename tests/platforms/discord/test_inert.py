"""Whatever a text says, nothing in a rendered message pings or pretends."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core import phrases, wording
from bot.core.bites import Source
from bot.core.cards import Card, Shape
from bot.platforms.discord.render import (
    MAX_CONTENT,
    escape,
    render_content,
    render_markdown,
)
from tests.platforms.discord.reader import letters, looks, pings, places

MENTIONS = ("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</x:1>")
# Pieces that could become a mention, or hide one from the renderer.
_PIECES = (
    *MENTIONS,
    *("@", "everyone", "here", "<", "<@", "<#", "!1>", "&1>", "1>", "/x:1>", "&#64;"),
    *("\\", "`", "``", "```", "*", "**", "_", "~~", "~", "||", "|", "\n", "\n\n", " "),
    *("[", "]", "](https://x.org)", "](ftp://x.org)", "](https://x.org/@here)", "!["),
    *("# ", "- ", "> ", "-# ", "1. ", "    ", "<:x:1>", "<id:x>", "<t:1>", "&lt;"),
)
texts = st.lists(
    st.one_of(
        st.sampled_from(_PIECES),
        st.text(st.characters(exclude_characters="\u200b"), max_size=4),
    ),
    max_size=12,
).map("".join)
cards = st.builds(
    Card,
    shape=st.sampled_from(Shape),
    title=texts,
    meta=texts,
    body=texts,
    footgun=texts,
    notes=st.tuples(texts),
    sources=st.tuples(st.builds(Source, title=texts, url=texts, year=st.just(2020))),
)
_RAW_PING = re.compile(r"@everyone|@here|<@[!&]?1>")
_RAW_PLACE = re.compile(r"<#1>|</x:1>")


@given(texts)
@example("@everyone")
@example("\\<@1>")
def test_escaped_text_pings_nobody(text: str) -> None:
    written = escape(text)

    assert _RAW_PING.findall(written) == []
    assert pings(written) == places(written) == []


@given(texts)
@example("[@](ftp://x.org)everyone")
@example("![@](https://x.org)here")
@example("&#64;everyone")
@example("`@here`")
def test_markdown_pings_nobody(text: str) -> None:
    written = render_markdown(text)

    assert _RAW_PING.findall(written) == []
    assert pings(written) == places(written) == []


@given(cards)
@example(Card(body="x", notes=("a", "@everyone")))
def test_card_pings_nobody(card: Card) -> None:
    written = render_content(card)

    assert _RAW_PING.findall(written) == []
    assert pings(written) == places(written) == []
    assert len(written) <= MAX_CONTENT


@given(texts)
@example("<#1>")
@example("</x:1>")
@example("`<#1>`")
@example("```\n</x:1>\n```")
def test_places_are_written_in_another_way(text: str) -> None:
    for written in (escape(text), render_markdown(text), _content(text)):
        assert _RAW_PLACE.findall(written) == []


def _content(text: str) -> str:
    return render_content(Card(title=text, body=text, footgun=text, notes=(text,)))


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize("around", ["{}", "a {} b", "\\{}", "**{}**", "`{}`", "\n{}"])
def test_each_mention_is_inert_wherever_it_stands(mention: str, around: str) -> None:
    text = around.format(mention)

    for written in (escape(text), render_markdown(text), _content(text)):
        assert pings(written) == places(written) == []
        assert mention not in written


def test_what_a_person_typed_is_inert_in_a_reply() -> None:
    for mention in MENTIONS:
        written = render_markdown(phrases.nothing_found(f"{mention} *x*"))

        assert mention not in written
        assert letters(written).count(f"{mention} *x*") == 1


@pytest.mark.parametrize("mention", MENTIONS)
def test_mention_in_a_long_text_stays_inert_when_cut(mention: str) -> None:
    for before in range(1980, 2002):
        written = render_content(Card(body=f"`{'x' * before}{mention}` {mention}"))

        assert pings(written) == places(written) == []
        assert mention not in written


def test_our_own_channel_link_is_one() -> None:
    written = render_markdown(f"Posts in {wording.channel('1234')} daily.")

    assert written == "Posts in <#1234> daily."


@given(texts)
@example("~~~x~~~")
@example("|||x|||")
@example("a\n# b")
@example("a\n1. b")
@example("\\")
def test_escaped_text_is_shown_letter_by_letter(text: str) -> None:
    written = escape(text)

    assert letters(written) == text
    assert looks(written) == []
