"""From a typed line such as `/bite-admin schedule time: 09:00` to a command and options."""

import re
from collections.abc import Iterable
from typing import Any

_OPTION = re.compile(r"(?:^|(?<=\s))([\w-]+):\s*")
_SUBCOMMANDS = (1, 2)


def parse_typed(
    text: str, commands: Iterable[dict[str, Any]]
) -> tuple[list[str], dict[str, str]]:
    """Read a typed line as (name of the command, its options).

    Raises:
        ValueError: There is no such command; the message says what there is.
    """
    words = text.strip().removeprefix("/").split()
    by_name = {one["name"]: one for one in commands}
    if not words or words[0] not in by_name:
        known = ", ".join(f"/{name}" for name in sorted(by_name))
        raise ValueError(f"There is no such command. Try one of {known or 'none yet'}.")
    command, path = by_name[words[0]], [words[0]]
    subs = _subcommands(command)
    if subs:
        if len(words) < 2 or words[1] not in subs:
            raise ValueError(f"/{words[0]} needs one of: {', '.join(subs)}.")
        command = subs[words[1]]
        path.append(words[1])
    rest = text.strip().split(maxsplit=len(path))
    return path, _options(rest[len(path)] if len(rest) > len(path) else "", command)


def find_command(
    path: list[str], commands: Iterable[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the registered command and the (sub)command that a path names.

    Raises:
        ValueError: There is none.
    """
    for command in commands:
        if command["name"] == path[0]:
            leaf = command
            if len(path) > 1:
                leaf = _subcommands(command).get(path[1], {})
            if leaf:
                return command, leaf
    raise ValueError(f"There is no command /{' '.join(path)}.")


def _subcommands(command: dict[str, Any]) -> dict[str, dict[str, Any]]:
    options = command.get("options") or []
    return {one["name"]: one for one in options if one["type"] in _SUBCOMMANDS}


def _options(text: str, command: dict[str, Any]) -> dict[str, str]:
    names = {one["name"] for one in command.get("options") or []}
    marks = [one for one in _OPTION.finditer(text) if one[1] in names]
    if not marks:
        # A command with one option takes the whole rest of the line, as people type.
        return {next(iter(names)): text} if text and len(names) == 1 else {}
    ends = [one.start() for one in marks[1:]] + [len(text)]
    return {
        mark[1]: text[mark.end() : end].strip()
        for mark, end in zip(marks, ends, strict=True)
    }
