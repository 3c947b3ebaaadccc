"""Permission bits, and how Discord computes them for a channel."""

from collections.abc import Mapping, Sequence

# https://docs.discord.com/developers/topics/permissions
BITS = {
    "ADMINISTRATOR": 1 << 3,
    "MANAGE_CHANNELS": 1 << 4,
    "MANAGE_GUILD": 1 << 5,
    "VIEW_CHANNEL": 1 << 10,
    "SEND_MESSAGES": 1 << 11,
    "EMBED_LINKS": 1 << 14,
    "READ_MESSAGE_HISTORY": 1 << 16,
    "MENTION_EVERYONE": 1 << 17,
    "USE_APPLICATION_COMMANDS": 1 << 31,
    "CREATE_PUBLIC_THREADS": 1 << 35,
    "SEND_MESSAGES_IN_THREADS": 1 << 38,
}
ALL = (1 << 53) - 1


def bits(*names: str) -> int:
    """Add up named permissions."""
    return sum(BITS[name] for name in names)


BOT = bits("VIEW_CHANNEL", "SEND_MESSAGES", "READ_MESSAGE_HISTORY")
EVERYONE = BOT | bits("USE_APPLICATION_COMMANDS", "EMBED_LINKS")
EVERYONE |= bits("CREATE_PUBLIC_THREADS", "SEND_MESSAGES_IN_THREADS")
ADMIN = bits("MANAGE_GUILD", "MANAGE_CHANNELS")


def compute(
    roles: Mapping[str, int],
    own: Sequence[str],
    overwrites: Mapping[str, tuple[int, int]],
    user: str,
) -> int:
    """Compute permissions; `own` lists the roles, the one of everybody first."""
    base = 0
    for role in own:
        base |= roles[role]
    if base & BITS["ADMINISTRATOR"]:
        return ALL
    for group in (own[:1], own[1:], (user,)):
        allow = deny = 0
        for key in group:
            more_allow, more_deny = overwrites.get(key, (0, 0))
            allow, deny = allow | more_allow, deny | more_deny
        base = base & ~deny | allow
    # Whoever cannot see a channel can do nothing in it.
    return base if base & BITS["VIEW_CHANNEL"] else 0
