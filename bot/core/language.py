"""In which language the bot speaks: one catalogue of sentences for each."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """How one reader is spoken to."""

    locale: Locale  # of dates, times, lists
    catalogue: NullTranslations  # of sentences


ENGLISH = Language(Locale("en", "GB"), NullTranslations())
"""What everybody reads together, and whoever wants a language that is not there."""
_learnt: dict[str, NullTranslations] = {}
_speaking: ContextVar[Language] = ContextVar("speaking", default=ENGLISH)


def say(sentence: str, /, **values: object) -> str:
    """Say a sentence in the reader's language, with values in its placeholders."""
    told = _speaking.get().catalogue.gettext(sentence)
    return told.format(**values) if values else told


def say_many(one: str, many: str, count: int, /, **values: object) -> str:
    """Say a sentence about a number of things, which stands in it as `{count}`."""
    told = _speaking.get().catalogue.ngettext(one, many, count)
    return told.format(count=count, **values)


def sentence(text: str) -> Callable[[], str]:
    """Declare a sentence without placeholders; it is said anew to each reader."""
    return partial(say, text)


def kept(text: str) -> str:
    """Declare a sentence that is kept in English, and said again to each reader."""
    return text


def say_again(text: str) -> str:
    """Say in the reader's language what was kept in English, if it is of ours."""
    return _speaking.get().catalogue.gettext(text) if text else ""


def reader() -> Language:
    """Give the language of whoever reads what is said now."""
    return _speaking.get()


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak to a reader of this locale, such as `en-US`; English if it is unknown."""
    token = _speaking.set(language(tag))
    try:
        yield
    finally:
        _speaking.reset(token)


def in_public() -> AbstractContextManager[None]:
    """Speak to a whole server, or write down what others read later."""
    return speaking("")


@lru_cache(maxsize=256)
def language(tag: str) -> Language:
    """Give the nearest language to a locale: a translated one, or a kind of English."""
    exact = tag.replace("-", "_")
    root = exact.partition("_")[0]
    for name in (exact, root):
        if name in _learnt:
            return Language(
                _locale(exact) or _locale(root) or ENGLISH.locale, _learnt[name]
            )
    is_regional = root == "en" and exact != root
    locale = _locale(exact) if is_regional else None
    return Language(locale, ENGLISH.catalogue) if locale else ENGLISH


def _locale(name: str) -> Locale | None:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def learn(tag: str, catalogue: bytes) -> None:
    """Take up a language, by its catalogue as a PO file.

    A translation that lacks a placeholder, or has one too many, is left in English.
    """
    found = read_po(BytesIO(catalogue), locale=tag.replace("-", "_"))
    for message in found:
        if not _fits(message):
            message.string = ""
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    _learnt[tag.replace("-", "_")] = GNUTranslations(compiled)
    language.cache_clear()


def _fits(message: Message) -> bool:
    """Tell whether every form has just the placeholders that the English has."""
    english, others = _forms(message.id), _forms(message.string)
    wanted = _placeholders(english[-1])
    allowed = {wanted, wanted - {"count"}} if len(english) > 1 else {wanted}
    return all(_placeholders(one) in allowed for one in others if one)


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return (text or "",) if text is None or isinstance(text, str) else text


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))
