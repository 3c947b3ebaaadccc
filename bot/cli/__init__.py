"""The command line: the only room that prints or exits."""

from bot.cli.root import main

__all__ = ["main"]
