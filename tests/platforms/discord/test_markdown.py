"""Our Markdown in Discord's flavour."""

import pytest

from bot.platforms.discord.render import render_markdown
from tests.platforms.discord.reader import inline_codes


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        pytest.param("a\nb", "a b", id="soft-break"),
        pytest.param("a\n\nb", "a\n\nb", id="paragraphs"),
        pytest.param("1. a\n2. b", "1. a\n2. b", id="numbers"),
        pytest.param("3. a\n4. b", "3. a\n4. b", id="numbers-from-three"),
        pytest.param("***a***", "***a***", id="bold-italic"),
        pytest.param("[a](https://x.org)", "[a](<https://x.org>)", id="link"),
        pytest.param("[a](http://x.org)", "a", id="unsafe-link"),
        pytest.param("[a](javascript:x)", r"\[a](javascript:x)", id="script"),
        pytest.param("# a", "a", id="heading"),
        pytest.param("<b>a</b>", r"<b>a\</b>", id="html"),
        pytest.param("5 \\* 3", r"5 \* 3", id="escaped"),
        pytest.param("snake_case", r"snake\_case", id="underscore"),
        pytest.param("\\# a", r"\# a", id="no-heading"),
        pytest.param("1\\. a", r"1\. a", id="no-list"),
    ],
)
def test_markdown_is_written_in_discords_flavour(markdown: str, written: str) -> None:
    assert render_markdown(markdown) == written


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        pytest.param("`a * b`", "a * b", id="plain"),
        pytest.param("``a`b``", "a`b", id="backtick-inside"),
        pytest.param("`` `a` ``", "`a`", id="backticks-around"),
        pytest.param("`` a` ``", "a`", id="backtick-at-the-end"),
        pytest.param("`a``b`", "a``b", id="two-backticks-inside"),
    ],
)
def test_inline_code_is_shown_as_it_is(markdown: str, code: str) -> None:
    shown = [
        one.replace("\u200b", "") for one in inline_codes(render_markdown(markdown))
    ]

    assert shown == [code]


def test_address_is_left_usable() -> None:
    written = render_markdown("[a](https://medium.com/@here/x)")

    assert written == "[a](<https://medium.com/%40here/x>)"
