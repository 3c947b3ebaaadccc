"""Loads the catalogues of sentences that the package holds: a PO file per language."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.core.language import learn

CATALOGUES = files("bot") / "locale"


def learn_languages(catalogues: Traversable = CATALOGUES) -> list[str]:
    """Take up every language there is a catalogue of; give their names."""
    found = [one for one in catalogues.iterdir() if one.name.endswith(".po")]
    for one in found:
        learn(one.name.removesuffix(".po"), one.read_bytes())
    return sorted(one.name.removesuffix(".po") for one in found)
