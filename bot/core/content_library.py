"""Rules that only show beside the other bites: names, references, order, openings."""

from collections import Counter
from collections.abc import Iterator

from bot.core.bites import Library, normalise
from bot.core.content_drafts import Fault


def known_references(library: Library) -> Iterator[Fault]:
    """What `related` and `after` name exists, and is not the bite itself."""
    for bite in library:
        for other in (*bite.related, *bite.after):
            is_known = other in library.bites or other in library.elsewhere
            if not is_known or other == bite.id:
                yield bite.id, f"`{other}` is no other bite"


def own_names(library: Library) -> Iterator[Fault]:
    """No two bites answer to the same title, name or alias, nor to a topic's name."""
    topics = library.topics.values()
    owners = {normalise(name): one.id for one in topics for name in (one.id, one.name)}
    for bite in library:
        names = map(normalise, (bite.title, bite.name, *bite.aliases))
        for name in dict.fromkeys(names):
            owner = owners.setdefault(name, bite.id)
            if owner != bite.id:
                yield bite.id, f'"{name}" already belongs to `{owner}`'


def no_circles(library: Library) -> Iterator[Fault]:
    """Following `after` never leads back to the start."""
    for bite in library:
        seen, todo = set[str](), list(bite.after)
        while todo:
            current = todo.pop()
            if current == bite.id:
                yield bite.id, "its `after` leads back to itself"
                break
            if current not in seen and current in library.bites:
                seen.add(current)
                todo += library.bites[current].after


def known_opening(library: Library) -> Iterator[Fault]:
    """A topic's opening names up to five of its own bites, each once."""
    for topic in library.topics.values():
        counts = Counter(topic.opening)
        if len(topic.opening) > 5:
            yield topic.id, "the opening names more than five bites"
        for one, count in counts.items():
            if one not in library.bites or not one.startswith(f"{topic.id}/"):
                yield topic.id, f"the opening names `{one}`, which is no bite of it"
            elif count > 1:
                yield topic.id, f"the opening names `{one}` twice"


def own_opening_words(library: Library) -> Iterator[Fault]:
    """No two bites begin with the same three words."""
    begun: dict[str, str] = {}
    for bite in library:
        first = " ".join(normalise(bite.summary).split()[:3])
        other = begun.setdefault(first, bite.id)
        if other != bite.id:
            yield bite.id, f'opens with "{first}" like `{other}`'


def sound_moves(library: Library) -> Iterator[Fault]:
    """What `moved` names: the old id is no bite any more, and the new one is."""
    for old, new in library.moved.items():
        owner = new.partition("/")[0]
        if old in library.bites:
            yield owner, f"`moved` names `{old}`, which is still a bite"
        if new in library.moved:
            yield owner, f"`moved` leads `{old}` to `{new}`, which moved on itself"
        elif new not in library.bites:
            yield owner, f"`moved` leads `{old}` to `{new}`, which is no bite"
