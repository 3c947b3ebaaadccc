"""What Slack refuses in blocks, views, metadata and menus, and what it lets through."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.limits import check_message, check_view, menu_problems
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import Json, button, card, form, plain


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: Any = None, **more: Any) -> Json:
    return {"type": "section", "text": text or mrkdwn("x"), **more}


def header(text: Any) -> Json:
    return {"type": "header", "text": text}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def menu(**changes: Any) -> Json:
    options = [{"text": plain("One"), "value": "1"}]
    return {"type": "static_select", "action_id": "m", "options": options, **changes}


def field(**changes: Any) -> Json:
    text = {"type": "plain_text_input", "action_id": "t"}
    return {"type": "input", "label": plain("Time"), "element": text, **changes}


GOOD: list[Any] = [
    pytest.param(section(mrkdwn("x" * 3000), expand=True), id="longest section"),
    pytest.param(
        {"type": "section", "fields": [mrkdwn("x" * 2000)] * 6}, id="longest fields"
    ),
    pytest.param(header(plain("x" * 150)), id="longest header"),
    pytest.param(context(*[mrkdwn("x")] * 10), id="most context"),
    pytest.param(
        actions(*[button("x" * 75, str(one)) for one in range(25)]), id="most buttons"
    ),
    pytest.param(
        actions({**button("x", "a"), "value": "v" * 2000, "style": "primary"}),
        id="longest button value",
    ),
    pytest.param(section(accessory=menu()), id="accessory"),
    pytest.param({"type": "divider"}, id="divider"),
    pytest.param(field(), id="input"),
]


@pytest.mark.parametrize("block", GOOD)
def test_good_blocks_pass_here_and_in_the_sdk(block: Json) -> None:
    check_message({"blocks": [block]})

    parsed = Block.parse(block)
    assert parsed is not None
    assert parsed.to_dict() == block


BAD: list[Any] = [
    pytest.param([section(mrkdwn("x" * 3001))], "less than 3001", id="section"),
    pytest.param([section(mrkdwn(""))], "more than 0", id="empty text"),
    pytest.param([{"type": "section"}], "text or fields", id="empty section"),
    pytest.param(
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "2001", id="field"
    ),
    pytest.param(
        [{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more", id="fields"
    ),
    pytest.param([header(plain("x" * 151))], "less than 151", id="header"),
    pytest.param([header(mrkdwn("x"))], "unsupported type: mrkdwn", id="header mrkdwn"),
    pytest.param([actions()], "at least 1", id="no buttons"),
    pytest.param(
        [actions(*[button("x", str(one)) for one in range(26)])], "no more", id="26"
    ),
    pytest.param([actions(button("x" * 76, "a"))], "less than 76", id="button text"),
    pytest.param(
        [actions({**button("x", "a"), "text": mrkdwn("x")})],
        "unsupported type: mrkdwn",
        id="button mrkdwn",
    ),
    pytest.param(
        [actions({**button("x", "a"), "value": "v" * 2001})], "2001", id="value"
    ),
    pytest.param(
        [actions({**button("x", "a"), "style": "green"})], "primary", id="style"
    ),
    pytest.param([actions(button("x", "a" * 256))], "less than 256", id="action_id"),
    pytest.param(
        [actions(button("x", "a"), button("y", "a"))], "already exists", id="same ids"
    ),
    pytest.param(
        [section(block_id="b"), section(block_id="b")], "already exists", id="block ids"
    ),
    pytest.param([section(block_id="b" * 256)], "less than 256", id="block_id"),
    pytest.param([context(*[mrkdwn("x")] * 11)], "no more than 10", id="context"),
    pytest.param([context(button("x", "a"))], "unsupported", id="button in context"),
    pytest.param(
        [actions({"type": "plain_text_input"})], "unsupported", id="input in actions"
    ),
    pytest.param([section(expnad=True)], "expnad", id="misspelt key"),
    pytest.param(
        [section({**mrkdwn("x"), "emoji": True})], "emoji", id="emoji in mrkdwn"
    ),
    pytest.param([{"type": "setcion"}], "unsupported type", id="unknown block"),
    pytest.param([{"text": plain("x")}], "missing required field: type", id="no type"),
    pytest.param(
        [section(accessory=menu(options=[]))], "at least 1", id="empty options"
    ),
    pytest.param(
        [section(accessory=menu(options=menu()["options"] * 101))], "100", id="options"
    ),
    pytest.param(
        [section(accessory=menu(options=[{"text": plain("x" * 76), "value": "1"}]))],
        "less than 76",
        id="option text",
    ),
    pytest.param(
        [section(accessory=menu(options=[{"text": plain("x"), "value": "1" * 151}]))],
        "less than 151",
        id="option value",
    ),
    pytest.param(
        [section(accessory=menu(initial_option={"text": plain("Two"), "value": "2"}))],
        "initial option",
        id="initial option",
    ),
    pytest.param([field(label=mrkdwn("x"))], "unsupported", id="label mrkdwn"),
    pytest.param(
        [{"type": "image", "image_url": "https://x"}], "alt_text", id="no alt text"
    ),
    pytest.param([section()] * 51, "no more than 50", id="51 blocks"),
]


@pytest.mark.parametrize(("blocks", "why"), BAD)
def test_bad_blocks_are_refused_with_the_reason(blocks: list[Json], why: str) -> None:
    with pytest.raises(Refusal, match=why) as caught:
        check_message({"blocks": blocks})

    assert caught.value.error == "invalid_blocks"
    assert "json-pointer:/blocks" in str(caught.value)


def test_same_action_id_may_stand_in_two_blocks() -> None:
    check_message({"blocks": [*card(button("x", "a")), *card(button("y", "a"))]})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"blocks": [section(mrkdwn("x" * 2700))] * 5}, "msg_blocks_too_long"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}},
            "invalid_metadata_schema",
        ),
        (
            {
                "text": "x",
                "metadata": {"event_type": "a", "event_payload": {"b": "x" * 20_000}},
            },
            "metadata_too_large",
        ),
    ],
)
def test_message_is_refused_with_slacks_code(body: Json, error: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_message(body)

    assert caught.value.error == error


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": plain("x" * 25)}, "less than 25"),
        ({"title": mrkdwn("x")}, "unsupported type: mrkdwn"),
        ({"submit": plain("x" * 25)}, "less than 25"),
        ({"close": plain("x" * 25)}, "less than 25"),
        ({"private_metadata": "x" * 3001}, "less than 3001"),
        ({"callback_id": "x" * 256}, "less than 256"),
        ({"blocks": [section()] * 101}, "no more than 100"),
        ({"blocks": [section(block_id="b")] * 2}, "already exists"),
        ({"blocks": None}, "must be an array"),
        ({"heading": "x"}, "heading"),
        ({"type": "home"}, "title"),
        ({"type": "dialog"}, "unsupported type"),
    ],
)
def test_bad_modal_is_refused_with_the_reason(changes: Json, why: str) -> None:
    check_view(form())

    with pytest.raises(Refusal, match=why) as caught:
        check_view(form(**changes))

    assert caught.value.error == "invalid_arguments"


@pytest.mark.parametrize("key", ["title", "submit", "blocks"])
def test_modal_with_inputs_needs_title_submit_and_blocks(key: str) -> None:
    view = form()
    del view[key]

    with pytest.raises(Refusal, match=f"missing required field: {key}"):
        check_view(view)


def test_view_of_a_quarter_megabyte_is_too_large() -> None:
    blocks = [section(mrkdwn("x" * 3000)) for _ in range(90)]

    with pytest.raises(Refusal, match="view_too_large"):
        check_view({"type": "modal", "title": plain("x"), "blocks": blocks})


def test_menu_offers_at_most_a_hundred_short_options() -> None:
    one = {"text": plain("One"), "value": "1"}

    assert menu_problems({"options": []}) == []
    assert menu_problems({"options": [one] * 100}) == []
    assert menu_problems({"options": [one] * 101}) != []
    assert menu_problems({"options": [{**one, "value": ""}]}) != []
    assert menu_problems({"choices": [one]}) != []


async def test_client_sees_code_reason_and_pointer(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(
            channel=slack.channel_id("general"), text="x", blocks=[header(mrkdwn("x"))]
        )

    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"
    ]
