"""Where new content goes, and what is there already."""

from pathlib import Path

from bot.cli.output import fail
from bot.config import Config
from bot.content import Loaded, load_content, shipped_content
from bot.errors import BotError


def folder_for(config: Config, path: Path | None) -> Path:
    """Give the folder that a person named, else the first of the configuration."""
    folder = path or next(iter(config.content.paths), None)
    if folder is None:
        fail(
            "Say where your content is: --path FOLDER, "
            "or content.paths in the configuration."
        )
    if folder.exists() and not folder.is_dir():
        fail(f"{folder} is a file: name a folder.")
    return folder


def what_is_there(config: Config, folder: Path) -> Loaded:
    """Read the shipped library, the configured folders, and one more that may be new."""
    others = [one for one in config.content.paths if one.resolve() != folder.resolve()]
    folders = [shipped_content(), *others]
    if folder.is_dir():
        folders.append(folder)
    try:
        return load_content(folders)
    except BotError as error:
        fail(str(error))


def is_shipped(file: str) -> bool:
    """Tell whether a file belongs to the shipped library."""
    return Path(file).resolve().is_relative_to(shipped_content().resolve())
