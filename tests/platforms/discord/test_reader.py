"""The tests' own idea of how Discord reads, against its documented examples."""

import pytest

from tests.platforms.discord.reader import inline_codes, letters, looks, pings, places


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("hey @everyone", ["@everyone"], id="everyone"),
        pytest.param("mail@here.org", ["@here"], id="inside-a-word"),
        pytest.param("<@80351110224678912>", ["<@80351110224678912>"], id="user"),
        pytest.param("<@!80351110224678912>", ["<@!80351110224678912>"], id="nick"),
        pytest.param("<@&165511591545143296>", ["<@&165511591545143296>"], id="role"),
        pytest.param(r"\@everyone", ["@everyone"], id="escape-does-not-help"),
        pytest.param("`@everyone` ```\n<@1>\n```", [], id="code"),
        pytest.param("@Everyone @ here <@x> <@1", [], id="none"),
    ],
)
def test_pings(text: str, found: list[str]) -> None:
    assert pings(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("<#103735883630395392>", ["<#103735883630395392>"], id="channel"),
        pytest.param("</airhorn:816437322781949972>", 1, id="command"),
        pytest.param("</a b c:1>", 1, id="subcommand"),
        pytest.param("<:mmLol:216154654256398347>", 1, id="emoji"),
        pytest.param("<a:b1nzy:392938283556143104>", 1, id="animated"),
        pytest.param("<t:1618953630:d>", 1, id="time"),
        pytest.param("<id:customize>", 1, id="guide"),
        pytest.param(r"\<#1> `<#1>` <#x>", 0, id="none"),
    ],
)
def test_places(text: str, found: list[str] | int) -> None:
    assert (
        places(text) == found if isinstance(found, list) else len(places(text)) == found
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("# a", ["# "], id="heading"),
        pytest.param("a\n-# b", ["-# "], id="small"),
        pytest.param("a\n  12. b", ["  12. "], id="list"),
        pytest.param("*a*", ["*", "*"], id="italic"),
        pytest.param("~~a~~", ["~~", "~~"], id="struck"),
        pytest.param(r"\*a\* \# b", [], id="escaped"),
        pytest.param("a # b - c 1.5", [], id="plain"),
    ],
)
def test_looks(text: str, found: list[str]) -> None:
    assert looks(text) == found


def test_letters_and_code() -> None:
    assert letters(r"\*a\\ b\c") == r"*a\ b\c"
    assert inline_codes("`a` ``b`c`` `` `d` `` ```e```") == ["a", "b`c", "`d`"]
