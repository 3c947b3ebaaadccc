"""Time zones as people call them."""

import pytest

from bot.core.places import find_zone
from bot.core.schedule import zone_names
from bot.errors import InputError


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("paris", "Europe/Paris"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        (" europe/paris ", "Europe/Paris"),
        ("São Paulo", "America/Sao_Paulo"),
        ("utc", "UTC"),
        ("gmt", "GMT"),
        ("louisville", "America/Louisville"),
    ],
)
def test_a_city_is_enough(typed: str, zone: str) -> None:
    assert find_zone(typed) == zone


def test_every_whole_name_means_itself() -> None:
    assert [one for one in zone_names() if find_zone(one) != one] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("berlni", "Europe/Berlin"),
        ("Pariss", "Europe/Paris"),
        ("tokio", "Asia/Tokyo"),
        ("Europe/Riag", "Europe/Riga"),
    ],
)
def test_a_typo_is_told_what_it_may_have_been(typed: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"Did you mean {meant}\\?") as told:
        find_zone(typed)

    assert told.value.option == "timezone"


@pytest.mark.parametrize("typed", ["", "Mars", "the office"])
def test_what_is_near_nothing_is_told_how_to_write_it(typed: str) -> None:
    with pytest.raises(InputError, match="Use a city such as Paris") as told:
        find_zone(typed)

    assert "Did you mean" not in str(told.value)
