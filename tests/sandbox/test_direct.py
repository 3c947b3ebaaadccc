"""Private messages from a bot over REST: opened, refused, and seen by one person."""

from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Api

CHANNELS = "/users/@me/channels"


async def open_direct(api: Api, person: str) -> str:
    answer = await api("POST", CHANNELS, {"recipient_id": person})
    assert (answer.status, answer.body["type"]) == (200, 1)
    return str(answer.body["id"])


async def test_a_conversation_is_the_same_each_time(bare: Sandbox, api: Api) -> None:
    ana, ben = (bare.discord.world.person(one).id for one in ("ana", "ben"))

    first, again = await open_direct(api, ana), await open_direct(api, ana)

    assert first == again
    assert await open_direct(api, ben) != first


async def test_only_the_person_sees_it(bare: Sandbox, api: Api) -> None:
    where = await open_direct(api, bare.discord.world.person("ana").id)

    sent = await api("POST", f"/channels/{where}/messages", {"content": "hi"})

    assert sent.status == 200
    assert [one["content"] for one in bare.discord.direct_messages("ana")] == ["hi"]
    assert bare.discord.direct_messages("ben") == []


async def test_who_takes_no_messages_answers_403(bare: Sandbox, api: Api) -> None:
    bare.discord.close_direct("ana")
    where = await open_direct(api, bare.discord.world.person("ana").id)

    refused = await api("POST", f"/channels/{where}/messages", {"content": "hi"})

    assert refused.code == (403, 50007)


async def test_strangers_and_empty_messages_are_refused(
    bare: Sandbox, api: Api
) -> None:
    stranger = await api("POST", CHANNELS, {"recipient_id": "1"})
    where = await open_direct(api, bare.discord.world.person("ana").id)
    empty = await api("POST", f"/channels/{where}/messages", {"content": " "})

    assert stranger.code == (400, 50033)
    assert empty.code == (400, 50006)


async def test_a_revoked_token_opens_nothing_until_it_is_good_again(
    bare: Sandbox, api: Api
) -> None:
    bare.discord.revoke_token()
    refused = await api("GET", "/users/@me")
    bare.discord.restore_token()

    assert refused.status == 401
    assert (await api("GET", "/users/@me")).status == 200
