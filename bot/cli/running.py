"""The commands that run the bot, and that check whether it could run."""

import gc
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from bot.app import load_library, open_app
from bot.cli.output import (
    ConfigOption,
    hide_secrets_of,
    note,
    read_config,
    run_async,
    say,
    start_logs,
)
from bot.cli.signals import stop_on_signals
from bot.config import Config, load_config
from bot.core.posting import PLAIN
from bot.core.schedule import Schedule, zone
from bot.core.wording import plural
from bot.errors import BotError, ConfigError, StoreError
from bot.kinds import NO_CREDENTIALS, configured
from bot.logs import hide_secrets
from bot.ports import Connection, Installs
from bot.services.access import what_lacks
from bot.storage.engine import parse_url
from bot.storage.store import open_store

_ALLOCATIONS = 20_000  # more new objects than old ones, until the next collection
Line = tuple[str, str]  # what was checked, and its problem or nothing


def run(config: ConfigOption = None) -> None:
    """Run the bot on every platform that has credentials."""
    settings = read_config(config)
    start_logs()
    run_async(_run(settings))


async def _run(config: Config) -> None:
    with stop_on_signals() as stop:
        async with open_app(config) as app:
            found = app.core.loaded
            library = found.library
            note(
                f"Daily Bite runs with {plural(len(library), 'bite')}. Ctrl-C ends it."
            )
            for file in found.not_used:
                note(f"Left out, as it cannot be read: {file}")
            leave_out_of_collections()
            await app.run(stop)


def leave_out_of_collections() -> None:
    """Let the garbage collector no longer look at what stays until the end.

    Libraries, code and content are most of what there is: each full collection
    would go through all of it, in the middle of a wave of posts.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, 50, 50)


def check(config: ConfigOption = None) -> None:
    """Check configuration, content, database, tokens and permissions."""
    try:
        settings = load_config(os.environ, config)
    except ConfigError as error:
        for problem in error.problems:
            _print(("config", problem))
        raise typer.Exit(1) from None
    hide_secrets_of(settings)
    _print(("config", ""))
    if run_async(_check(settings)):
        raise typer.Exit(1)


async def _check(config: Config) -> int:
    problems = 0
    async for line in _lines(config):
        problems += bool(line[1])
        _print(line)
    return problems


def _print(line: Line) -> None:
    what, problem = line
    say(f"{what}: {hide_secrets(problem) or 'OK'}")


async def _lines(config: Config) -> AsyncIterator[Line]:
    for line in _content(config):
        yield line
    schedules: list[Schedule] = []
    yield "database", await _database(config, schedules)
    for one in schedules:
        yield f"schedule {one.id} time zone", _zone(one)
    kinds = configured(config)
    if not kinds:
        yield "platforms", NO_CREDENTIALS
    async with _installs(config) as installs:
        for name, kind in kinds.items():
            own = [one for one in schedules if one.platform == name]
            async with kind.open(config, installs) as connection:
                async for line in _connection(connection, own):
                    yield line


@asynccontextmanager
async def _installs(config: Config) -> AsyncIterator[Installs]:
    """Open where tokens are kept; where nothing can be opened, there are none."""
    is_usable = await _is_usable(config)
    url = config.database.url.get_secret_value() if is_usable else "sqlite://"
    async with open_store(
        url, migrate_first=not is_usable, keys=config.secrets.keys
    ) as store:
        yield store


async def _is_usable(config: Config) -> bool:
    url = config.database.url.get_secret_value()
    if config.database.is_embedded and not _exists(url):
        return False
    try:
        async with open_store(url):
            return True
    except StoreError:
        return False


async def _connection(
    connection: Connection, schedules: Sequence[Schedule]
) -> AsyncIterator[Line]:
    try:
        way_in = await connection.how_to_add()
    except BotError as error:
        yield f"{connection.name} token", str(error)
        return
    yield f"{connection.name} token", ""
    for one in schedules:
        yield (
            f"schedule {one.id} channel {one.channel}",
            await _access(connection, one),
        )
        if one.posting.manner != PLAIN:
            yield f"schedule {one.id} options", await _lacks(connection, one)
    say(way_in)


def _content(config: Config) -> list[Line]:
    try:
        loaded = load_library(config)
    except BotError as error:
        return [("content", str(error))]
    lines = [
        ("content", f"{file} is left out: `content lint`") for file in loaded.not_used
    ]
    for path in config.content.paths:
        if not any(Path(file).is_relative_to(path) for file in loaded.files.values()):
            lines.append(("content", f"{path} holds no topics (topic/topic.toml)"))
    if not len(loaded.library):
        lines.append(("content", "the library is empty"))
    return lines or [("content", "")]


async def _database(config: Config, schedules: list[Schedule]) -> str:
    url = config.database.url.get_secret_value()
    is_embedded = config.database.is_embedded
    if is_embedded and not _exists(url):
        return _problem_of_new(url)
    try:
        async with open_store(url, migrate_first=is_embedded) as store:
            schedules += await store.schedules()
    except StoreError as error:
        return str(error)
    return ""


def _exists(url: str) -> bool:
    return _file_of(url).exists()


def _problem_of_new(url: str) -> str:
    """Look without touching: a file that is not there yet is made by `run`."""
    folder = _file_of(url).parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    may_write = os.access(folder, os.W_OK)
    return "" if may_write else f"the folder {folder} cannot be written to"


def _file_of(url: str) -> Path:
    return Path(parse_url(url).database or "")


def _zone(schedule: Schedule) -> str:
    try:
        zone(schedule.timezone)
    except BotError as error:
        return str(error)
    return ""


async def _lacks(connection: Connection, schedule: Schedule) -> str:
    try:
        return " ".join(await what_lacks(connection, [schedule]))
    except BotError as error:
        return str(error)


async def _access(connection: Connection, schedule: Schedule) -> str:
    try:
        access = await connection.access(schedule.server, schedule.channel)
    except BotError as error:
        return str(error)
    if access.remedy:
        return access.remedy
    if not access.visible:
        return "Daily Bite cannot see this channel: add it, or remove the schedule"
    if not access.takes_posts:
        return "this is no text channel: move the schedule to another one"
    return (
        f"give Daily Bite {' and '.join(access.missing)} there"
        if access.missing
        else ""
    )
