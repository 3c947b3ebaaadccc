"""How the pretend Slack says no: an error code in an answer, as Slack's."""

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An answer that is not ok; `body` is what Slack would send."""

    def __init__(
        self, error: str, *, messages: Sequence[str] = (), **more: object
    ) -> None:
        super().__init__("; ".join([error, *messages]))
        self.error = error
        self.body: dict[str, Any] = {"ok": False, "error": error, **more}
        if messages:
            told = [f"[ERROR] {one}" for one in messages]
            self.body |= {"response_metadata": {"messages": told}}


def invalid(messages: Sequence[str]) -> Refusal:
    """Refuse arguments as Slack does, with a sentence for each."""
    return Refusal("invalid_arguments", messages=messages)


def check_needed(args: dict[str, Any], *names: str) -> None:
    """Refuse a call that lacks what its method cannot do without."""
    missing = [one for one in names if args.get(one) in (None, "")]
    if missing:
        raise invalid([f"missing required field: {one}" for one in missing])
