"""The template holds every sentence, and no sentence of the words files is left out."""

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.languages import TEMPLATE, pseudo

ROOT = Path(__file__).parents[2]
SAID = frozenset({"say", "say_many", "sentence", "kept"})
PLAIN = frozenset({"NAME"})  # proper names
MENTIONS = ("[person](person:", "[group](group:")  # shown by each platform in its way
ROOMS = ("core", "services", "platforms")
MODULES = [one for room in ROOMS for one in sorted((ROOT / "bot" / room).rglob("*.py"))]
WORDS = [
    one for one in MODULES if re.search(r"import .*\b(say|sentence)\b", one.read_text())
]


def command_of(guide: Path) -> list[str]:
    """Give the command that the guide names, for this Python."""
    line = next(one for one in guide.read_text().splitlines() if "pybabel " in one)
    _, *arguments = shlex.split(line.strip())
    return [sys.executable, "-m", "babel.messages.frontend", *arguments]


def test_the_template_is_what_the_command_of_the_guide_makes(tmp_path: Path) -> None:
    made = tmp_path / "made.pot"
    command = command_of(ROOT / "CONTRIBUTING.md")
    at = command.index("bot/locale/daily_bite.pot")
    command[at] = str(made)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own
    assert made.read_text() == TEMPLATE.read_text(), "run the command of the guide"


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in SAID
        ):
            yield node


@pytest.mark.parametrize("path", WORDS, ids=lambda one: one.stem)
def test_every_sentence_is_a_literal_with_its_own_placeholders(path: Path) -> None:
    for call in calls(ast.parse(path.read_text())):
        name = getattr(call.func, "id", "")
        texts = call.args[: 2 if name == "say_many" else 1]
        given = {one.arg for one in call.keywords}
        for one in texts:
            assert isinstance(one, ast.Constant), f"{path.name}:{call.lineno}"
            holes = {
                hole for _, hole, _, _ in Formatter().parse(str(one.value)) if hole
            }
            assert holes - {"count"} <= given, f"{path.name}:{call.lineno}"
            assert given <= holes | _holes_of(texts), f"{path.name}:{call.lineno}"


@pytest.mark.parametrize("path", WORDS, ids=lambda one: one.stem)
def test_no_sentence_stands_inside_an_f_string_where_it_is_not_found(
    path: Path,
) -> None:
    tree = ast.parse(path.read_text())
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(node) for one in strings for node in ast.walk(one)}
    assert [call.lineno for call in calls(tree) if id(call) in inside] == []


def _holes_of(texts: list[ast.expr]) -> set[str]:
    values = [one.value for one in texts if isinstance(one, ast.Constant)]
    return {
        hole for one in values for _, hole, _, _ in Formatter().parse(str(one)) if hole
    }


def unsaid(source: str) -> list[str]:
    """Give the texts with words that are in no call of the catalogue."""
    tree = ast.parse(source)
    quiet = {id(node) for call in calls(tree) for node in ast.walk(call)}
    for node in ast.walk(tree):
        quiet |= {id(one) for one in _no_sentences(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in quiet
        and re.search(r"[A-Za-z]{2}", re.sub(r"\]\([a-z]+:", "", node.value))
    ]


def _no_sentences(node: ast.AST) -> Iterator[ast.AST]:
    """Give the texts that a node uses, and nobody reads."""
    match node:
        case ast.Expr(value=ast.Constant()):
            yield node.value
        case ast.Compare() | ast.MatchValue() | ast.ClassDef():
            yield from ast.walk(node)
        case ast.Dict():
            yield from filter(None, node.keys)
        case ast.Call(func=ast.Attribute(attr="compile")):
            yield from ast.walk(node)
        case ast.Assign(targets=[ast.Name(id=name)]) if name in PLAIN:
            yield node.value
        case _:
            pass


WORDS_FILES = [
    one
    for one in WORDS
    if one.parent.name == "core" and one.stem not in ("language", "wording")
]


@pytest.mark.parametrize("path", WORDS_FILES, ids=lambda one: one.stem)
def test_no_sentence_of_a_words_file_is_left_out(path: Path) -> None:
    assert [one for one in unsaid(path.read_text()) if one not in MENTIONS] == []


def test_a_sentence_that_is_left_out_would_be_found() -> None:
    planted = (
        'def told(name: str) -> str:\n    """Say it."""\n    return f"Hello {name}"\n'
    )
    assert unsaid(planted) == ["Hello "]
    assert (
        unsaid(planted.replace('f"Hello {name}"', 'say("Hello {name}", name=name)'))
        == []
    )


def test_the_pseudo_locale_leaves_no_letter_and_all_placeholders() -> None:
    assert re.findall(r"[A-Za-z]+", pseudo("Shared by {name}: {what}!")) == [
        "name",
        "what",
    ]
