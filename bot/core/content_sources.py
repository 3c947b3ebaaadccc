"""Rules about what a bite rests on: its sources, and when they were last looked at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.core.bites import stale_on
from bot.core.content_drafts import Draft, Fault
from bot.core.content_forms import FORMS

FIRST_YEAR = 1940  # little that engineers still cite is older
_AHEAD = timedelta(days=1)  # somewhere it is tomorrow already
# Whose pages retell what others found out; a name stands for its subdomains as well.
_SECOND_HAND = frozenset(
    "wikipedia.org wikibooks.org wikiversity.org fandom.com medium.com "
    "towardsdatascience.com dev.to hashnode.dev hackernoon.com dzone.com reddit.com "
    "quora.com stackoverflow.com stackexchange.com superuser.com serverfault.com "
    "w3schools.com geeksforgeeks.org tutorialspoint.com javatpoint.com programiz.com "
    "baeldung.com realpython.com freecodecamp.org analyticsvidhya.com kdnuggets.com "
    "youtube.com youtu.be twitter.com x.com linkedin.com facebook.com "
    "news.ycombinator.com".split()
)
# Sites that are one document, which stands at their root.
_DOCUMENTS = frozenset(
    "12factor.net agilemanifesto.org jsonlines.org keepachangelog.com "
    "principlesofchaos.org reactivemanifesto.org semver.org www.json.org".split()
)


def primary_sources(draft: Draft) -> Iterator[Fault]:
    """A source is a primary document: no wiki, blog portal or forum, no bare host."""
    for url in _urls(draft):
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if _is_second_hand(host):
            yield url, f"{host} retells: name the paper, specification or documentation"
        elif not parts.path.strip("/") and not parts.query and host not in _DOCUMENTS:
            yield url, f"`{url}` is a whole site: name the page that says it"


def different_sources(draft: Draft) -> Iterator[Fault]:
    """A bite names each source once."""
    for url, count in Counter(map(_same, _urls(draft))).items():
        if count > 1:
            yield url, f"`{url}` stands there {count} times"


def possible_years(draft: Draft, today: date) -> Iterator[Fault]:
    """A source's year lies between 1940 and today."""
    last = (today + _AHEAD).year
    for one in _sources(draft):
        if not FIRST_YEAR <= one["year"] <= last:
            yield (
                one["url"],
                f"the year {one['year']} is not between {FIRST_YEAR} and {last}",
            )


def checked_by_now(draft: Draft, today: date) -> Iterator[Fault]:
    """The day when the facts were checked is not ahead."""
    checked = draft.meta.get("checked")
    if type(checked) is date and checked > today + _AHEAD:
        yield "checked:", f"{checked} is ahead: today is {today}"


def fresh(draft: Draft, today: date) -> Iterator[Fault]:
    """Its facts were checked within `stale_after` months (a warning)."""
    checked, months = draft.meta.get("checked"), draft.meta.get("stale_after")
    if type(checked) is not date or type(months) is not int or months < 1:
        return
    end = stale_on(checked, months)
    if end and end <= today:
        yield (
            "checked:",
            f"stale since {end}: check its facts again, then renew `checked`",
        )


def says_what_changed(draft: Draft) -> Iterator[Fault]:
    """A revision above the first says in `correction` what it put right, and when."""
    revision = draft.meta.get("revision")
    if type(revision) is int and (revision > 1) is not ("correction" in draft.meta):
        missing = "needs" if revision > 1 else "has no use for"
        yield "revision:", f"revision {revision} {missing} a `correction`"


def _sources(draft: Draft) -> list[Mapping[str, Any]]:
    value = draft.meta.get("sources")
    is_right, _ = FORMS["sources"]
    return list(value) if value and is_right(value) else []


def _urls(draft: Draft) -> list[str]:
    return [one["url"] for one in _sources(draft)]


def _same(url: str) -> str:
    return url.rstrip("/")


def _is_second_hand(host: str) -> bool:
    parts = host.split(".")
    return any(".".join(parts[at:]) in _SECOND_HAND for at in range(len(parts)))
