"""`python -m bot` is the same as `dailybite`."""

from bot.cli import main

main()
