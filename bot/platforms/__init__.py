"""Each platform is one folder with the same four rooms: client, rest, commands, render."""
