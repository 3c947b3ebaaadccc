"""How a schedule posts, as options of its commands; and the command that changes it."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from bot.cli.core import who, with_core
from bot.cli.output import ConfigOption, note, read_config, say
from bot.core.posting import EACH, Obstacle, format_every, format_span
from bot.core.schedule import CATCH_UP, OnUnknown, Schedule, WhenDry
from bot.errors import InputError
from bot.kinds import PLATFORMS
from bot.running import Core
from bot.services.options import Options
from bot.services.posting import begun, given, in_plain_words, with_options

Mention = Annotated[str, typer.Option(help="A role's or user group's id, or off.")]
Thread = Annotated[str, typer.Option(help="A thread under each post: on or off.")]
Silent = Annotated[str, typer.Option(help="Without a notification: on or off.")]
Publish = Annotated[str, typer.Option(help="To an announcement's followers: on, off.")]
EveryNth = Annotated[str, typer.Option(help="Every nth of its days, or weeks: 2, 2w.")]
Dry = Annotated[str, typer.Option(help="When nothing new is left: review or pause.")]
Unknown = Annotated[str, typer.Option(help="A post in doubt: skip or repost.")]
CatchUp = Annotated[str, typer.Option(help="Late posts within: 6h, 90m.")]


def set_(
    schedule_id: Annotated[str, typer.Argument(metavar="ID", help="A schedule's id.")],
    mention: Mention = "",
    thread: Thread = "",
    silent: Silent = "",
    publish: Publish = "",
    every: EveryNth = "",
    when_dry: Dry = "",
    on_unknown: Unknown = "",
    catch_up: CatchUp = "",
    config: ConfigOption = None,
) -> None:
    """Change how a schedule posts; without an option, print how it does."""
    options = {
        "mention": mention,
        "thread": thread,
        "silent": silent,
        "publish": publish,
        "every": every,
        "when_dry": when_dry,
        "on_unknown": on_unknown,
        "catch_up": catch_up,
    }

    async def work(core: Core) -> tuple[Schedule, list[str]]:
        found = await core.admin.by_id(schedule_id)
        if not given(options):
            return found, []
        check(with_options(found, options))
        service = Options(admin=core.admin, store=core.store, clock=core.clock)
        return await service.change(found, options, by=who())

    changed, notes = with_core(read_config(config), work)
    for line in in_plain_words(changed):
        say(line)
    for one in notes:
        note(one)


def with_row(schedule: Schedule, row: Mapping[str, str], core: Core) -> Schedule:
    """Give a new schedule that posts as a row of options says.

    Raises:
        InputError: An option cannot be used.
    """
    if not given(row):
        return schedule
    wanted = with_options(schedule, row)
    check(wanted)
    return begun(wanted, core.clock.now())


def check(schedule: Schedule) -> None:
    """Refuse what makes no sense on a platform, whatever the channel.

    Raises:
        InputError: An option makes no sense there.
    """
    found: Iterable[Obstacle] = PLATFORMS[schedule.platform].obstacles(
        schedule.posting.manner
    )
    for one in found:
        raise InputError(one.text, option=one.option)


def shown(schedule: Schedule) -> dict[str, Any]:
    """Give what of how a schedule posts is not as usual."""
    manner, every = schedule.posting.manner, schedule.posting.every
    values = {
        "mention": manner.mention,
        "thread": manner.thread,
        "silent": manner.silent,
        "publish": manner.publish,
        "every": "" if every == EACH else format_every(every),
        "every_from": every.anchor.isoformat() if every.anchor else "",
        "when_dry": _unusual(schedule.when_dry, WhenDry.REVIEW),
        "on_unknown": _unusual(schedule.on_unknown, OnUnknown.SKIP),
        "catch_up": _unusual(format_span(schedule.catch_up), format_span(CATCH_UP)),
    }
    return {name: value for name, value in values.items() if value}


def _unusual(value: str, usual: str) -> str:
    return "" if value == usual else str(value)
