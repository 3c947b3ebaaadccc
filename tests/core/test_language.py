"""Who reads decides about the sentences, dates, times, plurals and lists."""

from datetime import date, datetime, time

import pytest

from bot.core import phrases, wording
from bot.core.language import in_public, learn, reader, say, say_many, speaking

CHRISTMAS = date(2026, 12, 25)
POLISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "every day"
msgstr "codziennie"

msgid "Hello {name}"
msgstr "Cześć {nmae}"

msgid "{count} day of {name}"
msgid_plural "{count} days of {name}"
msgstr[0] "{count} dzień {name}"
msgstr[1] "{count} dni {name}"
msgstr[2] "{count} dni {name}, razem"
"""
EVERY_DAY = frozenset(range(7))


@pytest.fixture(autouse=True)
def _polish() -> None:
    learn("pl", POLISH.encode())


def test_a_reader_gets_sentences_in_their_language_and_all_others_english() -> None:
    told = {}
    for tag in ("pl", "pl-PL", "en-GB", "de-DE", "", "xx/../yy", "-"):
        with speaking(tag):
            told[tag] = wording.weekdays(EVERY_DAY)
    assert told == {
        "pl": "codziennie",
        "pl-PL": "codziennie",
        "en-GB": "every day",
        "de-DE": "every day",
        "": "every day",
        "xx/../yy": "every day",
        "-": "every day",
    }


def test_what_is_said_in_public_is_english_whoever_asked() -> None:
    with speaking("pl"):
        before = say("every day")
        with in_public():
            assert say("every day") == "every day"
        assert say("every day") == before == "codziennie"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("", "Fri 25 December, 17:30"),
        ("en-GB", "Fri 25 December, 17:30"),
        ("en-US", "Fri, December 25, 5:30\u202fPM"),
        ("en-AU", "Fri, 25 December, 5:30\u202fpm"),
        ("de", "Fri 25 December, 17:30"),  # whose sentences are English
        ("pl", "pt., 25 grudnia, 17:30"),
    ],
)
def test_dates_and_times_are_written_as_the_reader_is_used_to(
    tag: str, expected: str
) -> None:
    with speaking(tag):
        assert wording.moment(datetime(2026, 12, 25, 17, 30)) == expected  # noqa: DTZ001 - local


def test_one_day_reads_differently_in_two_countries() -> None:
    told = []
    for tag in ("en-GB", "en-US"):
        with speaking(tag):
            told.append((wording.day(CHRISTMAS), wording.day_and_year(CHRISTMAS)))
    assert told == [
        ("25 December", "25 December 2026"),
        ("December 25", "December 25, 2026"),
    ]


def test_the_first_card_is_written_anew_for_each_reader() -> None:
    told = []
    for tag in ("en-US", ""):
        with speaking(tag):
            note = phrases.set_up_note(EVERY_DAY, time(9), "Europe/Paris", "Ada")
            told.append("9:00\u202fAM" in note)
    assert told == [True, False]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "1 dzień Ady"), (3, "3 dni Ady"), (5, "5 dni Ady, razem")],
)
def test_a_language_has_as_many_plurals_as_it_has(count: int, expected: str) -> None:
    one, many = "{count} day of {name}", "{count} days of {name}"
    with speaking("pl"):
        assert say_many(one, many, count, name="Ady") == expected


def test_a_translation_with_a_misspelt_placeholder_is_left_in_english() -> None:
    with speaking("pl"):
        assert say("Hello {name}", name="Ada") == "Hello Ada"


def test_lists_end_as_they_do_where_the_reader_lives() -> None:
    told = []
    for tag in ("en-GB", "en-US", "pl"):
        with speaking(tag):
            told.append((wording.all_of(["a", "b", "c"]), wording.one_of(["a", "b"])))
    assert told == [
        ("a, b and c", "a or b"),
        ("a, b, and c", "a or b"),
        ("a, b i c", "a lub b"),
    ]


def test_nobody_speaks_on_in_the_language_of_the_last_reader() -> None:
    english = reader()
    with pytest.raises(RuntimeError), speaking("pl"):
        raise RuntimeError
    assert reader() is english
