"""A large library of plausible bites, the same at every run."""

import random
from datetime import date

from bot.core.bites import Bite, Level, Library, Recall, Source, Topic

_WORDS = (
    "gradient vanishing layer token weight model train sample query index vector cache "
    "batch memory loss score rank prompt answer label noise drift split merge commit "
    "lock page join scan plan key order queue retry lease fence clock zone"
).split()


def build_library(count: int) -> Library:
    """Build so many bites in one topic called `topic`."""
    draw = random.Random(7)  # noqa: S311 - no secret depends on it
    topic = Topic(id="topic", name="Topic", description="About everything")
    return Library.of([topic], [_bite(number, draw) for number in range(count)])


def _bite(number: int, draw: random.Random) -> Bite:
    name = f"{' '.join(draw.sample(_WORDS, 2))} {number}"
    return Bite(
        id=f"topic/bite-{number:05}",
        title=f"{name.capitalize()}: what it costs",
        summary=" ".join(draw.choices(_WORDS, k=70)),
        footgun=" ".join(draw.choices(_WORDS, k=30)),
        deeper=" ".join(draw.choices(_WORDS, k=110)),
        level=draw.choice(list(Level)),
        checked=date(2026, 11, 24),
        stale_after=None,
        revision=1,
        sources=(Source("A paper", "https://example.org/paper", 2020),),
        recall=Recall("What does it cost?", "Time."),
        aliases=(f"alias {name}",),
    )
