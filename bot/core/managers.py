"""People whom an admin lets administer Daily Bite in one server."""

from dataclasses import dataclass
from datetime import datetime

MOST = 20  # in a server; as many as fit into one message
ADDED, REMOVED = "manager.add", "manager.remove"
ACTS = (ADDED, REMOVED)
"""Acts of the log whose `before` or `after` is the id of the manager, and no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """One of a server's managers."""

    platform: str
    server: str
    person: str
    added_by_id: str
    at: datetime
