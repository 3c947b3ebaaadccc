"""Commands about deliveries: what became of each day's post, and once more."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from bot.cli.core import who, with_core
from bot.cli.output import (
    ConfigOption,
    JsonOption,
    choice,
    print_json,
    print_table,
    read_config,
    say,
)
from bot.core import troubles
from bot.core.cards import text_card
from bot.core.delivery import Delivery, DeliveryState
from bot.core.plain import plain_text
from bot.errors import InputError
from bot.kinds import PLATFORMS
from bot.running import Core
from bot.services.post_again import post_again as post_once_more

app = typer.Typer(help="What became of each day's post.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A delivery's id.")]
_STATES = tuple(str(one) for one in DeliveryState)
StateOption = Annotated[str, choice(("", *_STATES), "Only those in this state.")]


@app.command("list")
def list_(
    schedule: Annotated[str, typer.Option(help="Only those of this schedule.")] = "",
    state: StateOption = "",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List deliveries, newest first, and say why each did or did not go out."""
    states = (state,) if state else ()

    async def work(core: Core) -> list[Delivery]:
        if schedule:
            await core.admin.by_id(schedule)
        return await core.store.deliveries(
            schedule=schedule, states=states, limit=limit
        )

    found = with_core(read_config(config), work)
    if as_json:
        print_json([_entry(one) for one in found])
        return
    columns = ("id", "where", "day", "state", "what became of it", "tries", "message")
    print_table(columns, _rows(found))


@app.command()
def show(
    delivery_id: IdArgument, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """Show one delivery."""

    async def work(core: Core) -> Delivery:
        return await _by_id(core, delivery_id)

    found = with_core(read_config(config), work)
    if as_json:
        print_json(_entry(found))
        return
    for name, value in _entry(found).items():
        if value not in (None, ""):
            say(f"{name}: {value}")
    say(_words(found))


@app.command("post-again")
def post_again(delivery_id: IdArgument, config: ConfigOption = None) -> None:
    """Post once more what nobody can say the end of; the running bot sends it."""

    async def work(core: Core) -> None:
        found = await _by_id(core, delivery_id)
        await post_once_more(core.store, found, by=who(), now=core.clock.now())

    with_core(read_config(config), work)
    say(f"{delivery_id} is posted again by the running bot.")


async def _by_id(core: Core, delivery_id: str) -> Delivery:
    found = await core.store.delivery(delivery_id)
    if found is None:
        raise InputError(troubles.no_such_delivery(delivery_id))
    return found


def _rows(found: Iterable[Delivery]) -> Iterable[tuple[str, ...]]:
    for one in found:
        yield (
            one.id,
            f"{one.platform} {one.server} {one.channel}",
            one.local_date.isoformat(),
            one.state,
            _words(one),
            str(one.attempts),
            _link(one) or one.message_id or "-",
        )


def _words(delivery: Delivery) -> str:
    """Say what became of it, without the escapes that a chat needs."""
    told = troubles.became(delivery.state, delivery.local_date, delivery.reason)
    return plain_text(text_card(told))


def _link(delivery: Delivery) -> str:
    kind = PLATFORMS.get(delivery.platform)
    if kind is None or not delivery.message_id:
        return ""
    return kind.link(delivery.server, delivery.channel, delivery.message_id)


def _entry(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "schedule": one.schedule,
        "platform": one.platform,
        "server": one.server,
        "channel": one.channel,
        "local_date": one.local_date.isoformat(),
        "due_at": one.due_at.isoformat(),
        "state": str(one.state),
        "reason": one.reason,
        "bite": one.bite,
        "attempts": one.attempts,
        "next_attempt_at": one.next_attempt_at and one.next_attempt_at.isoformat(),
        "message_id": one.message_id,
        "link": _link(one) or None,
    }
