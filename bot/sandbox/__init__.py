"""Pretend platforms on loopback, spoken to over their real protocols, with a chat page."""
