"""What a good bite is: one generator per rule, one stable code per rule.

BITE0xx is about the format, without which a file cannot be used. BITE1xx is a
probable slip. Codes are never used again for something else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.bites import Bite, Library, count_words, normalise
from bot.core.cards import Card, Shape, bite_card, deeper_card
from bot.core.content_forms import FORMS
from bot.core.markdown import BlockKind, parse_markdown

MAX_ID = 60  # so that a button's id holds it beside the delivery's
MAX_TITLE = 70
MAX_CARD = 1400  # characters, rendered
SUMMARY_WORDS, SUMMARY_CHARACTERS, SUMMARY_PARAGRAPHS = range(55, 86), 620, 2
FOOTGUN_WORDS, FOOTGUN_CHARACTERS, FOOTGUN_SENTENCES = range(10, 46), 320, 2
DEEPER_WORDS = range(80, 141)
ALL_WORDS = range(159, 239)  # 40 to 60 seconds
CODE_LINES, CODE_COLUMNS = 8, 40
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
_TITLE = re.compile(r"[^:]{2,}: \S.*")
_KEYS = ("title", "aliases", "level", "checked", "stale_after", "revision", "sources")
_KNOWN_KEYS = frozenset((*_KEYS, "after", "related", "recall", "correction"))
_ODD = re.compile(r"[\u0370-\u03ff\u00b2\u00b3\u00b9\u2070-\u209f]|\$\$|\\\(|\\frac")
_MENTION = re.compile(r"@(?:everyone|here)\b|<[@#!][^>]*>")
_FILLER = re.compile(
    r"(?:in this bite|in today's world|have you ever|let's dive|imagine |think of )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one file; lines count from 1."""

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A bite's file as it was read, before anything in it is believed."""

    id: str
    file: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""  # why the front matter could not be read

    def line_of(self, start: str) -> int:
        """Give the line that begins with a text, or the first one."""
        lines = self.text.splitlines()
        return next((n for n, one in enumerate(lines, 1) if one.startswith(start)), 1)


Rule = Callable[[Draft], Iterator[tuple[str, str]]]  # yields (start of the line, why)
LibraryRule = Callable[[Library], Iterator[tuple[str, str]]]  # yields (bite id, why)
Renderer = Callable[[Card], str]


def readable(draft: Draft) -> Iterator[tuple[str, str]]:
    """A file has front matter between two lines of `---` that YAML can read."""
    if draft.fault:
        yield "---", draft.fault


def keys(draft: Draft) -> Iterator[tuple[str, str]]:
    """The front matter has the keys of the template and no others."""
    if draft.fault:
        return
    for key in (*_KEYS, "recall"):
        if key not in draft.meta:
            yield "---", f"the key `{key}` is missing"
    for key in draft.meta:
        if key not in _KNOWN_KEYS:
            yield f"{key}:", f"there is no key `{key}`"


def values(draft: Draft) -> Iterator[tuple[str, str]]:
    """Each key holds what the template shows: dates, numbers, lists, a level."""
    for key, (is_right, form) in FORMS.items():
        if key in draft.meta and not is_right(draft.meta[key]):
            yield f"{key}:", f"`{key}` must be {form}"


def sections(draft: Draft) -> Iterator[tuple[str, str]]:
    """After the front matter stand the summary, `## Footgun` and `## Deeper`."""
    if draft.fault:
        return
    for name in ("Summary", "Footgun", "Deeper"):
        if not draft.sections.get(name, "").strip():
            yield f"## {name}", f"the part {name} is missing or empty"
    for name in draft.sections:
        if name not in ("Summary", "Footgun", "Deeper"):
            yield f"## {name}", f"there is no part called {name}"


def identity(draft: Draft) -> Iterator[tuple[str, str]]:
    """An id is topic/slug, in lower-case letters, digits and hyphens, at most 60."""
    if not _ID.fullmatch(draft.id) or len(draft.id) > MAX_ID:
        yield "", f"`{draft.id}` is no id: rename the file or its folder"


def title_shape(draft: Draft) -> Iterator[tuple[str, str]]:
    """A title reads "Name: hook" and has at most 70 characters."""
    title = str(draft.meta.get("title", ""))
    if title and not _TITLE.fullmatch(title):
        yield "title:", 'the title must read "Name: the hook in a few words"'
    if len(title) > MAX_TITLE:
        yield "title:", f"the title has {len(title)} characters, {MAX_TITLE} at most"


def summary_size(draft: Draft) -> Iterator[tuple[str, str]]:
    """A summary has 55 to 85 words, 620 characters and two paragraphs at most."""
    text = draft.sections.get("Summary", "")
    yield from _words(text, SUMMARY_WORDS, "summary")
    if len(text) > SUMMARY_CHARACTERS:
        yield (
            _start(text),
            f"the summary has {len(text)} characters, {SUMMARY_CHARACTERS} at most",
        )
    if len(parse_markdown(text)) > SUMMARY_PARAGRAPHS:
        yield _start(text), f"the summary has more than {SUMMARY_PARAGRAPHS} paragraphs"


def footgun_size(draft: Draft) -> Iterator[tuple[str, str]]:
    """A footgun has one or two sentences, 45 words and 320 characters at most."""
    text = draft.sections.get("Footgun", "")
    for _, why in _words(text, FOOTGUN_WORDS, "footgun"):
        yield "## Footgun", why
    if len(text) > FOOTGUN_CHARACTERS:
        yield (
            "## Footgun",
            f"the footgun has {len(text)} characters, {FOOTGUN_CHARACTERS} at most",
        )
    sentences = len(re.findall(r"[.?!](?:\s+(?=[A-Z`\"])|$)", text))
    if sentences > FOOTGUN_SENTENCES:
        yield "## Footgun", f"the footgun has {sentences} sentences, 2 at most"


def deeper_size(draft: Draft) -> Iterator[tuple[str, str]]:
    """The part Deeper has 80 to 140 words."""
    for _, why in _words(draft.sections.get("Deeper", ""), DEEPER_WORDS, "part Deeper"):
        yield "## Deeper", why


def reading_time(draft: Draft) -> Iterator[tuple[str, str]]:
    """All parts together take 40 to 60 seconds to read: 159 to 238 words."""
    if all(draft.sections.get(one) for one in ("Summary", "Footgun", "Deeper")):
        text = "\n".join(draft.sections.values())
        yield from _words(text, ALL_WORDS, "whole bite")


def phone_code(draft: Draft) -> Iterator[tuple[str, str]]:
    """Code has at most 8 lines of 40 columns, or a phone breaks it."""
    for block in parse_markdown(draft.sections.get("Deeper", "")):
        if block.kind is not BlockKind.CODE:
            continue
        lines = block.text.splitlines() or [""]
        if len(lines) > CODE_LINES or max(map(len, lines)) > CODE_COLUMNS:
            yield (
                lines[0],
                f"code must fit {CODE_LINES} lines of {CODE_COLUMNS} columns",
            )


def plain_symbols(draft: Draft) -> Iterator[tuple[str, str]]:
    """Formulas are words or code: no LaTeX, Greek letters or superscripts."""
    for line in "\n".join(draft.sections.values()).splitlines():
        if found := _ODD.search(line):
            yield line[:20], f"write `{found[0]}` as a word or as code"


def no_mentions(draft: Draft) -> Iterator[tuple[str, str]]:
    """Nothing in a bite looks like a mention or a channel link of a platform."""
    for line in draft.text.splitlines():
        if found := _MENTION.search(line):
            yield line[:20], f"`{found[0]}` would read as a mention"


def no_filler(draft: Draft) -> Iterator[tuple[str, str]]:
    """A bite starts with its problem, not with a stock phrase."""
    text = draft.sections.get("Summary", "").strip()
    if found := _FILLER.match(text):
        yield _start(text), f'opens with the stock phrase "{found[0].strip()}"'


def asks_back(draft: Draft) -> Iterator[tuple[str, str]]:
    """The recall question is one, and differs from its answer."""
    recall = draft.meta.get("recall")
    if not isinstance(recall, dict):
        return
    question, answer = str(recall.get("question", "")), str(recall.get("answer", ""))
    if not question.strip().endswith("?"):
        yield "  question:", "the recall question does not end with a question mark"
    if f" {normalise(answer)} " in f" {normalise(question)} ":
        yield "  answer:", "the recall question holds its own answer"


def says_what_changed(draft: Draft) -> Iterator[tuple[str, str]]:
    """A revision above the first says in `correction` what it put right, and when."""
    revision = draft.meta.get("revision")
    if type(revision) is int and (revision > 1) is not ("correction" in draft.meta):
        missing = "needs" if revision > 1 else "has no use for"
        yield "revision:", f"revision {revision} {missing} a `correction`"


def known_references(library: Library) -> Iterator[tuple[str, str]]:
    """What `related` and `after` name exists, and is not the bite itself."""
    for bite in library:
        for other in (*bite.related, *bite.after):
            if other not in library.bites or other == bite.id:
                yield bite.id, f"`{other}` is no other bite"


def own_names(library: Library) -> Iterator[tuple[str, str]]:
    """No two bites answer to the same title, name or alias, nor to a topic's name."""
    topics = library.topics.values()
    owners = {normalise(name): one.id for one in topics for name in (one.id, one.name)}
    for bite in library:
        names = map(normalise, (bite.title, bite.name, *bite.aliases))
        for name in dict.fromkeys(names):
            owner = owners.setdefault(name, bite.id)
            if owner != bite.id:
                yield bite.id, f'"{name}" already belongs to `{owner}`'


def no_circles(library: Library) -> Iterator[tuple[str, str]]:
    """Following `after` never leads back to the start."""
    for bite in library:
        seen, todo = set[str](), list(bite.after)
        while todo:
            current = todo.pop()
            if current == bite.id:
                yield bite.id, "its `after` leads back to itself"
                break
            if current not in seen and current in library.bites:
                seen.add(current)
                todo += library.bites[current].after


def known_opening(library: Library) -> Iterator[tuple[str, str]]:
    """A topic's opening names up to five of its own bites, each once."""
    for topic in library.topics.values():
        counts = Counter(topic.opening)
        if len(topic.opening) > 5:
            yield topic.id, "the opening names more than five bites"
        for one, count in counts.items():
            if one not in library.bites or not one.startswith(f"{topic.id}/"):
                yield topic.id, f"the opening names `{one}`, which is no bite of it"
            elif count > 1:
                yield topic.id, f"the opening names `{one}` twice"


def own_opening_words(library: Library) -> Iterator[tuple[str, str]]:
    """No two bites of a topic begin with the same three words."""
    begun: dict[tuple[str, str], str] = {}
    for bite in library:
        first = " ".join(normalise(bite.summary).split()[:3])
        other = begun.setdefault((bite.topic, first), bite.id)
        if other != bite.id:
            yield bite.id, f'opens with "{first}" like `{other}`'


RULES: dict[str, Rule] = {
    "BITE001": readable,
    "BITE002": keys,
    "BITE003": values,
    "BITE004": sections,
    "BITE005": identity,
    "BITE006": title_shape,
    "BITE007": summary_size,
    "BITE008": footgun_size,
    "BITE009": deeper_size,
    "BITE010": reading_time,
    "BITE101": phone_code,
    "BITE102": plain_symbols,
    "BITE103": no_mentions,
    "BITE104": no_filler,
    "BITE105": asks_back,
    "BITE130": says_what_changed,
}
LIBRARY_RULES: dict[str, LibraryRule] = {
    "BITE020": known_references,
    "BITE021": own_names,
    "BITE022": no_circles,
    "BITE023": known_opening,
    "BITE120": own_opening_words,
}
TOO_LONG = "BITE024"
TOPIC_FILE = "BITE011"
_TOPIC_RULE = (
    "A topic.toml has a name, a description and an opening, and no other keys."
)


def explain_rules() -> dict[str, str]:
    """Give the sentence of every rule, by code."""
    rules = {**RULES, **LIBRARY_RULES, TOO_LONG: _too_long}
    sentences = {code: str(rule.__doc__) for code, rule in rules.items()}
    return dict(sorted({**sentences, TOPIC_FILE: _TOPIC_RULE}.items()))


def check_draft(draft: Draft) -> Iterator[Finding]:
    """Yield the faults of one file."""
    for code, rule in RULES.items():
        for start, why in rule(draft):
            line = draft.line_of(start) if start else 1
            yield Finding(draft.file, line, code, why)


def check_library(
    library: Library, renderers: Mapping[str, Renderer], files: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield the faults that only show beside the other bites, or when rendered."""
    for code, rule in LIBRARY_RULES.items():
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


def _start(text: str) -> str:
    """Give the beginning of a text's first line, by which its line is found."""
    return text.strip().split("\n")[0][:20]


def _words(text: str, allowed: range, what: str) -> Iterator[tuple[str, str]]:
    count = count_words(text)
    if text.strip() and count not in allowed:
        low, high = allowed.start, allowed.stop - 1
        yield _start(text), f"the {what} has {count} words, not {low} to {high}"
