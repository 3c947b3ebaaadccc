"""Slack: commands through Bolt, posts through the SDK's client without its retries."""
