"""What the services need from outside: platforms, a store, a clock; as protocols."""

from datetime import datetime
from typing import Protocol

from bot.core.records import (
    Access,
    AuditEntry,
    Departed,
    Leases,
    Notice,
    Plan,
    Posted,
    Receipt,
    Report,
    Settled,
    Showing,
)
from bot.ports.installs import Installs
from bot.ports.platform import Connection, Handler, MayStart, Platform, WebHandler
from bot.ports.store import CommandMemory, Store

__all__ = [
    "Access",
    "AuditEntry",
    "Clock",
    "CommandMemory",
    "Connection",
    "Departed",
    "Handler",
    "Installs",
    "Leases",
    "MayStart",
    "Notice",
    "Plan",
    "Platform",
    "Posted",
    "Receipt",
    "Report",
    "Settled",
    "Showing",
    "Store",
    "WebHandler",
]


class Clock(Protocol):
    """The one source of the present."""

    def now(self) -> datetime:
        """Give the present as an aware datetime in UTC."""
