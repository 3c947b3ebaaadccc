"""Typed lines: which command they mean, and which options."""

from typing import Any

import pytest

from bot.sandbox.discord.typed import find_command, parse_typed


def _options(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "type": 3} for name in names]


def _sub(name: str, *options: str) -> dict[str, Any]:
    return {"name": name, "type": 1, "options": _options(*options)}


COMMANDS: list[dict[str, Any]] = [
    {"name": "bite", "options": _options("topic")},
    {"name": "topics"},
    {
        "name": "bite-admin",
        "options": [_sub("schedule", "time", "timezone", "days"), _sub("list")],
    },
]
SCHEDULE = ["bite-admin", "schedule"]


@pytest.mark.parametrize(
    ("text", "path", "options"),
    [
        pytest.param("/topics", ["topics"], {}, id="alone"),
        pytest.param("topics", ["topics"], {}, id="without-slash"),
        pytest.param("  /topics  ", ["topics"], {}, id="blanks-around"),
        pytest.param("/bite", ["bite"], {}, id="option-left-out"),
        pytest.param("/bite topic: rag", ["bite"], {"topic": "rag"}, id="named"),
        pytest.param("/bite topic:rag", ["bite"], {"topic": "rag"}, id="no-blank"),
        pytest.param(
            "/bite what is rag", ["bite"], {"topic": "what is rag"}, id="rest"
        ),
        pytest.param(
            "/bite rag: what", ["bite"], {"topic": "rag: what"}, id="colon-in-the-rest"
        ),
        pytest.param(
            "/bite topic: a  b", ["bite"], {"topic": "a  b"}, id="blanks-inside"
        ),
        pytest.param("/bite-admin list", ["bite-admin", "list"], {}, id="subcommand"),
        pytest.param(
            "/bite-admin schedule time: 09:00 timezone: Europe/Paris",
            SCHEDULE,
            {"time": "09:00", "timezone": "Europe/Paris"},
            id="colon-in-a-value",
        ),
        pytest.param(
            "/bite-admin schedule days:mon-fri time:09:00",
            SCHEDULE,
            {"days": "mon-fri", "time": "09:00"},
            id="any-order",
        ),
        pytest.param(
            "/bite-admin schedule time: days: mon",
            SCHEDULE,
            {"time": "", "days": "mon"},
            id="empty-value",
        ),
        pytest.param(
            "/bite-admin schedule time: nine zone: x",
            SCHEDULE,
            {"time": "nine zone: x"},
            id="unknown-name-is-text",
        ),
        pytest.param("/bite-admin schedule nine", SCHEDULE, {}, id="no-names"),
    ],
)
def test_line_is_read(text: str, path: list[str], options: dict[str, str]) -> None:
    assert parse_typed(text, COMMANDS) == (path, options)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "Try one of /bite, /bite-admin, /topics.", id="nothing"),
        pytest.param("/", "There is no such command.", id="slash"),
        pytest.param("/bites", "Try one of /bite, /bite-admin, /topics.", id="unknown"),
        pytest.param("/bite-admin", "needs one of: schedule, list.", id="no-sub"),
        pytest.param("/bite-admin stop", "needs one of: schedule, list.", id="bad-sub"),
    ],
)
def test_unknown_line_says_what_there_is(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        parse_typed(text, COMMANDS)


def test_line_without_any_commands_says_so() -> None:
    with pytest.raises(ValueError, match="none yet"):
        parse_typed("/bite", [])


def test_command_is_found_with_its_leaf() -> None:
    command, leaf = find_command(["bite-admin", "list"], COMMANDS)

    assert command["name"] == "bite-admin"
    assert leaf["name"] == "list"


@pytest.mark.parametrize("path", [["bites"], ["bite-admin", "stop"]])
def test_missing_command_is_named(path: list[str]) -> None:
    with pytest.raises(ValueError, match="/" + " ".join(path)):
        find_command(path, COMMANDS)
