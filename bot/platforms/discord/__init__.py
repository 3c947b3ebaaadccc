"""Discord: its gateway and commands through discord.py, its posts through plain REST."""
