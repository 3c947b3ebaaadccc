"""The parts from which the tables of Block Kit are built: each checks one value."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def problem(why: str, where: str) -> str:
    """Word a problem as Slack does."""
    return f"{why} [json-pointer:{where}]"


def string(longest: int, shortest: int = 1) -> Check:
    """Check a string's length."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must be a string", where)
        elif len(value) < shortest:
            yield problem(f"must be more than {shortest - 1} characters", where)
        elif len(value) > longest:
            yield problem(f"must be less than {longest + 1} characters", where)

    return check


def boolean(value: object, where: str) -> Iterator[str]:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        yield problem("must be a boolean", where)


def integer(low: int, high: int) -> Check:
    """Check a whole number's range."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, int) or not low <= value <= high:
            yield problem(f"must be a number from {low} to {high}", where)

    return check


def one_of(*allowed: str) -> Check:
    """Check that a value is one of a few."""

    def check(value: object, where: str) -> Iterator[str]:
        if value not in allowed:
            yield problem(f"must be one of {', '.join(allowed)}", where)

    return check


def listing(check: Check, least: int, most: int) -> Check:
    """Check a list's length and each thing in it."""

    def check_list(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must be an array", where)
            return
        if len(value) < least:
            yield problem(f"must have at least {least} items", where)
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", where)
        for at, one in enumerate(value):
            yield from check(one, f"{where}/{at}")

    return check_list


def shape(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """Check an object's keys, none of them unknown, and their values."""
    known = {"type": _anything, **required, **optional}

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must be an object", where)
            return
        for key in required:
            if key not in value:
                yield problem(f"missing required field: {key}", where)
        for key, one in value.items():
            if key in known:
                yield from known[key](one, f"{where}/{key}")
            else:
                yield problem(f"no more items allowed: {key}", where)

    return check


def text(longest: int, *types: str) -> Check:
    """Check a text object: its type, its length, its keys."""
    more: dict[str, dict[str, Check]] = {
        "plain_text": {"emoji": boolean},
        "mrkdwn": {"verbatim": boolean},
    }
    checks = {one: shape({"text": string(longest)}, more[one]) for one in types}
    return by_type(checks)


def by_type(table: Mapping[str, Check]) -> Check:
    """Check an object by what its type asks for."""

    def check(value: object, where: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            yield problem("missing required field: type", where)
        elif kind not in table:
            yield problem(f"unsupported type: {kind}", f"{where}/type")
        else:
            yield from table[kind](value, where)

    return check


def also(check: Check, rule: Callable[[dict[str, Any]], str]) -> Check:
    """Add a rule over a whole object; it answers with a problem or nothing."""

    def check_both(value: object, where: str) -> Iterator[str]:
        yield from check(value, where)
        why = rule(value) if isinstance(value, dict) else ""
        if why:
            yield problem(why, where)

    return check_both


def _anything(_value: object, _where: str) -> Iterator[str]:
    return iter(())
