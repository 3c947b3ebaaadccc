"""What a person asked, as every platform hands it on."""

import pytest

from bot.core.requests import CHANGING, FOR_ADMINS, Command, Person, Request


def make_request(**options: str) -> Request:
    return Request(
        id="1",
        platform="discord",
        server="1",
        channel="2",
        person=Person(id="7", name="Ana"),
        command=Command.BITE,
        options=options,
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({}, "", id="not given"),
        pytest.param({"topic": " rag\n"}, "rag", id="white space around it"),
        pytest.param({"topic": "  "}, "", id="blank"),
    ],
)
def test_option_is_its_text_or_empty(options: dict[str, str], expected: str) -> None:
    assert make_request(**options).option("topic") == expected


def test_members_change_nothing_but_by_sharing_and_reporting() -> None:
    for_members = CHANGING - FOR_ADMINS

    assert for_members == {Command.SHARE, Command.REPORT}


def test_person_is_no_admin_unless_a_platform_says_so() -> None:
    person = Person(id="7", name="Ana")

    assert not person.is_admin
    assert not person.may_post
