"""Sizes and shapes of bodies: the last that is taken, and the first that is refused."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.sandbox.discord import limits
from bot.sandbox.discord.modals import check_modal
from bot.sandbox.discord.refusals import Refusal
from tests.sandbox.talk import Api

Body = dict[str, Any]


def _button(custom_id: str = "id", **changes: object) -> Body:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **changes}


def _rows(*buttons: Body, of: int = 5) -> Body:
    cut = [list(buttons[n : n + of]) for n in range(0, len(buttons), of)]
    return {
        "content": "hi",
        "components": [{"type": 1, "components": row} for row in cut],
    }


def _select(options: int) -> Body:
    choices = [{"label": f"{n}", "value": f"{n}"} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": choices}


def _embed(**parts: object) -> Body:
    return {"embeds": [parts]}


def _embeds_of(total: int) -> Body:
    return {
        "embeds": [{"description": "x" * 3000}, {"description": "x" * (total - 3000)}]
    }


def _fields(count: int, name: int = 1, value: int = 1) -> Body:
    return _embed(fields=[{"name": "n" * name, "value": "v" * value}] * count)


# What it is: how to build it with a size, and the largest size that is taken.
SIZES: Mapping[str, tuple[Callable[[int], Body], int]] = {
    "content": (lambda n: {"content": "x" * n}, 2000),
    "nonce": (lambda n: {"content": "x", "nonce": "n" * n}, 25),
    "label": (lambda n: _rows(_button(label="x" * n)), 80),
    "custom-id": (lambda n: _rows(_button("x" * n)), 100),
    "url": (
        lambda n: _rows({"type": 2, "style": 5, "label": "x", "url": "u" * n}),
        512,
    ),
    "rows": (lambda n: _rows(*(_button(f"{i}") for i in range(n)), of=1), 5),
    "buttons": (lambda n: _rows(*(_button(f"{i}") for i in range(n)), of=9), 5),
    "options": (lambda n: _rows(_select(n)), 25),
    "embeds": (lambda n: {"embeds": [{"title": "x"}] * n}, 10),
    "embed-sum": (_embeds_of, 6000),
    "embed-title": (lambda n: _embed(title="x" * n), 256),
    "embed-description": (lambda n: _embed(description="x" * n), 4096),
    "embed-fields": (_fields, 25),
    "embed-field-name": (lambda n: _fields(1, name=n), 256),
    "embed-field-value": (lambda n: _fields(1, value=n), 1024),
    "embed-footer": (lambda n: _embed(footer={"text": "x" * n}), 2048),
    "embed-author": (lambda n: _embed(author={"name": "x" * n}), 256),
}


@pytest.mark.parametrize("what", SIZES)
def test_largest_message_is_taken(what: str) -> None:
    build, most = SIZES[what]

    limits.check_message(build(most))

    assert build(most) != build(most + 1)


@pytest.mark.parametrize("what", SIZES)
def test_larger_message_is_refused(what: str) -> None:
    build, most = SIZES[what]

    with pytest.raises(Refusal) as refused:
        limits.check_message(build(most + 1))

    assert (refused.value.status, refused.value.body["code"]) == (400, 50035)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({}, 50006, id="nothing"),
        pytest.param({"content": " \n"}, 50006, id="blank"),
        pytest.param(_rows(_button("a"), _button("a")), 50035, id="same-id"),
        pytest.param(
            _rows(_button("a"), _button("a"), of=1), 50035, id="same-id-in-two-rows"
        ),
        pytest.param(_rows(_button("")), 50035, id="no-id"),
        pytest.param(_rows(_button(label="")), 50035, id="no-label"),
        pytest.param(_rows(_button(style=9)), 50035, id="no-style"),
        pytest.param(_rows(_select(0)), 50035, id="no-options"),
        pytest.param(
            {"content": "x", "components": [_button()]}, 50035, id="button-without-row"
        ),
        pytest.param(
            {"content": "x", "components": [{"type": 1, "components": []}]},
            50035,
            id="empty-row",
        ),
        pytest.param({"content": "x", "flags": 1 << 15}, 50035, id="v2-with-content"),
    ],
)
def test_misshapen_message_is_refused(body: Body, code: int) -> None:
    with pytest.raises(Refusal) as refused:
        limits.check_message(body)

    assert (refused.value.status, refused.value.body["code"]) == (400, code)


async def test_refusal_says_where_and_why(api: Api) -> None:
    answer = await api.post("x" * 2001)

    assert answer.code == (400, 50035)
    (error,) = answer.body["errors"]["content"]["_errors"]
    assert error["message"] == "Must be 2000 or fewer in length."


MODAL: Body = {
    "title": "Report",
    "custom_id": "m",
    "components": [
        {"type": 1, "components": [{"type": 4, "style": 1, "custom_id": "t"}]}
    ],
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"title": "x" * 46}, id="title-46"),
        pytest.param({"title": ""}, id="no-title"),
        pytest.param({"custom_id": "x" * 101}, id="id-101"),
        pytest.param({"custom_id": ""}, id="no-id"),
        pytest.param({"components": []}, id="no-rows"),
        pytest.param({"components": MODAL["components"] * 6}, id="rows-6"),
        pytest.param(
            {"components": [{"type": 1, "components": [{"value": "x" * 4001}]}]},
            id="value-4001",
        ),
    ],
)
def test_misshapen_modal_is_refused(change: Body) -> None:
    check_modal(MODAL)

    with pytest.raises(Refusal) as refused:
        check_modal({**MODAL, **change})

    assert refused.value.body["code"] == 50035


def _choices(count: int, name: int = 1, value: int = 1) -> list[Body]:
    return [{"name": "n" * name, "value": "v" * value}] * count


@pytest.mark.parametrize(
    ("fitting", "too_large"),
    [
        pytest.param(_choices(25), _choices(26), id="count"),
        pytest.param(_choices(1, name=100), _choices(1, name=101), id="name"),
        pytest.param(_choices(1, value=100), _choices(1, value=101), id="value"),
        pytest.param(_choices(1), _choices(1, name=0), id="no-name"),
    ],
)
def test_too_large_choices_are_refused(
    fitting: list[Body], too_large: list[Body]
) -> None:
    limits.check_choices(fitting)

    with pytest.raises(Refusal) as refused:
        limits.check_choices(too_large)

    assert refused.value.body["code"] == 50035
