"""All rules about what a good bite is, by their codes, and how they are applied.

BITE0xx is about the format, without which a file cannot be used. BITE1xx is a
probable slip. Codes are never used again for something else.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.core import (
    content_format,
    content_library,
    content_likeness,
    content_sources,
    content_syntax,
    content_text,
)
from bot.core.bites import Bite, Library
from bot.core.cards import Card, Shape, bite_card, deeper_card
from bot.core.content_drafts import DatedRule, Draft, Finding, LibraryRule, Rule

MAX_CARD = 1400  # characters, rendered
Renderer = Callable[[Card], str]

RULES: dict[str, Rule] = {
    "BITE001": content_format.readable,
    "BITE002": content_format.keys,
    "BITE003": content_format.values,
    "BITE004": content_format.sections,
    "BITE005": content_format.identity,
    "BITE006": content_format.title_shape,
    "BITE007": content_format.summary_size,
    "BITE008": content_format.footgun_size,
    "BITE009": content_format.deeper_size,
    "BITE010": content_format.reading_time,
    "BITE101": content_text.phone_code,
    "BITE102": content_text.plain_symbols,
    "BITE103": content_text.no_mentions,
    "BITE104": content_text.no_filler,
    "BITE105": content_text.asks_back,
    "BITE106": content_syntax.plain_markdown,
    "BITE107": content_sources.primary_sources,
    "BITE108": content_sources.different_sources,
    "BITE112": content_text.all_written,
    "BITE130": content_sources.says_what_changed,
}
DATED_RULES: dict[str, DatedRule] = {
    "BITE109": content_sources.possible_years,
    "BITE110": content_sources.checked_by_now,
    "BITE111": content_sources.fresh,
}
LIBRARY_RULES: dict[str, LibraryRule] = {
    "BITE020": content_library.known_references,
    "BITE021": content_library.own_names,
    "BITE022": content_library.no_circles,
    "BITE023": content_library.known_opening,
    "BITE025": content_library.sound_moves,
    "BITE120": content_library.own_opening_words,
}
LIKENESS_RULES: dict[str, LibraryRule] = {
    "BITE121": content_likeness.own_words_for_names,
    "BITE122": content_likeness.own_content,
}
TOO_LONG = "BITE024"
TOPIC_FILE = "BITE011"
_TOPIC_RULE = (
    "A topic.toml has a name, a description and an opening, and may have `moved`."
)


def explain_rules() -> dict[str, str]:
    """Give the sentence of every rule, by code."""
    rules = {**RULES, **DATED_RULES, **LIBRARY_RULES, **LIKENESS_RULES}
    sentences = {code: str(rule.__doc__) for code, rule in rules.items()}
    own = {TOO_LONG: str(_too_long.__doc__), TOPIC_FILE: _TOPIC_RULE}
    return dict(sorted({**sentences, **own}.items()))


def check_draft(draft: Draft, *, today: date | None = None) -> Iterator[Finding]:
    """Yield the faults of one file; those that come with time, if told the day."""
    for code, start, why in _faults(draft, today):
        yield Finding(draft.file, draft.line_of(start) if start else 1, code, why)


def _faults(draft: Draft, today: date | None) -> Iterator[tuple[str, str, str]]:
    for code, rule in RULES.items():
        yield from ((code, *fault) for fault in rule(draft))
    if today is None:
        return
    for code, dated in DATED_RULES.items():
        yield from ((code, *fault) for fault in dated(draft, today))


def check_library(
    library: Library,
    renderers: Mapping[str, Renderer],
    files: Mapping[str, str],
    *,
    likeness: bool = True,
) -> Iterator[Finding]:
    """Yield the faults that only show beside the other bites, or when rendered.

    Comparing all bites with each other takes a moment, and may be left out.
    """
    rules = {**LIBRARY_RULES, **(LIKENESS_RULES if likeness else {})}
    for code, rule in rules.items():
        for owner, why in rule(library):
            yield Finding(files.get(owner, owner), 1, code, why)
    for bite in library:
        for why in _too_long(bite, library, renderers):
            yield Finding(files.get(bite.id, bite.id), 1, TOO_LONG, why)


def _too_long(
    bite: Bite, library: Library, renderers: Mapping[str, Renderer]
) -> Iterator[str]:
    """A card has at most 1,400 characters on each platform, its second half 2,000."""
    cards = (bite_card(bite, library.topic_of(bite)), deeper_card(bite, library))
    for platform, render in renderers.items():
        for card in cards:
            limit = MAX_CARD if card.shape is Shape.BITE else 2000
            if (size := len(render(card))) > limit:
                yield f"{size} characters on {platform}, {limit} at most"
