"""Every shipped bite on a phone: the whole card fits the screen, buttons included."""

import json
from typing import Any

from playwright.async_api import Page

from bot.content import load_content, shipped_content
from bot.core.cards import Card, bite_card, deeper_card, review_card
from bot.platforms.discord.render import render_post

HEIGHT = 640
_MEASURE = """async (messages) => {
  const { build } = await import("/page/static/messages.js");
  const log = document.getElementById("log");
  const room = { channel: () => "", click: () => ({}) };
  return messages.map((message) => {
    const article = build(message, room);
    log.replaceChildren(article);
    const box = article.getBoundingClientRect();
    const heading = article.querySelector("h3, h4").textContent;
    return { heading, height: box.height, wide: article.scrollWidth > box.width };
  });
}"""


def _message(card: Card) -> dict[str, Any]:
    return {
        "id": "1",
        "author": {"bot": True, "username": "Daily Bite"},
        "timestamp": "2026-11-24T09:00:00+00:00",
        "flags": 0,
        **{
            key: render_post(card, mark="d_1")[key] for key in ("content", "components")
        },
    }


async def _measure(page: Page, demo: str, cards: list[Card]) -> list[dict[str, Any]]:
    await page.goto(demo)
    messages = json.loads(json.dumps([_message(card) for card in cards]))
    measured: list[dict[str, Any]] = await page.evaluate(_MEASURE, messages)
    return measured


async def test_every_card_fits_a_phone(page: Page, demo: str) -> None:
    library = load_content([shipped_content()]).library
    cards = [bite_card(one, library.topic_of(one)) for one in library]
    cards += [review_card(one, library.topic_of(one)) for one in library]

    measured = await _measure(page, demo, cards)

    assert len(measured) == 2 * len(library)
    assert [one for one in measured if one["height"] > HEIGHT or one["wide"]] == []


async def test_every_second_half_needs_no_sideways_scrolling(
    page: Page, demo: str
) -> None:
    library = load_content([shipped_content()]).library

    measured = await _measure(
        page, demo, [deeper_card(one, library) for one in library]
    )

    assert [one["heading"] for one in measured if one["wide"]] == []
