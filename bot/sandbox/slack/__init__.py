"""A Slack on loopback: its Web API, Socket Mode, signed HTTP, and people."""
