"""Channels and messages over REST: what is given, and what is refused with which code."""

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.puppet import Puppet
from tests.sandbox.talk import Api

ON_A_MESSAGE = [
    pytest.param("GET", None, id="get"),
    pytest.param("PATCH", {"content": "new"}, id="edit"),
    pytest.param("DELETE", None, id="delete"),
]
IN_A_CHANNEL = [
    pytest.param("GET", "", None, id="channel"),
    pytest.param("GET", "/messages", None, id="history"),
    pytest.param("POST", "/messages", {"content": "x"}, id="create"),
    pytest.param("GET", "/messages/{message}", None, id="get"),
    pytest.param("PATCH", "/messages/{message}", {"content": "new"}, id="edit"),
    pytest.param("DELETE", "/messages/{message}", None, id="delete"),
]


@pytest.mark.parametrize("token", ["", "not-the-token"])
async def test_request_without_the_token_is_refused(api: Api, token: str) -> None:
    answer = await api("GET", "/users/@me", token=token)

    assert answer.status == 401
    assert answer.body == {"message": "401: Unauthorized", "code": 0}


async def test_answers_are_exactly_json(api: Api) -> None:
    answer = await api("GET", "/users/@me")

    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("/guilds/1", 10004, id="server"),
        pytest.param("/guilds/1/channels", 10004, id="channels"),
        pytest.param("/guilds/{server}/members/1", 10007, id="member"),
    ],
)
async def test_unknown_things_of_a_server(
    api: Api, bare: Sandbox, path: str, code: int
) -> None:
    answer = await api("GET", path.format(server=bare.discord.server_id))

    assert answer.code == (404, code)


@pytest.mark.parametrize(("method", "path", "body"), IN_A_CHANNEL)
async def test_unknown_channel(api: Api, method: str, path: str, body: object) -> None:
    answer = await api(method, "/channels/1" + path.format(message=2), body)

    assert answer.code == (404, 10003)


@pytest.mark.parametrize(("method", "body"), ON_A_MESSAGE)
async def test_unknown_message(api: Api, method: str, body: object) -> None:
    answer = await api(method, api.messages() + "/1", body)

    assert answer.code == (404, 10008)


@pytest.mark.parametrize(("method", "path", "body"), IN_A_CHANNEL)
async def test_channel_out_of_sight(
    api: Api, bare: Sandbox, method: str, path: str, body: object
) -> None:
    message = (await api.post()).body["id"]
    bare.discord.deny("general", "VIEW_CHANNEL")
    channel = bare.discord.channel_id("general")

    answer = await api(
        method, f"/channels/{channel}" + path.format(message=message), body
    )

    assert answer.code == (403, 50001)


async def test_create_needs_send_messages(api: Api, bare: Sandbox) -> None:
    bare.discord.deny("general", "SEND_MESSAGES")

    answer = await api.post()

    assert answer.code == (403, 50013)
    assert bare.discord.messages("general") == []


async def test_history_without_the_right_to_read_it_is_empty(
    api: Api, bare: Sandbox
) -> None:
    await api.post()
    bare.discord.deny("general", "READ_MESSAGE_HISTORY")

    answer = await api("GET", api.messages())

    assert (answer.status, answer.body) == (200, [])


@pytest.mark.parametrize(
    ("method", "body", "code"),
    [
        pytest.param("PATCH", {"content": "new"}, 50005, id="edit"),
        pytest.param("DELETE", None, 50013, id="delete"),
    ],
)
async def test_messages_of_others_stay_as_they_are(
    api: Api, bare: Sandbox, method: str, body: object, code: int
) -> None:
    message = bare.discord.people.say("ben", "general", "mine")

    answer = await api(method, f"{api.messages()}/{message['id']}", body)

    assert answer.code == (403, code)
    assert [one["content"] for one in bare.discord.messages("general")] == ["mine"]


async def test_own_message_can_be_read_edited_and_deleted(
    api: Api, bare: Sandbox
) -> None:
    created = await api.post("old")
    path = f"{api.messages()}/{created.body['id']}"

    edited = await api("PATCH", path, {"content": "new"})
    read = await api("GET", path)
    deleted = await api("DELETE", path)

    assert edited.body["content"] == read.body["content"] == "new"
    assert read.body["edited_timestamp"] is not None
    assert (deleted.status, deleted.body) == (204, None)
    assert bare.discord.messages("general") == []


async def test_edit_changes_only_what_it_names(api: Api) -> None:
    row = {"type": 1, "components": [_button("one")]}
    created = await api.post("stays", components=[row], flags=4)
    path = f"{api.messages()}/{created.body['id']}"

    edited = await api("PATCH", path, {"components": None})

    assert edited.body["components"] == []
    assert edited.body["content"] == "stays"
    assert edited.body["flags"] == 4


async def test_edit_to_nothing_is_refused(api: Api) -> None:
    created = await api.post()

    answer = await api(
        "PATCH", f"{api.messages()}/{created.body['id']}", {"content": ""}
    )

    assert answer.code == (400, 50006)


@pytest.mark.parametrize(("method", "body"), ON_A_MESSAGE)
async def test_private_message_is_unknown_in_its_channel(
    api: Api, bare: Sandbox, puppet: Puppet, method: str, body: object
) -> None:
    await api.register({"name": "hello", "description": "Says hello"})
    puppet.will(4, content="only you", flags=64)
    outcome = await bare.discord.slash("ben", "general", "hello")
    assert outcome.message is not None

    answer = await api(method, f"{api.messages()}/{outcome.message['id']}", body)

    assert answer.code == (404, 10008)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({}, "54321", id="newest-first"),
        pytest.param({"limit": "2"}, "54", id="limit"),
        pytest.param({"before": "3"}, "21", id="before"),
        pytest.param({"before": "4", "limit": "2"}, "32", id="before-with-limit"),
        pytest.param({"after": "3"}, "54", id="after"),
        pytest.param({"after": "1", "limit": "2"}, "32", id="after-with-limit"),
    ],
)
async def test_history_is_a_window(
    api: Api, bare: Sandbox, query: dict[str, str], found: str
) -> None:
    ids = {
        text: bare.discord.people.say("ben", "general", text)["id"] for text in "12345"
    }

    asked = {key: n if key == "limit" else ids[n] for key, n in query.items()}
    answer = await api("GET", api.messages(), **asked)

    assert "".join(one["content"] for one in answer.body) == found


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
async def test_history_has_a_limit(api: Api, limit: str) -> None:
    answer = await api("GET", api.messages(), limit=limit)

    assert answer.code == (400, 50035)


@pytest.mark.parametrize(
    "raw", [pytest.param("{", id="broken"), pytest.param("[]", id="no-object")]
)
async def test_malformed_body_is_refused(api: Api, raw: str) -> None:
    answer = await api("POST", api.messages(), raw=raw)

    assert answer.status == 400
    assert answer.body["code"] in (50035, 50109)


async def test_unknown_path_is_refused_as_json(api: Api, bare: Sandbox) -> None:
    answer = await api("GET", "/no/such/path")

    assert answer.status == 404
    assert answer.body == {"message": "404: Not Found", "code": 0}
    assert [one.path for one in bare.discord.requests] == ["/no/such/path"]


def _button(custom_id: str) -> dict[str, object]:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id}
