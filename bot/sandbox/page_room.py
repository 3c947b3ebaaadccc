"""What every room of the chat page offers, whichever platform it pretends to be."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

Ask = dict[str, Any]
Answer = dict[str, Any]
Act = Callable[[Ask], Awaitable[Answer]]

MESSAGE_KINDS = {
    "MESSAGE_CREATE": "message",
    "MESSAGE_UPDATE": "message_update",
    "MESSAGE_DELETE": "message_delete",
}


class PageRoom(Protocol):
    """One platform, as the page sees it."""

    id: str
    name: str

    @property
    def acts(self) -> Mapping[str, Act]:
        """What people can do there, by the name of the route."""

    def state(self) -> dict[str, Any]:
        """Give all that the page draws."""

    def event(self, name: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """Translate what the world told; None where the page need not know."""

    def forget_limits(self) -> None:
        """Let hours pass, as far as rate limits can tell."""


def text_in(ask: Ask, key: str) -> str:
    """Read a text of what the page asked.

    Raises:
        TypeError: It is missing.
    """
    value = ask.get(key)
    if not isinstance(value, str):
        raise TypeError(f"{key} is missing")
    return value


def message_event(
    name: str, message: dict[str, Any], *, channel: str, person: str | None
) -> dict[str, Any]:
    """Tell of a message; one that is for a person alone says so."""
    kind = MESSAGE_KINDS[name]
    shown = {"type": kind, "channel": channel, "message": message}
    if person:
        shown |= {"type": kind.replace("message", "private"), "person": person}
    return shown


def texts_in(ask: Ask, key: str) -> dict[str, str]:
    """Read names with a text each; none where nothing was sent.

    Raises:
        TypeError: It is something else.
    """
    value = ask.get(key) or {}
    if not isinstance(value, dict) or not _are_texts(value.values()):
        raise TypeError(f"{key} are no texts by name")
    return value


def words_in(ask: Ask, key: str) -> str:
    """Read a list of words as one text.

    Raises:
        TypeError: It is something else, or empty.
    """
    value = ask.get(key)
    if not isinstance(value, list) or not value or not _are_texts(value):
        raise TypeError(f"{key} is no list of words")
    return " ".join(value)


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(one, str) for one in values)
