"""The reading order of a topic, and of several side by side; pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.bites import Bite, Level

_RANK = {level: rank for rank, level in enumerate(Level)}
_WAVE = 5  # bites or so, until the level has risen and begins anew
# How a level's bites fall on the waves: easy ones a little early, hard ones late.
_TILT = {Level.BEGINNER: 1.0, Level.INTERMEDIATE: 0.5, Level.ADVANCED: 0.0}


def in_waves(bites: Sequence[Bite], *, last: Bite | None = None) -> list[Bite]:
    """Order bites so that levels rise again and again, from the first to the last.

    What a bite names in `after` comes before it, and near neighbours keep a day
    apart where they can. What all this leaves open stays in its order.

    Args:
        bites: What is to be ordered.
        last: What is read right before.
    """
    waiting = {bite.id: bite for bite in bites}
    order: list[Bite] = []
    for level in _wave_levels(bites):
        free = [one for one in waiting.values() if not _waits(one, waiting)]
        # In a circle of bites that wait for each other, somebody has to begin.
        last = _best(free or list(waiting.values()), level, last)
        del waiting[last.id]
        order.append(last)
    return order


def _best(bites: Sequence[Bite], level: Level, last: Bite | None) -> Bite:
    """Choose the first of the wanted level or nearest to it, apart from the last."""
    steps = [abs(_RANK[bite.level] - _RANK[level]) for bite in bites]
    fewest = min(steps)
    fit = [bite for bite, far in zip(bites, steps, strict=True) if far == fewest]
    return next((one for one in fit if not (last and are_near(one, last))), fit[0])


def _wave_levels(bites: Sequence[Bite]) -> Iterator[Level]:
    """Give the level of each place: every wave has its share of every level."""
    waves = max(1, round(len(bites) / _WAVE))
    for wave in range(waves):
        for level, tilt in _TILT.items():
            count = sum(bite.level is level for bite in bites)
            yield from [level] * (
                _by(wave + 1, waves, count, tilt) - _by(wave, waves, count, tilt)
            )


def _by(wave: int, waves: int, count: int, tilt: float) -> int:
    """Tell how many of a level's bites come before a wave."""
    share, rest = divmod(count * wave, waves)
    return share + (rest > 0 and rest >= waves * (1 - tilt))


def _waits(bite: Bite, waiting: Mapping[str, Bite]) -> bool:
    after = bite.after  # most bites name none
    return bool(after) and any(one in waiting and one != bite.id for one in after)


def are_near(one: Bite, other: Bite) -> bool:
    """Tell whether one of two bites names the other."""
    return other.id in (*one.related, *one.after) or one.id in (
        *other.related,
        *other.after,
    )


def side_by_side(courses: Sequence[Sequence[str]]) -> list[str]:
    """Merge courses so that each keeps its share from the start to the end.

    At each place every course has had its part of what was read so far, give or
    take less than one bite, so that short and long ones end together.
    """
    # M. L. Balinski and H. P. Young, "The Quota Method of Apportionment", 1975:
    # whoever has had too little so far, and would otherwise be behind first.
    whole = sum(map(len, courses))
    read = [0] * len(courses)
    order: list[str] = []
    for place in range(1, whole + 1):
        behind = [
            at
            for at, course in enumerate(courses)
            if read[at] * whole < place * len(course)
        ]
        at = min(behind, key=lambda one: (read[one] + 1) / len(courses[one]))
        order.append(courses[at][read[at]])
        read[at] += 1
    return order
