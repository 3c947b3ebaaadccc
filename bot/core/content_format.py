"""Rules about a bite's form: its keys, its parts, its title and how long each is."""

import re
from collections.abc import Iterator, Mapping

from bot.core.bites import count_words
from bot.core.content_drafts import Draft, Fault, start_of
from bot.core.content_forms import FORMS
from bot.core.markdown import parse_markdown

MAX_ID = 60  # so that a button's id holds it beside the delivery's
MAX_TITLE = 70
SUMMARY_WORDS, SUMMARY_CHARACTERS, SUMMARY_PARAGRAPHS = range(55, 86), 620, 2
FOOTGUN_WORDS, FOOTGUN_CHARACTERS, FOOTGUN_SENTENCES = range(10, 46), 320, 2
DEEPER_WORDS = range(80, 141)
ALL_WORDS = range(159, 239)  # 40 to 60 seconds
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
# Databases and platforms refuse some of these.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TITLE = re.compile(r"[^:]{2,}: \S.*")
KEYS = ("title", "aliases", "level", "checked", "stale_after", "revision", "sources")
_KNOWN_KEYS = frozenset((*KEYS, "after", "related", "recall", "correction"))


def readable(draft: Draft) -> Iterator[Fault]:
    """A file has front matter that YAML can read, and no control characters."""
    if draft.fault:
        yield "---", draft.fault
    for text in _texts([draft.sections, draft.meta]):
        if found := _CONTROL.search(text):
            line = text[: found.start()].rpartition("\n")[2]
            yield line, f"holds the control character U+{ord(found[0]):04X}"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def keys(draft: Draft) -> Iterator[Fault]:
    """The front matter has the keys of the template and no others."""
    if draft.fault:
        return
    for key in (*KEYS, "recall"):
        if key not in draft.meta:
            yield "---", f"the key `{key}` is missing"
    for key in draft.meta:
        if key not in _KNOWN_KEYS:
            yield f"{key}:", f"there is no key `{key}`"


def values(draft: Draft) -> Iterator[Fault]:
    """Each key holds what the template shows: dates, numbers, lists, a level."""
    for key, (is_right, form) in FORMS.items():
        if key in draft.meta and not is_right(draft.meta[key]):
            yield f"{key}:", f"`{key}` must be {form}"


def sections(draft: Draft) -> Iterator[Fault]:
    """After the front matter stand the summary, `## Footgun` and `## Deeper`."""
    if draft.fault:
        return
    for name in ("Summary", "Footgun", "Deeper"):
        if not draft.sections.get(name, "").strip():
            yield f"## {name}", f"the part {name} is missing or empty"
    for name in draft.sections:
        if name not in ("Summary", "Footgun", "Deeper"):
            yield f"## {name}", f"there is no part called {name}"


def identity(draft: Draft) -> Iterator[Fault]:
    """An id is topic/slug, in lower-case letters, digits and hyphens, at most 60."""
    if not _ID.fullmatch(draft.id) or len(draft.id) > MAX_ID:
        yield (
            "",
            f"`{draft.id}` is no id: use a-z, 0-9 and single hyphens, {MAX_ID} at most",
        )


def title_shape(draft: Draft) -> Iterator[Fault]:
    """A title reads "Name: hook" and has at most 70 characters."""
    title = str(draft.meta.get("title", ""))
    if title and not _TITLE.fullmatch(title):
        yield "title:", 'the title must read "Name: the hook in a few words"'
    if len(title) > MAX_TITLE:
        yield "title:", f"the title has {len(title)} characters, {MAX_TITLE} at most"


def summary_size(draft: Draft) -> Iterator[Fault]:
    """A summary has 55 to 85 words, 620 characters and two paragraphs at most."""
    text = draft.sections.get("Summary", "")
    yield from _words(text, SUMMARY_WORDS, "summary")
    if len(text) > SUMMARY_CHARACTERS:
        yield (
            start_of(text),
            f"the summary has {len(text)} characters, {SUMMARY_CHARACTERS} at most",
        )
    if len(parse_markdown(text)) > SUMMARY_PARAGRAPHS:
        yield (
            start_of(text),
            f"the summary has more than {SUMMARY_PARAGRAPHS} paragraphs",
        )


def footgun_size(draft: Draft) -> Iterator[Fault]:
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


def deeper_size(draft: Draft) -> Iterator[Fault]:
    """The part Deeper has 80 to 140 words."""
    for _, why in _words(draft.sections.get("Deeper", ""), DEEPER_WORDS, "part Deeper"):
        yield "## Deeper", why


def reading_time(draft: Draft) -> Iterator[Fault]:
    """All parts together take 40 to 60 seconds to read: 159 to 238 words."""
    if all(draft.sections.get(one) for one in ("Summary", "Footgun", "Deeper")):
        text = "\n".join(draft.sections.values())
        yield from _words(text, ALL_WORDS, "whole bite")


def _words(text: str, allowed: range, what: str) -> Iterator[Fault]:
    count = count_words(text)
    if text.strip() and count not in allowed:
        low, high = allowed.start, allowed.stop - 1
        yield start_of(text), f"the {what} has {count} words, not {low} to {high}"
