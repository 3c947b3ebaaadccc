"""Check calls against the published facts of Slack's methods, where they are at hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Bolt adds the workspace to every call of a listener's client; Slack ignores it.
_ALWAYS = {"token", "team_id"}


class Methods:
    """Knows each method's arguments, and says what breaks them."""

    def __init__(self, file: Path) -> None:
        self._methods: dict[str, Any] = json.loads(file.read_text("utf-8"))["methods"]

    def faults(self, method: str, args: Mapping[str, Any]) -> list[str]:
        """List what is wrong with a call; nothing if all is well."""
        facts = self._methods.get(method)
        if facts is None:
            return [f"{method}: there is no such method"]
        missing = [one for one in facts["required"] if one not in args]
        unknown = sorted(set(args) - set(facts["args"]) - _ALWAYS)
        return [f"{method}: {one} is missing" for one in missing] + [
            f"{method}: there is no argument {one}" for one in unknown
        ]

    def knows(self, method: str) -> bool:
        """Tell whether there is such a method."""
        return method in self._methods
